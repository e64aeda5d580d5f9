"""Whether a backup is one: it is restored into a second database, counted and checked there."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from ..models import Attachment
from .make import DATABASE, FILES, _digest, folders
from .restore import restore_database, restore_files, second_database, told_by

RESTORED_CHECKS: dict[str, Callable[[Path], list[str]]] = {}


def check_restored(name: str, check: Callable[[Path], list[str]]) -> None:
    """Have ``check(folder of the private files)`` asked in each restored database; it says what is
    wrong, one a line.
    """
    RESTORED_CHECKS[name] = check


def verify(folder: Path) -> list[str]:
    """What is wrong with it; nothing where it can be relied on. Raises BadBackup."""
    told = told_by(folder)
    wrong = [
        f"{name} is not the file that was written"
        for name in (DATABASE, FILES)
        if _digest(folder / name) != told["sha256"][name]
    ]
    if wrong:
        return wrong
    with (
        second_database(f"deshang_verify_{os.getpid()}"),
        tempfile.TemporaryDirectory() as kept,
    ):
        restore_database(folder)
        targets = {name: Path(kept, name) for name in folders()}
        count = restore_files(folder, targets)
        if count != told["files"]:
            wrong.append(f"{count} files instead of {told['files']}")
        wrong += _miscounted(told["rows"])
        for name, check in RESTORED_CHECKS.items():
            wrong += [f"{name}: {each}" for each in check(targets.get("private", Path(kept)))]
    return wrong


def _miscounted(rows: dict[str, int]) -> list[str]:
    wrong = []
    with connection.cursor() as cursor:
        for table, expected in rows.items():
            cursor.execute(f"select count(*) from {connection.ops.quote_name(table)}")
            found = cursor.fetchone()[0]
            if found != expected:
                wrong.append(f"{table}: {found} rows instead of {expected}")
    return wrong


def files_are_whole(private: Path) -> list[str]:
    """Each file that a record names is there, byte by byte."""
    wrong = []
    for name, expected in Attachment.objects.values_list("file", "sha256").iterator():
        path = private / name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            wrong.append(f"{name} is not the file that was stored")
    return wrong
