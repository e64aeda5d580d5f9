"""One backup: a folder with the database, the private files and what both have to hold."""

import hashlib
import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.files.storage import storages
from psycopg import sql

from crm.core.private import PrivateFiles

from . import tools
from .sealed import Sealer, key_in

MANIFEST, DATABASE, FILES = "manifest.json", "database.sealed", "files.sealed"
STAMP = "%Y%m%dT%H%M%SZ"
AT_ONCE = 1024 * 1024
EVERY_TABLE = """
select relname from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname
"""
OWNER = "select rolname from pg_roles join pg_class on relowner = pg_roles.oid where relname = %s"


def make(root: Path) -> Path:
    """Back up into a new folder under ``root``; returns it. It has its name only once it is whole.
    Raises BadBackup, OSError.
    """
    key = key_in(settings.BACKUP_KEY_FILE)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = datetime.now(UTC).strftime(STAMP)
    part = root / f"{name}.part"
    part.mkdir(mode=0o700)
    try:
        manifest = _database(part / DATABASE, key)
        manifest |= {"made_at": name, "files": _files(part / FILES, key)}
        manifest["sha256"] = {name: _digest(part / name) for name in (DATABASE, FILES)}
        (part / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        part.rename(root / name)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return root / name


def kept(root: Path) -> list[Path]:
    """The whole backups under ``root``, the newest first."""
    return sorted((manifest.parent for manifest in root.glob(f"*/{MANIFEST}")), reverse=True)


def forget_old(root: Path, keep: int) -> list[Path]:
    """All but the newest ``keep`` are removed; they are returned."""
    old = [folder for folder in kept(root) if not folder.name.endswith(".part")][keep:]
    for folder in old:
        shutil.rmtree(folder)
    return old


def _database(target: Path, key: bytes) -> dict:
    """The dump, and the number of rows of each table in the very moment of it."""
    server = tools.account()
    with _snapshot(server) as (reader, snapshot):
        counts = {
            table: _count(reader, table) for (table,) in reader.execute(EVERY_TABLE).fetchall()
        }
        owner = reader.execute(OWNER, ["django_migrations"]).fetchone()[0]
        dump = ("pg_dump", "--format=custom", "--compress=6", f"--snapshot={snapshot}")
        with (
            sealed(target, key) as sealer,
            tools.running(server, *dump, stdout=subprocess.PIPE) as process,
        ):
            while piece := process.stdout.read(AT_ONCE):
                sealer.write(piece)
    return {"rows": counts, "owner": owner}


@contextmanager
def _snapshot(server: dict):
    with psycopg.connect(
        host=server["HOST"] or None,
        port=server["PORT"] or None,
        user=server["USER"] or None,
        password=server.get("PASSWORD") or None,
        dbname=server["NAME"],
    ) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield reader, reader.execute("select pg_export_snapshot()").fetchone()[0]


def _count(reader, table: str) -> int:
    query = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
    return reader.execute(query).fetchone()[0]


@contextmanager
def sealed(target: Path, key: bytes) -> Iterator[Sealer]:
    with target.open("wb") as file:
        sealer = Sealer(file, key)
        yield sealer
        sealer.close()


def folders() -> dict[str, Path]:
    """What is stored beside the database. Files in an object store are kept by that store."""
    paths = {"media": Path(settings.MEDIA_ROOT)}
    private = storages["private"]
    if isinstance(private, PrivateFiles):
        paths["private"] = Path(private.location)
    return paths


def _files(target: Path, key: bytes) -> int:
    """How many were stored. They come after the database: one that it names is among them."""
    count = 0
    with sealed(target, key) as sealer, tarfile.open(fileobj=sealer, mode="w|") as archive:
        for name, folder in folders().items():
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                if path.is_file() and not path.is_symlink():
                    archive.add(path, f"{name}/{path.relative_to(folder)}")
                    count += 1
    return count


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
