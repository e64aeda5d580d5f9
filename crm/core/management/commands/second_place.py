import signal
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from crm.core.backup import tools
from crm.core.backup.sealed import BadBackup
from crm.core.database.owner import OwnersCommand
from crm.launch import embedded, wal


class Command(OwnersCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Keep every change of the database in a second place, FOLDER: “copy” stores the server's "
        "files, “receive” writes down each change while it runs, “require” lets the server confirm "
        "nothing that is not written there (“let-go” no longer), “recover” makes the embedded "
        "server anew of it."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["copy", "receive", "require", "let-go", "recover"])
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--until",
            type=datetime.fromisoformat,
            help="recover as of then: 2026-11-30T10:00+08:00",
        )

    def handle(self, *, what, folder, until, **options):
        try:
            getattr(self, f"_{what.replace('-', '_')}")(folder.resolve(), until)
        except (wal.WalError, BadBackup, OSError) as error:
            raise CommandError(str(error)) from None

    def _copy(self, folder, _until):
        base = wal.copy_base(tools.command, tools.server(tools.account()), folder)
        self.stdout.write(str(base))

    def _receive(self, folder, _until):
        receiver = wal.receive(tools.command, tools.server(tools.account()), folder)
        signal.signal(signal.SIGTERM, lambda *_signal: receiver.terminate())
        if receiver.wait():
            raise CommandError("the receiver has ended; start it again")

    def _require(self, _folder, _until):
        self._say(wal.REQUIRE)

    def _let_go(self, _folder, _until):
        self._say(wal.LET_GO)

    def _say(self, sentences):
        with connection.cursor() as cursor:
            for sentence in sentences:
                cursor.execute(sentence)

    def _recover(self, folder, until):
        if not settings.EMBEDDED_DATABASE:
            raise CommandError("Recover a server of your own as docs/operations.md says.")
        connection.close()
        embedded.stop(settings.BASE_DIR)
        base = wal.recover(folder, Path(connection.settings_dict["HOST"]), until)
        embedded.ensure_running(settings.BASE_DIR)
        embedded.await_writable(settings.BASE_DIR)
        self.stdout.write(f"Recovered from {base.name}. Go on with: manage.py verify_ledger.")
