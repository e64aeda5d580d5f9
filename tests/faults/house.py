"""A house of its own for drills: a copy of the sources with a database's server, a broker and
processes that a test may kill.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from crm.launch import embedded
from tests import migrated
from tests.template_database import REPO

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "bench", "docs", "tests", "__pycache__", "locale_wagtail"
)
# Reads one line of Python after another and answers each with a line of JSON.
ANSWERS = """
import json, sys, django
django.setup()
from django.conf import settings
from django.db import connections
known = {}
for line in sys.stdin:
    connections.close_all()  # as between two requests
    exec(json.loads(line), known)
    print(json.dumps(known.pop("answer", None)), flush=True)
"""
STAMP = """
from pathlib import Path
from django.conf import settings
from crm.demo.management.commands.prepare import _static_sources
folder = Path(settings.STATIC_ROOT)
folder.mkdir(parents=True, exist_ok=True)
(folder / ".collected-from").write_text(_static_sources())
from crm.core.models import User
User.objects.create(username="reader", email="reader@example.cn", is_staff=True)
"""
TELL = """
from crm.core.models import User
from crm.core.notifications import notify
reader = User.objects.get(username="reader")
told = notify([reader], "list_run", link="/x/", step="x", done=1, left=0)
answer = len(told)
"""


class House:
    """``start()`` is ``make run``; ``tell()`` writes one letter of the outbox, as a request does;
    ``letters()`` counts what has really left.
    """

    def __init__(self, folder: Path, env: dict | None = None):
        self.folder, self.process, self._asked = folder, None, None
        self.mails = folder / "mails"
        self.mails.mkdir(parents=True)
        self.sources = folder / "house"
        self.log = folder / "log"
        self.host = ""
        kept = {"DATABASE_URL", "BROKER_URL", "BASE_URL", "DJANGO_SETTINGS_MODULE"}
        self.env = {name: text for name, text in os.environ.items() if name not in kept}
        self.env |= {
            "PORT": str(free_port()),
            "EMAIL_URL": f"filemail:///{self.mails}",  # the path is what follows a slash
            "DJANGO_SETTINGS_MODULE": "crm.settings",
            **(env or {}),
        }

    # What stands before the first drill.

    def furnish(self):
        """The sources, and a server with a migrated database in which there is one person."""
        template, given = migrated.template(), embedded.settings(REPO)["HOST"]
        shutil.copytree(REPO, self.sources, ignore=LEFT_OUT)
        embedded.ensure_running(self.sources)
        self.host = embedded.settings(self.sources)["HOST"]
        programs = embedded._installation() / "bin"
        own = subprocess.Popen(
            [programs / "pg_dump", "-h", given, "-U", "deshang", "--no-owner", template],
            stdout=subprocess.PIPE,
        )
        filled = subprocess.run(
            [programs / "psql", "-q", "-h", self.host, "-U", "deshang", "deshang"],
            stdin=own.stdout,
            stdout=subprocess.DEVNULL,
        )
        assert (filled.returncode, own.wait()) == (0, 0)
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", STAMP], cwd=self.sources, env=self.env
        )
        assert done.returncode == 0

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "crm.launch", "run"],
                cwd=self.sources,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait(lambda: self.health()[0] == 200, 180, "the house answers")

    def stop(self):
        if self._asked:
            with suppress(BrokenPipeError):
                self._asked.stdin.close()
            try:
                self._asked.wait(20)
            except subprocess.TimeoutExpired:
                self._asked.kill()
        if self.process and self.process.poll() is None:
            below = psutil.Process(self.process.pid).children(recursive=True)
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            finally:
                for each in [*below, self.process]:
                    with suppress(psutil.NoSuchProcess, ProcessLookupError):
                        each.kill()

    def clear(self):
        self.stop()
        if self.host:
            embedded.stop(self.sources)
            shutil.rmtree(self.host, ignore_errors=True)

    # What a drill asks.

    def health(self) -> tuple[int, dict]:
        address = f"http://127.0.0.1:{self.env['PORT']}/healthz"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())
        except (OSError, ValueError):
            return 0, {}

    def ask(self, code: str):
        """What ``code`` leaves in ``answer``, in a process that lives as long as the drill."""
        if self._asked is None:
            self._asked = subprocess.Popen(
                [sys.executable, "-c", ANSWERS],
                cwd=self.sources,
                env=self.env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        self._asked.stdin.write(json.dumps(code) + "\n")
        self._asked.stdin.flush()
        told = self._asked.stdout.readline()
        assert told, "what was asked has failed"
        return json.loads(told)

    def tell(self):
        assert self.ask(TELL) == 1

    def letters(self) -> int:
        texts = (file.read_text(errors="replace") for file in self.mails.iterdir())
        return sum(text.count("Message-ID: ") for text in texts)

    def connect(self, **options):
        return psycopg.connect(host=self.host, user="deshang", dbname="deshang", **options)

    def sql(self, text) -> list:
        with self.connect(autocommit=True) as connection:
            found = connection.execute(text)
            return found.fetchall() if found.description else []

    def processes(self, *words: str) -> list[psutil.Process]:
        """Those below the supervisor whose command names all ``words``, the eldest first."""
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if all(word in " ".join(child.cmdline()) for word in words):
                    found.append(child)
        return sorted(found, key=lambda each: each.create_time())

    def worker(self) -> psutil.Process:
        return self.processes("celery", " worker ")[0]

    def pool(self) -> list[psutil.Process]:
        return self.worker().children()

    def server(self) -> psutil.Process:
        return psutil.Process(int((Path(self.host) / "postmaster.pid").read_text().split()[0]))

    @staticmethod
    def wait(condition: Callable[[], bool], seconds: float, what: str) -> float:
        """How many seconds it took."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            with suppress(psutil.Error, IndexError, psycopg.OperationalError):
                if condition():
                    return time.monotonic() - begun
            time.sleep(0.3)
        raise AssertionError(f"not within {seconds} s: {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def house(**env):
    """A house that runs, with these variables of the environment; gone afterwards. Its folder is
    none of pytest's, which another run of tests may take away.
    """
    with tempfile.TemporaryDirectory(prefix="deshang-house-", ignore_cleanup_errors=True) as folder:
        made = House(Path(folder), env)
        try:
            made.furnish()
            made.start()
            yield made
        finally:
            made.clear()
