from django.core.management.base import BaseCommand, CommandError

from crm.core.proof.checkpoint import make_checkpoint
from crm.core.proof.signing import NoKey


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = "Make a signed checkpoint of what money and rights rest on, as beat does every hour."

    def add_arguments(self, parser):
        parser.add_argument(
            "--anew",
            default="",
            metavar="WHY",
            help="Begin anew: what was recorded before binds no longer. Say why, for auditors.",
        )

    def handle(self, *, anew, verbosity, **options):
        try:
            checkpoint = make_checkpoint(anew=anew)
        except NoKey as error:
            raise CommandError(str(error)) from None
        if changes := checkpoint.body["unexplained"]:
            rows = "\n".join(f"{name} {key}: {what}" for name, key, what in changes)
            raise CommandError(f"checkpoint {checkpoint.number}: changed unlawfully\n{rows}")
        if verbosity:
            self.stdout.write(f"checkpoint {checkpoint.number}: {checkpoint.hash}")
