"""A server of its own on a database of its own, driven by a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from tests.own_database import own_database
from tests.template_database import REPO

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


@pytest.fixture(scope="session")
def static_root(tmp_path_factory):
    """The static files, collected once for all servers of this process."""
    root = str(tmp_path_factory.mktemp("static"))
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        cwd=REPO,
        env={**os.environ, "STATIC_ROOT": root},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def server(tmp_path_factory, static_root):
    """The demonstration, served; ``manage(*args)`` runs a command on it, ``sql(text)`` speaks to
    its database. Each file has its own, so that none finds what another did.
    """
    files = tmp_path_factory.mktemp("private")
    with (
        own_database("browser", files, furnished=True) as database,
        serve(database, static_root) as served,
    ):
        yield served


@contextmanager
def serve(database, static_root):
    """The house on a port of its own."""
    database.env["STATIC_ROOT"] = static_root
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "crm.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "--no-control-socket",
    ]
    web = subprocess.Popen(command, cwd=REPO, env=database.env)
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/login/")
    yield SimpleNamespace(address=address, manage=database.manage, sql=database.sql)
    web.terminate()
    web.wait(timeout=20)


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
    """``log_in(role)`` opens a page as that role of the demonstration; the same page each time.
    No script of any page may fail on the way.
    """
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: install Debian's chromium to run the browser tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        pages, errors = {}, []

        def open_as(role):
            if role not in pages:
                pages[role] = page = browser.new_context(
                    base_url=server.address, locale="zh-CN"
                ).new_page()
                page.set_default_timeout(15_000)
                page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
                page.goto("/login/")
                page.fill("[name=username]", f"demo_{role}")
                page.fill("[name=password]", "deshang-demo")
                page.click("main button")
            return pages[role]

        open_as.browser = browser
        yield open_as
        browser.close()
        assert errors == []
