from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from crm.core.proof.export import NotEmpty, write_export


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Write all that the checkpoints cover as plain text, with the documents' files, for "
        "verification on another machine. It holds personal data; account and identity numbers "
        "are digests."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="a folder that is new or empty")
        parser.add_argument(
            "--without-attachments",
            action="store_true",
            help="do not read the attached files (the documents are read all the same)",
        )

    def handle(self, *, folder, without_attachments, verbosity, **options):
        try:
            manifest = write_export(folder, with_attachments=not without_attachments)
        except NotEmpty as error:
            raise CommandError(str(error)) from None
        if verbosity:
            self.stdout.write(f"{folder}: {len(manifest['tables'])} tables at {manifest['at']}")
