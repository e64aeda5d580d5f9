"""What a second place needs so that nothing that was confirmed is lost with the first machine: a
copy of the server's files, and from then on every change, which is written there before anybody is
told that it is stored. Importable without Django.

``server`` is what PostgreSQL's programs find the server by (PGHOST, PGUSER and so on), and
``command`` how they are called: see ``crm.core.backup.tools``.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from . import embedded

BASES, SEGMENTS, PART = "bases", "segments", ".partial"
SLOT = RECEIVER = "deshang_wal"
STAMP = "%Y%m%dT%H%M%S%fZ"
Command = Callable[..., list[str]]
# A commit is confirmed once the second place has it on its disk.
REQUIRE = (
    f"alter system set synchronous_standby_names = '{RECEIVER}'",
    "alter system set synchronous_commit = 'on'",
    "select pg_reload_conf()",
)
KEEP = """
select pg_create_physical_replication_slot(%(slot)s, true)
where not exists (select from pg_replication_slots where slot_name = %(slot)s)
"""
PARAMETERS = {
    "PGHOST": "host",
    "PGPORT": "port",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGDATABASE": "dbname",
}
LET_GO = ("alter system reset synchronous_standby_names", "select pg_reload_conf()")
RECOVERY = """
restore_command = 'test -f {segments}/%f && cp {segments}/%f %p || cp {segments}/%f.partial %p'
recovery_target_timeline = 'latest'
recovery_target_action = 'promote'
synchronous_standby_names = ''
"""


class WalError(Exception):
    """The message says what to do."""


def copy_base(command: Command, server: Mapping[str, str], place: Path) -> Path:
    """The files of a running server into a new folder of ``place``; it is named for the moment in
    which it was begun and has its name once it is whole. From then on the server keeps its changes
    until they were received.
    """
    _keep_from_now_on(server)
    base = place / BASES / datetime.now(UTC).strftime(STAMP)
    part = base.with_name(base.name + PART)
    _folder(part.parent)
    options = [
        "--format=tar",
        "--wal-method=none",
        "--checkpoint=fast",
        "--manifest-checksums=SHA256",
    ]
    _run(command("pg_basebackup", f"--pgdata={part}", *options), server)
    part.rename(base)
    return base


def receive(command: Command, server: Mapping[str, str], place: Path) -> subprocess.Popen:
    """Begin to write down every change in ``place``, for as long as the process lives. Thanks to
    the slot, what was changed while no such process lived comes first.
    """
    segments = _folder(place / SEGMENTS)
    _keep_from_now_on(server)
    options = [f"--directory={segments}", f"--slot={SLOT}", "--synchronous"]
    receiver = command("pg_receivewal", *options)
    parameters = {**server, "PGAPPNAME": RECEIVER}
    return subprocess.Popen(receiver, env=_environment(parameters), cwd="/")


def _keep_from_now_on(server: Mapping[str, str]) -> None:
    """Before the copy is begun, since the changes meanwhile belong to it."""
    import psycopg

    parameters = {PARAMETERS[name]: value for name, value in server.items() if name in PARAMETERS}
    with psycopg.connect(**parameters, autocommit=True) as connection:
        connection.execute(KEEP, {"slot": SLOT})


def recover(place: Path, data: Path, until: datetime | None = None) -> Path:
    """Fill the empty folder ``data`` with the newest copy of ``place`` (before ``until``), so that
    a server that is started on it takes up all changes (until then). Returns the copy.
    """
    if data.exists() and any(data.iterdir()):
        raise WalError(f"{data} is not empty: move away what is in it.")
    base = _base_of(place, until)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.unpack_archive(base / "base.tar", data, filter="data")
    configuration = RECOVERY.format(segments=place / SEGMENTS)
    if until is not None:
        configuration += f"recovery_target_time = '{until.astimezone(UTC).isoformat()}'\n"
    with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(configuration)
    (data / "recovery.signal").touch()
    _give(data)
    return base


def _base_of(place: Path, until: datetime | None) -> Path:
    bases = sorted(
        folder for folder in (place / BASES).glob("*Z") if (folder / "base.tar").exists()
    )
    latest = until.astimezone(UTC).strftime(STAMP) if until else ""
    fitting = [base for base in bases if not until or base.name <= latest]
    if not fitting:
        raise WalError(f"{place} has no copy of the server's files from before that moment.")
    return fitting[-1]


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    _give(path)
    return path


def _give(path: Path) -> None:
    """To the account that the embedded server runs under, where we are root."""
    if os.geteuid() != 0:
        return
    account = pwd.getpwnam(embedded.ACCOUNT)
    for entry in (path, *path.rglob("*")):
        os.chown(entry, account.pw_uid, account.pw_gid)


def _run(command: list[str], server: Mapping[str, str]) -> None:
    process = subprocess.run(
        command, env=_environment(server), cwd="/", capture_output=True, text=True
    )
    if process.returncode:
        raise WalError(process.stderr.strip()[-2000:])


def _environment(server: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **server}
