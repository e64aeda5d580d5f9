from django.core.management.base import BaseCommand, CommandError

from commissions.documents.verify import gaps, verify
from commissions.models import IssuedDocument


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Verify every issued document: its file, hash, signature and data; and that no "
        "number is missing. Names what is not sound."
    )

    def handle(self, *, verbosity, **options):
        told = [f"missing number: {gap}" for gap in gaps()]
        made = IssuedDocument.objects.made().select_related("seal").order_by("id")
        for document in made.iterator():
            told += [f"{document.number}: {problem}" for problem in verify(document).problems]
        told += [
            f"{each.number}: numbered, but not made yet"
            for each in IssuedDocument.objects.filter(state=IssuedDocument.State.PREPARING)
        ]
        if told:
            raise CommandError("\n".join(told))
        if verbosity:
            self.stdout.write(f"{made.count()} documents are sound.")
