import hashlib
from itertools import count
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection

from crm.core import transitions
from crm.core.database.owner import OwnersCommand
from crm.core.management.applied import missing
from crm.core.management.commands.migrate import Command as Migrate
from crm.core.models import User
from crm.core.private import PrivateFiles, tighten
from crm.launch.progress import Progress


class Command(OwnersCommand):
    requires_system_checks = [transitions.TAG]  # the others import every screen
    help = (
        "What must be done before every start: migrate, the demonstration where there is "
        "nobody yet, static files. One process, for speed."
    )

    def handle(self, **options):
        self._close_private_files()
        self._migrate()
        if not User.objects.exists():  # else not even imported, which takes a second
            call_command("load_demo", if_empty=True, stdout=self.stdout)
        self._collect_static()

    def _close_private_files(self):
        """Those that an earlier version left readable by others."""
        private = storages["private"]
        if isinstance(private, PrivateFiles):
            tighten(Path(private.location))

    def _migrate(self):
        """What follows a migration (roles, rule numbers) is done without one too."""
        migrations = missing(connection)
        if not migrations:
            emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)
            return
        progress, numbers = Progress(self.stdout, "Preparing the database"), count(1)
        migrate = Migrate(stdout=self.stdout)
        migrate.applied = lambda: progress.at(next(numbers), len(migrations))
        call_command(migrate, interactive=False, verbosity=0)
        progress.at(1, 1)  # made from one file, it was not told of steps

    def _collect_static(self):
        """Only where a source has changed: to compress all of them takes half a minute."""
        stamp = Path(settings.STATIC_ROOT) / ".collected-from"
        sources = _static_sources()
        if stamp.exists() and stamp.read_text() == sources:
            return
        self.stdout.write("Collecting style sheets, scripts and fonts …")
        self.stdout.flush()
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(sources)


def _static_sources() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{storage.path(name)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
