"""One migrated database for a state of the migrations: what else the tests need begins as a copy of
it, in a second instead of a minute.

A new migration is applied to a copy of the database made before it; a migration that was changed or
taken away has all made anew. What the rest of the sources puts into a database (roles, rule
numbers) comes with ``post_migrate``, which every copy runs.
"""

import hashlib
import json
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
    host, manifest = embedded.settings(REPO)["HOST"], _manifest()
    name = PREFIX + hashlib.sha256(json.dumps(manifest).encode()).hexdigest()[:12]
    with psycopg.connect(
        host=host, user="deshang", dbname="deshang", autocommit=True
    ) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        stored = _stored(connection)
        if name not in stored:
            _make(connection, host, name, manifest, _nearest(stored, manifest))
            for old in stored:
                connection.execute(
                    sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(old))
                )
    return name


def _stored(connection) -> dict[str, dict]:
    """{database: the manifest that it was made of}; an unfinished one has none."""
    rows = connection.execute(
        "select datname, coalesce(shobj_description(oid, 'pg_database'), '{}') from "
        "pg_database where starts_with(datname, %s)",
        [PREFIX],
    )
    return {name: json.loads(manifest) for name, manifest in rows}


def _nearest(stored, manifest) -> str | None:
    """A database that lacks nothing but new migrations."""
    fitting = [name for name, old in stored.items() if old and old.items() <= manifest.items()]
    return max(fitting, key=lambda name: len(stored[name]), default=None)


def _make(connection, host, name, manifest, nearest):
    unfinished = f"{name}_unfinished"
    connection.execute(
        sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(unfinished))
    )
    connection.execute(
        sql.SQL("create database {} template {}").format(
            sql.Identifier(unfinished), sql.Identifier(nearest or "template1")
        )
    )
    env = {**os.environ, "DATABASE_URL": f"postgres://deshang@/{host}/{unfinished}"}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=REPO,
        env=env,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    connection.execute(
        sql.SQL("comment on database {} is {}").format(
            sql.Identifier(unfinished), sql.Literal(json.dumps(manifest))
        )
    )
    connection.execute(
        sql.SQL("alter database {} rename to {}").format(
            sql.Identifier(unfinished), sql.Identifier(name)
        )
    )


def _manifest() -> dict[str, str]:
    paths = {
        path
        for pattern in SOURCES
        for path in REPO.glob(pattern)
        if path.is_file() and path.suffix != ".pyc" and ".venv" not in path.parts
    }
    return {
        str(path.relative_to(REPO)): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(paths)
    }
