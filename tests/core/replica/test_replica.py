"""Reports are read from a standby that really follows, and from the primary where it may not be."""

import json
import os
import subprocess
import sys
import time

import psycopg
import pytest

from crm.core.models import Department
from tests.set_up import with_history
from tests.template_database import REPO

from .standby import primary, standby_of

# Reads one piece of Python after another and answers each with a line of JSON.
ANSWERS = """
import json, sys, django
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
known = {}
for line in sys.stdin:
    exec(json.loads(line), known)
    print(json.dumps(known.pop("answer", None)), flush=True)
"""
SET_UP = """
from contextlib import ExitStack
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client import REGISTRY
from crm.core.granting import give_role
from crm.core.models import Department, User
from crm.core.replica import read, standing
from tests.conftest import _proved_as_by_people

user_logged_in.connect(_proved_as_by_people)
city = Department.objects.create(name="市招商局")
people = {}
for name, role in (("head", "headquarters"), ("leader", "leader")):
    user = User.objects.create_user(name, password="a-long-password-1", name=name)
    user.department = city
    user.save()
    give_role(user, role)
    people[name] = Client()
    people[name].force_login(user)

def get(who, address):
    standing.forget()
    with ExitStack() as stack:
        asked = {alias: stack.enter_context(CaptureQueriesContext(connections[alias]))
                 for alias in ("default", "replica")}
        answer = people[who].get(address)
    told = {alias: [query["sql"] for query in each.captured_queries]
            for alias, each in asked.items()}
    return {"status": answer.status_code, "text": answer.text, **told}

def reads(database, why=""):
    found = REGISTRY.get_sample_value(
        "deshang_replica_reads_total", {"database": database, "why": why})
    return found or 0
"""
DASHBOARD = "/admin/dashboard/own/"


class Asked:
    """A process with the software on both servers."""

    def __init__(self, first, second, **env):
        self.process = subprocess.Popen(
            [sys.executable, "-c", ANSWERS],
            cwd=REPO,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "crm.settings",
                "DATABASE_URL": first.url,
                "DATABASE_REPLICA_URL": second.url,
                **env,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, code: str):
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        told = self.process.stdout.readline()
        assert told, "what was asked has failed"
        return json.loads(told)

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)


@pytest.fixture(scope="module")
def servers():
    with primary() as first, standby_of(first) as second:
        yield first, second


@pytest.fixture(scope="module")
def ask(servers):
    asked = Asked(*servers)
    try:
        asked(SET_UP)
        yield asked
    finally:
        asked.end()


@pytest.fixture
def caught_up(servers):
    """The standby has everything."""
    first, second = servers
    wait_for(first, second)
    return servers


def wait_for(first, second, seconds=30):
    ((there,),) = first.sql("select pg_current_wal_insert_lsn()::text")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if second.sql(f"select pg_last_wal_replay_lsn() >= '{there}'::pg_lsn") == [(True,)]:
            return
        time.sleep(0.1)
    raise AssertionError("the standby does not follow")


@pytest.fixture
def paused(caught_up):
    """The standby stands still; it goes on afterwards."""
    _first, second = caught_up
    second.sql("select pg_wal_replay_pause()")
    for _tenth in range(100):
        if second.sql("select pg_get_wal_replay_pause_state()") == [("paused",)]:
            break
        time.sleep(0.1)
    yield caught_up
    second.sql("select pg_wal_replay_resume()")


def test_a_dashboard_is_read_there_and_who_asks_here(ask, caught_up):
    found = ask('answer = get("leader", "/admin/dashboard/table/")')
    assert found["status"] == 200
    assert any("core_indicatorsum" in sql for sql in found["replica"])
    assert [sql for sql in found["replica"] if 'FROM "core_user"' in sql] == []
    assert [sql for sql in found["default"] if "core_indicator" in sql] == []
    assert any("django_session" in sql for sql in found["default"])


def test_other_pages_read_where_they_write(ask, caught_up):
    found = ask(f'answer = get("leader", "{DASHBOARD}")')
    assert (found["status"], found["replica"]) == (200, [])


MAKE_ONE = """
before = reads("replica"), reads("default", "own write")
made = people["head"].post("/admin/dashboard/own/new/", {"name": "昨天的会"})
address = made.headers["Location"].replace("edit/", "")
"""


def test_who_has_written_reads_it_though_the_standby_has_it_not(ask, paused):
    ask(MAKE_ONE)
    found = ask('answer = get("head", address)')
    assert found["status"] == 200
    assert "昨天的会" in found["text"]
    assert found["replica"][1:] == []  # where it stands was asked
    assert ask('answer = reads("default", "own write") - before[1]') == 1
    # who has written nothing reads there
    assert ask('answer = get("leader", "/admin/dashboard/table/")["replica"][1:] != []') is True


def test_when_the_standby_has_it_they_read_there_again(ask, caught_up):
    found = ask('answer = get("head", address)')
    assert "昨天的会" in found["text"]
    assert any("dispatch_owndashboard" in sql for sql in found["replica"])


def rename(name: str) -> str:
    return with_history(f"update core_department set name = '{name}'", Department, "~")


NOT_YET = """
from django.http import Http404
def work():
    if not Department.objects.filter(name="新科室").exists():
        raise Http404
    from crm.dispatch.models import OwnDashboard
    place = OwnDashboard.objects.all().db
    if place == "replica":
        raise Http404
    return place
standing.forget()
answer = read.read_there(work)
"""


def test_what_is_not_there_yet_is_looked_for_here(ask, paused):
    """The address of a new record is told to a colleague, who has written nothing."""
    first, _second = paused
    first.sql(rename("新科室"))
    assert ask(NOT_YET) == "default"


def test_the_background_waits_until_the_standby_has_everything(ask, caught_up):
    first, second = caught_up
    second.sql("select pg_wal_replay_pause()")
    first.sql(rename("市招商促进局"))
    code = (
        "from parks.models import Park\n"
        "where = lambda: Park.objects.all().db\n"
        "standing.forget()\n"
        "answer = read.read_all_of_today(where, wait_seconds={})"
    )
    assert ask(code.format(0.3)) == "default"
    second.sql("select pg_wal_replay_resume()")
    assert ask(code.format(20)) == "replica"


CHANGE = "alter table leads_lead alter column title drop default"  # by a lock on everything


def test_a_report_never_blocks_the_primary(ask, caught_up):
    """What a report holds there stops nobody here, where the same would stop everybody."""
    first, second = caught_up
    with second.connect() as reading, first.connect(autocommit=True) as working:
        reading.execute("select count(*) from leads_lead")  # and its transaction goes on
        working.execute("set lock_timeout = '2s'")
        working.execute(CHANGE)
        working.execute("update core_department set name = name")
    with first.connect() as reading, first.connect(autocommit=True) as working:
        reading.execute("select count(*) from leads_lead")
        working.execute("set lock_timeout = '300ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            working.execute(CHANGE)


BREAKS = """
tries = []
def work():
    from parks.models import Park
    place = Park.objects.all().db
    tries.append(place)
    if place == "replica":
        with connections["replica"].cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")
    return place
standing.forget()
answer = [read.read_there(work), tries]
"""


def test_a_report_that_the_standby_ends_is_read_here(ask, caught_up):
    assert ask(BREAKS) == ["default", ["replica", "default"]]


def test_far_behind_nothing_is_read_there(ask, paused):
    first, _second = paused
    first.sql("update core_department set name = name")
    time.sleep(1.2)
    ask("settings.REPLICA_BEHIND_SECONDS = 1")
    found = ask('answer = get("leader", "/admin/dashboard/table/")')
    ask("settings.REPLICA_BEHIND_SECONDS = 30")
    assert (found["status"], found["replica"][1:]) == (200, [])
    assert ask('answer = reads("default", "behind")') == 1


def test_a_standby_that_is_away_is_not_missed(ask, caught_up):
    _first, second = caught_up
    second.stop("immediate")
    try:
        found = ask('answer = get("leader", "/admin/dashboard/table/")')
        assert found["status"] == 200
        assert any("core_indicatorsum" in sql for sql in found["default"])
        assert ask('answer = reads("default", "away")') == 1
    finally:
        second.start()
    wait_for(*caught_up)
    found = ask('answer = get("leader", "/admin/dashboard/table/")')
    assert any("core_indicatorsum" in sql for sql in found["replica"])


def test_what_is_no_standby_is_not_used(servers):
    first, _second = servers
    asked = Asked(first, first)
    try:
        asked("from crm.core.replica import standing")
        assert asked("answer = standing.standing().why_not") == "no standby"
    finally:
        asked.end()
