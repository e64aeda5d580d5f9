"""One migrated database for a state of the sources: what else the tests need begins as a copy of it, in a second instead of a minute."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from crm.core import embedded

REPO = Path(__file__).parents[1]
SOURCES = ("crm", "leads", "parks", "commissions")
LOCK = 7_302_900
PREFIX = "migrated_"


def template() -> str:
    """The name of the database, made anew after any change of the sources."""
    host, name = embedded.settings(REPO)["HOST"], PREFIX + _digest()
    with psycopg.connect(host=host, user="deshang", dbname="deshang", autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        stored = {row[0] for row in connection.execute("select datname from pg_database where starts_with(datname, %s)", [PREFIX])}
        if name not in stored:
            for old in stored:
                connection.execute(f'drop database "{old}" with (force)')
            _make(connection, host, name)
    return name


def _make(connection, host, name):
    unfinished = f"{name}_unfinished"
    connection.execute(f'create database "{unfinished}"')
    env = {**os.environ, "DATABASE_URL": f"postgres://deshang@/{host}/{unfinished}"}
    done = subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=REPO, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    connection.execute(f'alter database "{unfinished}" rename to "{name}"')


def _digest() -> str:
    digest = hashlib.sha256((REPO / "requirements.txt").read_bytes())
    for path in sorted(path for folder in SOURCES for path in (REPO / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"):
        digest.update(str(path.relative_to(REPO)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]
