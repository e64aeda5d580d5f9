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
    """Register ``check(folder of the private files)`` for each restored database; it returns what
    is wrong, a text for each fault.
    """
    RESTORED_CHECKS[name] = check


def verify(folder: Path) -> list[str]:
    """What is wrong with it; nothing where it can be relied on. Raises BadBackup."""
    manifest = told_by(folder)
    faults = [
        f"{name} is not the file that was written"
        for name in (DATABASE, FILES)
        if _digest(folder / name) != manifest["sha256"][name]
    ]
    if faults:
        return faults
    with (
        second_database(f"deshang_verify_{os.getpid()}"),
        tempfile.TemporaryDirectory() as scratch,
    ):
        restore_database(folder)
        targets = {name: Path(scratch, name) for name in folders()}
        count = restore_files(folder, targets)
        if count != manifest["files"]:
            faults.append(f"{count} files instead of {manifest['files']}")
        faults += _miscounted(manifest["rows"])
        for name, check in RESTORED_CHECKS.items():
            faults += [f"{name}: {fault}" for fault in check(targets.get("private", Path(scratch)))]
    return faults


def _miscounted(rows: dict[str, int]) -> list[str]:
    faults = []
    with connection.cursor() as cursor:
        for table, expected in rows.items():
            cursor.execute(f"select count(*) from {connection.ops.quote_name(table)}")
            count = cursor.fetchone()[0]
            if count != expected:
                faults.append(f"{table}: {count} rows instead of {expected}")
    return faults


def files_are_whole(private: Path) -> list[str]:
    """Each file that a record names is there, byte by byte."""
    faults = []
    for name, expected in Attachment.objects.values_list("file", "sha256").iterator():
        path = private / name
        if not path.is_file():
            faults.append(f"{name} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            faults.append(f"{name} is not the file that was stored")
    return faults
