from pathlib import Path

from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import BaseCommand

from crm.core.private import PrivateFiles, tighten


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = "What must be done before every start: migrate, the demonstration where there is nobody yet, static files. One process, for speed."

    def handle(self, **options):
        self._close_private_files()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo", if_empty=True, stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)

    def _close_private_files(self):
        """Those that an earlier version left readable by others."""
        private = storages["private"]
        if isinstance(private, PrivateFiles):
            tighten(Path(private.location))
