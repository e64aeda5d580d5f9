"""A database of its own, for processes that a test starts and may kill."""

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from crm.launch import embedded
from tests import demonstration, migrated
from tests.template_database import REPO, accounts, copied


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
def own_database(purpose: str, private_root: Path, *, furnished=False):
    """Migrated, with the demonstration if ``furnished``, else without records; dropped
    afterwards.
    """
    name = f"{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    template = (demonstration if furnished else migrated).template()
    if furnished:
        demonstration.copy_files(private_root)
    env = {**os.environ, **accounts(name), "PRIVATE_ROOT": str(private_root)}
    with copied(template, name):
        yield OwnDatabase(embedded.settings(REPO)["HOST"], name, env)
