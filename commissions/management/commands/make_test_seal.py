from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissions.documents.trial_seal import ensure_test_seal, make_test_seal


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Make a self-signed test certificate for the seal: this machine's own under var/, or "
        "FILE with the passphrase in the file named by --passphrase-file."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--passphrase-file", type=Path)

    def handle(self, *, file, passphrase_file, **options):
        if file is None:
            file, _passphrase = ensure_test_seal()
        elif passphrase_file is None:
            raise CommandError("Name the file that holds the passphrase: --passphrase-file FILE")
        elif file.exists():
            raise CommandError(f"{file} is there already.")
        else:
            make_test_seal(file, passphrase_file.read_text().strip())
        self.stdout.write(str(file))
