"""A backup put into an empty database and empty folders."""

import json
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from crm.core.database.grants import grant_all
from crm.launch.database_roles import roles_sql

from . import tools
from .make import DATABASE, FILES, MANIFEST
from .sealed import BadBackup, key_in, opened

IS_EMPTY = "select not exists (select from pg_class where relnamespace = 'public'::regnamespace)"


def told_by(folder: Path) -> dict:
    """The manifest. Raises BadBackup."""
    try:
        return json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise BadBackup(f"{folder} is no backup: {error}") from None


def restore_database(folder: Path) -> None:
    """Into the database that Django's connection names, under the owner. Raises BadBackup where it
    is not empty, or where this server lacks the role that owned the tables.
    """
    manifest = told_by(folder)
    with connection.cursor() as cursor:
        cursor.execute(IS_EMPTY)
        if not cursor.fetchone()[0]:
            raise BadBackup("The database is not empty: name a new one.")
        cursor.execute(roles_sql(settings.DATABASE_ROLES))
        cursor.execute("select count(*) from pg_roles where rolname = %s", [manifest["owner"]])
        if not cursor.fetchone()[0]:
            raise BadBackup(
                f"The tables belonged to {manifest['owner']}. Make that role first, so that what "
                f'it may is not lost: create role "{manifest["owner"]}"'
            )
    load = ("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction")
    server = connection.settings_dict
    aim = f"--dbname={server['NAME']}"
    with tools.running(server, *load, aim, stdin=subprocess.PIPE) as process:
        for piece in _pieces(folder / DATABASE):
            process.stdin.write(piece)
        process.stdin.flush()
    grant_all(connection.alias, anew=True)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def restore_files(folder: Path, targets: dict[str, Path]) -> int:
    """Into folders that are empty or not there yet; how many. Raises BadBackup."""
    for target in targets.values():
        if target.exists() and any(target.iterdir()):
            raise BadBackup(f"{target} is not empty: move away what is in it.")
    count = 0
    with tarfile.open(fileobj=_Reader(_pieces(folder / FILES)), mode="r|") as archive:
        for member in archive:
            name, _slash, path = member.name.partition("/")
            if name in targets:
                member.name = path
                archive.extract(member, targets[name], filter="data")
                count += 1
    return count


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from opened(file, key_in(settings.BACKUP_KEY_FILE))


class _Reader:
    """The pieces as a file that is read from beginning to end."""

    def __init__(self, pieces: Iterator[bytes]):
        self._pieces, self._waiting = pieces, bytearray()

    def read(self, size: int) -> bytes:
        while len(self._waiting) < size and (piece := next(self._pieces, b"")):
            self._waiting += piece
        block = bytes(self._waiting[:size])
        del self._waiting[:size]
        return block


@contextmanager
def second_database(name: str):
    """A new, empty one on the same server behind Django's connection; dropped afterwards."""
    first = connection.settings_dict["NAME"]
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"create database {quoted} template template0")
    try:
        _go_to(name)
        yield
    finally:
        _go_to(first)
        with connection.cursor() as cursor:
            cursor.execute(f"drop database {quoted} with (force)")


def _go_to(name: str):
    connection.close()
    connection.settings_dict["NAME"] = name
