from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from crm.core.backup.make import forget_old, make
from crm.core.backup.sealed import BadBackup, make_key

NO_FOLDER = "Say where to: manage.py backup FOLDER, or set BACKUP_ROOT."
NEW_KEY = """\
A new key was written to %s. Keep a copy of it, and of SECRET_KEY and ACCOUNT_NUMBER_KEY, where
neither this machine nor its backups are: without it they can not be read by anybody."""


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Back up the database and the private files, encrypted, into a new folder under FOLDER "
        "(BACKUP_ROOT); older ones beyond BACKUP_KEEP are removed. See verify_backup, restore."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", default=settings.BACKUP_ROOT)

    def handle(self, *, folder, **options):
        if not folder:
            raise CommandError(NO_FOLDER)
        try:
            make_key(settings.BACKUP_KEY_FILE)
            self.stderr.write(NEW_KEY % settings.BACKUP_KEY_FILE)
        except FileExistsError:
            pass
        try:
            backup = make(Path(folder))
        except (BadBackup, OSError) as error:
            raise CommandError(str(error)) from None
        forget_old(Path(folder), settings.BACKUP_KEEP)
        self.stdout.write(str(backup))
