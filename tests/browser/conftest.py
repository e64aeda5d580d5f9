"""A server of its own on a database of its own, driven by a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import SimpleNamespace

import psycopg
import pytest

from crm.core import embedded
from tests.conftest import REPO

DATABASE = f"browser_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The demonstration, served; ``manage(*args)`` runs a command on it, ``sql(text)`` speaks to its database."""
    embedded.ensure_running(REPO)
    host = embedded.settings(REPO)["HOST"]
    with psycopg.connect(host=host, user="deshang", dbname="deshang", autocommit=True) as connection:
        connection.execute(f'create database "{DATABASE}"')
    env = {**os.environ, "DATABASE_URL": f"postgres://deshang@/{host}/{DATABASE}", "PRIVATE_ROOT": str(tmp_path_factory.mktemp("private"))}

    def manage(*arguments):
        return subprocess.run([sys.executable, "manage.py", *arguments], cwd=REPO, env=env, capture_output=True, text=True)

    def sql(text):
        with psycopg.connect(host=host, user="deshang", dbname=DATABASE, autocommit=True) as connection:
            found = connection.execute(text)
            return found.fetchall() if found.description else []

    for command in (["migrate", "--verbosity=0"], ["load_demo"], ["collectstatic", "--noinput", "--verbosity=0"]):
        done = manage(*command)
        assert done.returncode == 0, done.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = subprocess.Popen([sys.executable, "-m", "gunicorn", "crm.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket"], cwd=REPO, env=env)
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/login/")
    yield SimpleNamespace(address=address, manage=manage, sql=sql)
    web.terminate()
    web.wait(timeout=20)
    with psycopg.connect(host=host, user="deshang", dbname="deshang", autocommit=True) as connection:
        connection.execute(f'drop database "{DATABASE}" with (force)')


def wait_for(url):
    for _tenth in range(300):
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture
def log_in(server):
    """``log_in(role)`` opens a page as that role of the demonstration; the same page each time."""
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: install Debian's chromium to run the browser tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"])
        pages = {}

        def open_as(role):
            if role not in pages:
                pages[role] = page = browser.new_context(base_url=server.address, locale="zh-CN").new_page()
                page.set_default_timeout(15_000)
                page.goto("/login/")
                page.fill("[name=username]", f"demo_{role}")
                page.fill("[name=password]", "deshang-demo")
                page.click("main button")
            return pages[role]

        yield open_as
        browser.close()
