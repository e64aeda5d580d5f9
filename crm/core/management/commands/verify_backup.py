from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from crm.core.backup.make import kept
from crm.core.backup.sealed import BadBackup
from crm.core.backup.verify import verify
from crm.core.database.owner import OwnersCommand


class Command(OwnersCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Restore a backup into a second database, count its rows and files, and check ledger, "
        "documents and files there. Without FOLDER the newest one under BACKUP_ROOT."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?")

    def handle(self, *, folder, **options):
        newest = kept(Path(settings.BACKUP_ROOT))[:1] if settings.BACKUP_ROOT else []
        folder = Path(folder) if folder else next(iter(newest), None)
        if folder is None:
            raise CommandError("There is no backup.")
        try:
            faults = verify(folder)
        except BadBackup as error:
            raise CommandError(str(error)) from None
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{folder}: sound")
