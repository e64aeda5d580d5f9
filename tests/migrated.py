"""One migrated database for a state of the migrations; what the tests need begins as its copy.

A copy takes a second, the migrations half a minute. What the rest of the sources puts into a
database (roles, rule numbers) comes with ``post_migrate``, which every copy runs.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from crm.launch import embedded

REPO = Path(__file__).parents[1]
SOURCES = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "*/data/**/*",
    "*/*/data/**/*",
    "requirements.txt",
)
LOCK = 7_302_900
PREFIX = "migrated_"


def template() -> str:
    """The name of the database."""
    host, name = embedded.settings(REPO)["HOST"], PREFIX + _digest()
    with psycopg.connect(host=host, user="deshang", dbname="deshang", autocommit=True) as database:
        database.execute("select pg_advisory_lock(%s)", [LOCK])
        stored = _stored(database)
        if name not in stored:
            for old in stored:
                _drop(database, old)
            _make(database, host, name)
    return name


def _stored(database) -> list[str]:
    rows = database.execute(
        "select datname from pg_database where starts_with(datname, %s)", [PREFIX]
    )
    return [name for (name,) in rows]


def _make(database, host, name):
    unfinished = f"{name}_unfinished"
    database.execute(sql.SQL("create database {}").format(sql.Identifier(unfinished)))
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=REPO,
        env={**os.environ, "DATABASE_URL": f"postgres://deshang@/{host}/{unfinished}"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    names = (sql.Identifier(unfinished), sql.Identifier(name))
    database.execute(sql.SQL("alter database {} rename to {}").format(*names))


def _drop(database, name):
    database.execute(
        sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    )


def _digest() -> str:
    """Of all that a migration reads."""
    paths = {
        path
        for pattern in SOURCES
        for path in REPO.glob(pattern)
        if path.is_file() and path.suffix != ".pyc" and ".venv" not in path.parts
    }
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(REPO)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
