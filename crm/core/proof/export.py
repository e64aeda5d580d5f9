"""Writing an export: all that the checkpoints cover, as plain text from one snapshot, and the files
of the documents. With it, the checkpoints and a public key anybody verifies.

``manifest.json`` says what there is; ``tables/<table>.tsv`` are COPY's lines below the names of the
columns; ``files/`` are the issued documents, ``files.tsv`` name, size and SHA-256 of every file.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from django.core.files.storage import storages

from .reading import has_table, lines_of, one_moment
from .registry import EXPORTED_FILES, Covered, all_covered

FORMAT = 1
BLOCK = 1 << 20


class NotEmpty(Exception):
    """The folder has something in it already."""


def write_export(folder: Path, *, with_attachments: bool = True) -> dict:
    """Write it into ``folder``, which is made or empty. Returns the manifest. Raises NotEmpty."""
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "tables").mkdir()
    begun_at = datetime.now(UTC).isoformat(timespec="seconds")
    with one_moment() as cursor:
        tables = [table for table in _whole_tables() if has_table(cursor, table)]
        for table in tables:
            _write_table(folder, cursor, table)
        files = list(_files(cursor, with_attachments))
    _write_files(folder, files)
    manifest = {
        "format": FORMAT,
        "at": begun_at,
        "tables": {table.table: list(table.columns) for table in tables},
        "has_attachments": with_attachments,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))
    return manifest


def _whole_tables() -> list[Covered]:
    """One covering for each table, with the columns of all its coverings."""
    tables: dict[str, Covered] = {}
    for covered in all_covered().values():
        whole = tables.get(covered.table, covered)
        tables[covered.table] = replace(
            whole,
            columns=tuple(dict.fromkeys([*whole.columns, *covered.columns])),
            secret=whole.secret | covered.secret,
        )
    return list(tables.values())


def _write_table(folder: Path, cursor, covered: Covered) -> None:
    with (folder / "tables" / f"{covered.table}.tsv").open("wb") as file:
        file.write("\t".join(covered.columns).encode() + b"\n")
        file.writelines(line + b"\n" for line in lines_of(cursor, covered))


def _files(cursor, with_attachments: bool) -> Iterator[tuple[str, bool]]:
    """(name in the private storage, whether the file itself goes with the export)."""
    for model, field, is_copied in EXPORTED_FILES:
        if is_copied or with_attachments:
            column = model._meta.get_field(field).column
            cursor.execute(
                f'select "{column}" from public."{model._meta.db_table}"'
                f' where "{column}" <> \'\' order by "{model._meta.pk.column}"'
            )
            yield from [(name, is_copied) for (name,) in cursor.fetchall()]


def _write_files(folder: Path, files: Iterable[tuple[str, bool]]) -> None:
    storage = storages["private"]
    with (folder / "files.tsv").open("w", encoding="utf-8") as file:
        for name, is_copied in files:
            target = folder / "files" / safe_name(name) if is_copied else None
            file.write(f"{name}\t{_copied(storage, name, target)}\n")


def safe_name(name: str) -> PurePosixPath:
    """A name that stays below the folder, whatever somebody wrote into the table."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return PurePosixPath("odd", hashlib.sha256(name.encode()).hexdigest())
    return path


def _copied(storage, name: str, target: Path | None) -> str:
    """The file's size and SHA-256; "missing" where there is none."""
    digest, size, parts = hashlib.sha256(), 0, []
    try:
        with storage.open(name, "rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
                size += len(block)
                if target:
                    parts.append(block)
    except Exception:  # each store has its own
        return "missing"
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"".join(parts))
    return f"{size}\t{digest.hexdigest()}"
