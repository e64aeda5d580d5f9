"""PostgreSQL's own programs, of the embedded server or of the machine."""

import os
import shutil
import subprocess
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from crm.launch import embedded
from crm.launch.database_roles import BACKUP

from .sealed import BadBackup


def command(program: str, *arguments: str) -> list[str]:
    """Raises BadBackup where the machine has no such program."""
    if settings.EMBEDDED_DATABASE or embedded.is_own_server(
        settings.BASE_DIR, connection.settings_dict["HOST"]
    ):
        return embedded.command(program, *arguments)
    path = shutil.which(program)
    if path is None:
        raise BadBackup(f"{program} is missing: install PostgreSQL’s client programs")
    return [path, *arguments]


def account() -> dict:
    """The account that reads everything and writes nothing: DATABASE_BACKUP_URL, or the role of the
    embedded server; without either, the owner of the tables.
    """
    if settings.DATABASE_BACKUP is not None:
        return {**connection.settings_dict, **settings.DATABASE_BACKUP}
    if settings.EMBEDDED_DATABASE:
        return {**connection.settings_dict, "USER": settings.DATABASE_ROLES[BACKUP]}
    return {**connection.settings_dict, **(settings.DATABASE_OWNER or {})}


def server(account: dict) -> dict[str, str]:
    """How the programs find the server; a password is in no list of processes."""
    variables = {
        "PGHOST": account["HOST"],
        "PGPORT": str(account["PORT"] or ""),
        "PGUSER": account["USER"],
        "PGPASSWORD": account.get("PASSWORD") or "",
        "PGDATABASE": account["NAME"],
    }
    return {name: value for name, value in variables.items() if value}


@contextmanager
def running(account: dict, program: str, *arguments: str, **pipes):
    """The process; what it complains of is raised as BadBackup when it has ended."""
    process = subprocess.Popen(
        command(program, *arguments),
        env={**os.environ, **server(account)},
        stderr=subprocess.PIPE,
        cwd="/",
        **pipes,
    )
    try:
        yield process
    except BrokenPipeError:
        pass  # it has ended, and says why
    except BaseException:
        process.kill()
        process.wait()
        raise
    complaint = process.communicate()[1].decode(errors="replace").strip()
    if process.returncode:
        raise BadBackup(f"{program}: {complaint[-2000:]}")
