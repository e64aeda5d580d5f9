"""What many machines need, together and for real: nginx before web, JSON in the log, numbers for
the watch, Redis as broker, and PgBouncer in transaction mode before the database.
"""

import json
import re
import shutil
import subprocess
import tempfile
import threading
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from tests.template_database import REPO

from .brokers import Redis
from .drills import survives
from .house import House, free_port
from .pooler import Pooler

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")


@pytest.fixture(scope="module")
def machines():
    """(house, its pooler)"""
    if reason := Redis.why_not() or Pooler.why_not():
        pytest.skip(f"{reason}; the drills on it were not done")
    with tempfile.TemporaryDirectory(prefix="machines-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        redis = Redis(folder / "redis")
        house = House(folder / "house")
        pooler = None
        try:
            redis.start()
            house.furnish()
            # Pages are asked for: style sheets are collected at the start.
            (house.sources / "var" / "static" / ".collected-from").unlink()
            pooler = Pooler(folder / "pooler", house.host)
            pooler.start()
            house.env |= {
                "DATABASE_URL": pooler.url(),
                "DATABASE_POOLER": "transaction",
                "BROKER_URL": redis.url,
                "LOG_FORMAT": "json",
                "METRICS_FROM": "127.0.0.1",
                "BEHIND_PROXY": "on",
            }
            house.start()
            house.wait(lambda: house.health()[1].get("status") == "ok", 120, "all is well")
            yield house, pooler
        finally:
            house.clear()
            if pooler:
                pooler.stop()
            redis.clear()


@pytest.fixture
def alive(machines):
    return machines[0]


def test_nothing_is_lost_through_the_pooler(alive):
    survives(alive, lambda: None)


def test_a_task_is_begun_again_through_the_pooler(alive):
    survives(alive, lambda: [each.kill() for each in alive.pool()], 240)


ASK_TO_RESET = "/password-reset/"


def open_with_cookies():
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def test_the_work_that_a_request_asked_for_bears_its_name(alive):
    base, opener = f"http://127.0.0.1:{alive.env['PORT']}", open_with_cookies()
    page = opener.open(base + ASK_TO_RESET, timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    asked = urllib.request.Request(
        base + ASK_TO_RESET,
        urlencode({"csrfmiddlewaretoken": token, "email": "reader@example.cn"}).encode(),
        {"X-Request-ID": "asked-by-the-drill", "Referer": base + ASK_TO_RESET},
    )
    assert opener.open(asked, timeout=20).status == 200

    def told() -> dict:
        """logger → what it told under this name"""
        found = {}
        for line in alive.log.read_text(errors="replace").splitlines():
            start = line.find("{")
            if start >= 0 and "asked-by-the-drill" in line:
                each = json.loads(re.sub(r"\x1b\[[0-9;]*m", "", line[start:]))
                found.setdefault(each["logger"], []).append(each)
        return found

    alive.wait(lambda: "deshang.work" in told(), 60, "the worker has told of it")
    found = told()
    posts = [each for each in found["deshang.requests"] if each["method"] == "POST"]
    assert [(post["view"], post["status"]) for post in posts] == [("portal:password_reset", 302)]
    assert [each["task"] for each in found["deshang.work"]] == ["portal.send_reset_letters"]


def numbers(alive) -> dict:
    address = f"http://127.0.0.1:{alive.env['PORT']}/metrics"
    with urllib.request.urlopen(address, timeout=20) as answer:
        text = answer.read().decode()
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families(text)
        for sample in family.samples
    }


def test_the_numbers_of_all_processes_add_up(alive):
    def health() -> float:
        found = numbers(alive)
        return sum(
            value
            for key, value in found.items()
            if key[0] == "deshang_requests_total" and "healthz" in key
        )

    before = health()
    for _time in range(12):
        alive.health()
    assert health() == before + 12
    found = numbers(alive)
    assert found["deshang_tasks_total", "core.pulse", "done"] >= 1  # of the worker's pool
    assert found[("deshang_pulse_age_seconds",)] < 60
    assert found[("deshang_database_up",)] == 1


PAGES = ("/healthz", "/", "/portal/login/", "/password-reset/", "/robots.txt")


def test_many_at_once_share_few_connections(alive):
    base, wrong = f"http://127.0.0.1:{alive.env['PORT']}", []

    def look():
        for _time in range(6):
            for page in PAGES:
                try:
                    urllib.request.urlopen(base + page, timeout=60).read()
                except urllib.error.HTTPError as error:
                    if error.code >= 500:
                        wrong.append((page, error.code))

    threads = [threading.Thread(target=look) for _each in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert wrong == []
    ((connected,),) = alive.sql(
        "select count(*) from pg_stat_activity where datname = 'deshang' "
        "and backend_type = 'client backend' and pid <> pg_backend_pid()"
    )
    assert connected <= 8


@pytest.fixture
def front(alive):
    """nginx with the file of deploy/, without its certificate."""
    if NGINX is None:
        pytest.skip("nginx is not installed; it was not run")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="nginx-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        told = (REPO / "deploy/nginx.conf").read_text()
        told = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", told, flags=re.S)
        told = re.sub(r"^\s*ssl_.*\n", "", told, flags=re.M)
        told = told.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
        told = told.replace("127.0.0.1:8000", f"127.0.0.1:{alive.env['PORT']}")
        (folder / "part.conf").write_text(told)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off;\npid {folder}/pid;\nerror_log {folder}/errors;\nevents {{}}\n"
            f"http {{ access_log off; {temporary} include {folder}/part.conf; }}\n"
        )
        running = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder])
        try:
            alive.wait(lambda: asked(port, "/healthz")[0] == 200, 20, "nginx answers")
            yield port
        finally:
            running.terminate()
            running.wait(10)


def asked(port: int, path: str, **headers) -> tuple[int, dict]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        headers={
            "Host": "127.0.0.1",
            **{name.replace("_", "-"): headers[name] for name in headers},
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers)
    except OSError:
        return 0, {}


def test_nginx_hands_on_pages_and_keeps_the_numbers_in(alive, front):
    status, headers = asked(front, "/healthz", X_Request_ID="from-a-stranger")
    assert status == 200
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-ID"])  # nginx's own
    assert asked(front, "/metrics")[0] == 404
    assert asked(front, "/metrics/")[0] == 404
    assert asked(front, "//metrics")[0] == 404
    assert asked(int(alive.env["PORT"]), "/metrics")[0] == 200
    assert asked(int(alive.env["PORT"]), "/metrics", X_Forwarded_For="127.0.0.1")[0] == 404


LOAD = """
from django.core.management import call_command
import io
call_command("load_demo", if_empty=False, stdout=io.StringIO())
answer = True
"""
CHECK = """
from django.core.management import call_command
import io
said = io.StringIO()
for command in ("verify_ledger", "verify_documents"):
    call_command(command, stdout=said)
call_command("rebuild_indicators", check=True, stdout=said)
answer = said.getvalue()
"""


def test_the_whole_trade_goes_through_the_pooler(alive):
    """The demonstration is told by the use cases of the screens: imports, settlement, documents."""
    assert alive.ask(LOAD) is True
    assert "wrong" not in alive.ask(CHECK)
    ((entries,),) = alive.sql("select count(*) from commissions_ledgerentry")
    assert entries > 0
