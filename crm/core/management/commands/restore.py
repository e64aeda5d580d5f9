from pathlib import Path

from django.core.management.base import CommandError

from crm.core.backup.make import folders
from crm.core.backup.restore import restore_database, restore_files, told_by
from crm.core.backup.sealed import BadBackup
from crm.core.database.owner import OwnersCommand


class Command(OwnersCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Put a backup into the database that is set, which must be empty, and its files into "
        "PRIVATE_ROOT. The keys (SECRET_KEY, ACCOUNT_NUMBER_KEY, BACKUP_KEY_FILE) are put in "
        "place first: they are in no backup."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, **options):
        try:
            made_at = told_by(folder)["made_at"]
            restore_database(folder)
            count = restore_files(folder, folders())
        except (BadBackup, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"The state of {made_at} with {count} files. Go on with: manage.py migrate, "
            "verify_ledger, verify_documents."
        )
