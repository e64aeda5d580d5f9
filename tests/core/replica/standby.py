"""A PostgreSQL of its own with a standby that follows it: two servers that really run."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg

from crm.launch import embedded
from crm.launch.database_roles import named, roles_sql
from tests import migrated
from tests.template_database import REPO, copied


class Server:
    """``start()`` and ``stop()`` as often as one likes."""

    def __init__(self, data: Path):
        self.data = data

    def start(self):
        embedded._start(embedded._installation(), self.data)

    def stop(self, mode="fast"):
        """``immediate``: without ending anything properly."""
        options = ["stop", "-D", str(self.data), "-m", mode, "-w"]
        embedded._run(embedded._installation(), "pg_ctl", *options)

    def connect(self, **options):
        return psycopg.connect(host=str(self.data), user="deshang", dbname="deshang", **options)

    def sql(self, text: str) -> list:
        with self.connect(autocommit=True) as connection:
            found = connection.execute(text)
            return found.fetchall() if found.description else []

    @property
    def url(self) -> str:
        return f"postgres://deshang@/{self.data}/deshang"


def _folder() -> Path:
    """Short enough for a socket, and the server's own where we are root."""
    if os.geteuid() != 0:
        return Path(tempfile.mkdtemp(prefix="pg-"))
    embedded._ensure_account()
    made = Path(tempfile.mkdtemp(prefix="t", dir=embedded.SYSTEM_HOME))
    shutil.chown(made, embedded.ACCOUNT, embedded.ACCOUNT)
    return made


@contextmanager
def primary():
    """Migrated, without records."""
    server = Server(_folder())
    try:
        install = embedded._installation()
        embedded._make(install, server.data)
        server.start()
        server.sql(roles_sql(named()))
        # Of a copy: the template itself must be free for tests beside this one.
        with copied(migrated.template(), f"for_a_standby_{os.getpid()}") as name:
            _fill(server, install / "bin", name)
        yield server
    finally:
        _end(server)


def _fill(server: Server, programs: Path, name: str):
    given = embedded.settings(REPO)["HOST"]
    own = subprocess.Popen(
        [programs / "pg_dump", "-h", given, "-U", "deshang", "--no-owner", name],
        stdout=subprocess.PIPE,
    )
    filled = subprocess.run(
        [programs / "psql", "-q", "-h", server.data, "-U", "deshang", "deshang"],
        stdin=own.stdout,
        stdout=subprocess.DEVNULL,
    )
    assert (filled.returncode, own.wait()) == (0, 0)


@contextmanager
def standby_of(server: Server):
    """By a base backup; it streams from then on."""
    second = Server(_folder())
    try:
        embedded._run(
            embedded._installation(),
            "pg_basebackup",
            f"--host={server.data}",
            "--username=deshang",
            f"--pgdata={second.data}",
            "--write-recovery-conf",
            "--checkpoint=fast",
        )
        # Of the first server's socket, which lies in its folder.
        (second.data / ".s.PGSQL.5432.lock").unlink()
        second.start()
        yield second
    finally:
        _end(second)


def _end(server: Server):
    try:
        if (server.data / "postmaster.pid").exists():
            server.stop()
    finally:
        shutil.rmtree(server.data, ignore_errors=True)
