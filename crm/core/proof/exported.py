"""An export, opened for verification."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from .export import FORMAT, safe_name
from .rows import NULL, values_of

Row = dict[str, str | None]


class BadExport(Exception):
    """The folder holds no export that can be read; the message says why."""


class Exported:
    """``columns``: of each table, by its name. ``seen`` tells in which checkpoint a row was
    recorded as it is, once the rows were compared with the checkpoints.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        try:
            self.manifest = json.loads((folder / "manifest.json").read_text())
        except (OSError, ValueError) as error:
            raise BadExport(f"{folder}: {error}") from None
        if self.manifest["format"] != FORMAT:
            raise BadExport(f"{folder}: another program wrote it (format)")
        self.columns: dict[str, list[str]] = self.manifest["tables"]
        self.facts: dict = {}  # what the checkpoints sign besides, as they named it over time
        self.seen = None
        self.stamps = None  # certificates that time stamps are trusted by; None: not looked at
        self._kept: dict[str, dict[str, Row]] = {}

    def lines(self, table: str) -> Iterator[bytes]:
        path = self.folder / "tables" / f"{table}.tsv"
        with path.open("rb") as file:
            head = file.readline().rstrip(b"\n").decode().split("\t")
            if head != self.columns[table]:
                raise BadExport(f"{path}: not the columns of the manifest")
            for line in file:
                yield line.rstrip(b"\n")

    def rows(self, table: str) -> Iterator[Row]:
        columns = self.columns[table]
        for line in self.lines(table):
            yield dict(zip(columns, values_of(line), strict=True))

    def rows_where(self, table: str, column: str, value: str | None) -> Iterator[Row]:
        """The rows with this number in the column; no others are taken apart."""
        columns, wanted = self.columns[table], (value or "").encode()
        place = columns.index(column)
        for line in self.lines(table):
            if line.split(b"\t", place + 1)[place] == wanted:
                yield dict(zip(columns, values_of(line), strict=True))

    def rows_by(self, table: str, column: str) -> Iterator[Row]:
        """The rows in the order of a number, those without one first; one in memory at a time."""
        place, columns, offsets = self.columns[table].index(column), self.columns[table], []
        with (self.folder / "tables" / f"{table}.tsv").open("rb") as file:
            offset = len(file.readline())
            for line in file:
                value = line.rstrip(b"\n").split(b"\t", place + 1)[place]
                offsets.append((int(value) if value != NULL else 0, offset))
                offset += len(line)
            for _number, offset in sorted(offsets):
                file.seek(offset)
                values = values_of(file.readline().rstrip(b"\n"))
                yield dict(zip(columns, values, strict=True))

    def by_id(self, table: str) -> dict[str, Row]:
        """{id: row}; kept, for tables that are asked again and again."""
        if table not in self._kept:
            self._kept[table] = {row["id"]: row for row in self.rows(table)}
        return self._kept[table]

    @cached_property
    def content_types(self) -> dict[str, str]:
        """{label of a model: its number}."""
        return {
            f"{row['app_label']}.{row['model']}": row["id"]
            for row in self.rows("django_content_type")
        }

    @cached_property
    def files(self) -> dict[str, tuple[int, str] | None]:
        """{name: (bytes, SHA-256)}; None of a file that was missing."""
        files = {}
        for line in (self.folder / "files.tsv").read_text(encoding="utf-8").splitlines():
            name, *facts = line.split("\t")
            files[name] = (int(facts[0]), facts[1]) if len(facts) == 2 else None
        return files

    def file(self, name: str) -> bytes | None:
        path = self.folder / "files" / safe_name(name)
        return path.read_bytes() if path.is_file() else None
