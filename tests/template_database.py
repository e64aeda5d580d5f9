"""Databases that are made once for a state of what they depend on; what tests need begins as a
copy, which takes a second.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from crm.launch import embedded

REPO = Path(__file__).parents[1]


def made_once(prefix: str, key: str, make: Callable[[str], None]) -> str:
    """The name of the database of ``key``. Where it is not there, those of other keys are dropped
    and ``make(name)`` makes it. Safe in several processes at once.
    """
    name = prefix + key
    with administration() as database:
        database.execute("select pg_advisory_lock(hashtext(%s))", [prefix])
        stored = _stored(database, prefix)
        if name not in stored:
            for old in stored:
                drop(database, old)
            make(f"{name}_unfinished")
            names = (sql.Identifier(f"{name}_unfinished"), sql.Identifier(name))
            database.execute(sql.SQL("alter database {} rename to {}").format(*names))
    return name


def _stored(database, prefix) -> list[str]:
    rows = database.execute(
        "select datname from pg_database where starts_with(datname, %s)", [prefix]
    )
    return [name for (name,) in rows]


@contextmanager
def administration(name: str = ""):
    """A connection to the embedded server, for what is done with whole databases; or the owner's to
    one of them.
    """
    embedded.ensure_running(REPO)
    server = embedded.settings(REPO)
    with psycopg.connect(
        host=server["HOST"], user=embedded.USER, dbname=name or server["NAME"], autocommit=True
    ) as connection:
        yield connection


def create(database, name: str, template: str = "template1"):
    statement = sql.SQL("create database {} template {}")
    database.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop(database, name: str):
    statement = sql.SQL("drop database if exists {} with (force)")
    database.execute(statement.format(sql.Identifier(name)))


@contextmanager
def copied(template: str, name: str):
    """A copy of the database ``template``; dropped afterwards."""
    with administration() as database:
        drop(database, name)
        create(database, name, template)
    try:
        yield name
    finally:
        with administration() as database:
            drop(database, name)


def url(name: str) -> str:
    """As the owner, who may do everything."""
    return embedded.url(REPO, name)


def accounts(name: str) -> dict[str, str]:
    """The variables of the environment by which a process is the application in the database, and
    its commands of the owner are the owner.
    """
    application = embedded.url(REPO, name, embedded.APPLICATION)
    return {"DATABASE_URL": application, "DATABASE_OWNER_URL": url(name)}


def manage(name: str, *command: str, **env: str):
    """Run a command of manage.py on the database. Raises RuntimeError with what it complains of."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command, "--verbosity=0"],
        cwd=REPO,
        env={**os.environ, **accounts(name), **env},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def digest(patterns: Iterable[str], stamp: str = "") -> str:
    """Of the files that fit ``patterns`` under the repository, and of ``stamp``."""
    paths = {
        path
        for pattern in patterns
        for path in REPO.glob(pattern)
        if path.is_file() and path.suffix != ".pyc" and ".venv" not in path.parts
    }
    found = hashlib.sha256(stamp.encode())
    for path in sorted(paths):
        found.update(f"{path.relative_to(REPO)}\n".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]


def link_or_copy(source: str, target: str):
    """A file that is never written again."""
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)
