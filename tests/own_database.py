"""A database of its own, for processes that a test starts and may kill."""

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from crm.launch import embedded
from tests.migrated import REPO, template


@dataclass
class OwnDatabase:
    """``manage(*args)`` runs a command on it, ``start(*args)`` begins one, ``sql(text)`` speaks to
    it.
    """

    host: str
    name: str
    env: dict

    def start(self, *arguments) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=REPO,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def manage(self, *arguments) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=REPO,
            env=self.env,
            capture_output=True,
            text=True,
        )

    def connect(self, **options):
        return psycopg.connect(host=self.host, user="deshang", dbname=self.name, **options)

    def sql(self, text) -> list:
        with self.connect(autocommit=True) as connection:
            found = connection.execute(text)
            return found.fetchall() if found.description else []


@contextmanager
def own_database(purpose: str, private_root):
    """Migrated and without records; dropped afterwards."""
    embedded.ensure_running(REPO)
    host = embedded.settings(REPO)["HOST"]
    name = f"{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with psycopg.connect(
        host=host, user="deshang", dbname="deshang", autocommit=True
    ) as connection:
        connection.execute(f'create database "{name}" template "{template()}"')
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres://deshang@/{host}/{name}",
        "PRIVATE_ROOT": str(private_root),
    }
    try:
        yield OwnDatabase(host, name, env)
    finally:
        with psycopg.connect(
            host=host, user="deshang", dbname="deshang", autocommit=True
        ) as connection:
            connection.execute(f'drop database "{name}" with (force)')
