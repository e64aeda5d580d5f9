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
        problems = [f"missing number: {gap}" for gap in gaps()]
        documents = IssuedDocument.objects.made().select_related("seal").order_by("id")
        for document in documents.iterator():
            problems += [f"{document.number}: {problem}" for problem in verify(document).problems]
        problems += [
            f"{document.number}: numbered, but not made yet"
            for document in IssuedDocument.objects.filter(state=IssuedDocument.State.PREPARING)
        ]
        if problems:
            raise CommandError("\n".join(problems))
        if verbosity:
            self.stdout.write(f"{documents.count()} documents are sound.")
