"""Each process is started again by itself, later each time it ends at once, and the others live."""

import io
import sys
import time
from types import SimpleNamespace

import pytest

from crm.launch import signs
from crm.launch.cares import EmbeddedDatabase, StillWorker, database_of
from crm.launch.supervisor import Child, Supervisor, end, pause_after

LIVES = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
ENDS = [sys.executable, "-c", "raise SystemExit('a wrong setting')"]


def child(name, command):
    return Child(name, command, {}, "/")


def supervised(*children, is_misconfigured=lambda: False):
    return Supervisor(list(children), is_misconfigured=is_misconfigured, out=io.StringIO())


def look(supervisor):
    for each in supervisor.children.values():
        each.start_at = 0.0
        supervisor._look_after(each)


def until(condition):
    for _twentieth in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("not within ten seconds")


@pytest.fixture
def two():
    supervisor = supervised(child("web", LIVES), child("worker", LIVES))
    look(supervisor)
    yield supervisor
    end(list(supervisor.children.values()))


def test_who_is_killed_is_started_again_and_the_other_lives_on(two):
    web, worker = two.children.values()
    before = web.process.pid, worker.process.pid
    worker.process.kill()
    until(lambda: not worker.lives)
    look(two)  # buries it
    look(two)
    assert web.process.pid == before[0]
    assert worker.lives and worker.process.pid != before[1]
    assert "worker has ended (killed by SIGKILL); it is started again in 1 s" in (
        two._printer.output.getvalue()
    )


def test_it_waits_longer_each_time_up_to_a_minute():
    assert [pause_after(times) for times in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_who_lived_for_a_minute_begins_anew_with_the_first_pause(two):
    worker = two.children["worker"]
    worker.ended_at_once, worker.started_at = 5, time.monotonic() - 61
    look(two)
    assert worker.ended_at_once == 0


def test_what_it_started_does_not_go_on_without_it(tmp_path):
    file = tmp_path / "written"
    code = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", '''
import time
while True:
    open({str(file)!r}, "a").write("x"); time.sleep(0.05)
'''])
time.sleep(60)
"""
    parent = child("worker", [sys.executable, "-c", code])
    supervisor = supervised(parent)
    look(supervisor)
    until(file.exists)
    parent.process.kill()
    until(lambda: not parent.lives)
    supervisor._look_after(parent)
    length = file.stat().st_size
    time.sleep(0.3)
    assert file.stat().st_size == length


@pytest.mark.parametrize("is_misconfigured", [True, False])
def test_only_wrong_settings_make_it_give_up(is_misconfigured):
    worker = child("worker", ENDS)
    supervisor = supervised(worker, is_misconfigured=lambda: is_misconfigured)
    for _time in range(10):  # each is started by one look and buried by the next
        if not supervisor._ending.is_set():
            look(supervisor)
            until(lambda: not worker.lives)
    gave_up = "worker ended 4 times at once, and the settings are refused (above)." in (
        supervisor._printer.output.getvalue()
    )
    assert (supervisor._ending.is_set(), supervisor.returncode, gave_up) == (
        is_misconfigured,
        int(is_misconfigured),
        is_misconfigured,
    )


class Recorded:
    """Stands in for the supervisor: what is restarted, and how old worker and beat are."""

    def __init__(self, age=1000.0):
        self.restarted = []
        alive = {"lives": True, "age": age}
        self.children = {name: SimpleNamespace(**alive) for name in ("worker", "beat")}

    def restart(self, name, why):
        self.restarted.append(name)


def test_a_worker_that_takes_up_nothing_is_restarted_and_then_beat_as_well(tmp_path):
    house, care = Recorded(), StillWorker(tmp_path, lambda: True)
    signs.beat_heart(tmp_path, 0, 2, 0)
    care(house)
    assert house.restarted == ["worker"]
    care(house)
    assert house.restarted == ["worker", "worker", "beat"]


@pytest.mark.parametrize("why", ["a task ran", "busy", "young", "no database"])
def test_it_is_left_alone_while_there_is_a_reason(tmp_path, why):
    house = Recorded(age=30 if why == "young" else 1000)
    care = StillWorker(tmp_path, lambda: why != "no database")
    signs.beat_heart(tmp_path, 2 if why == "busy" else 1, 2, 0)
    if why == "a task ran":
        signs.leave(tmp_path, signs.PULSE)
    care(house)
    assert house.restarted == []


def test_the_database_is_asked_where_the_settings_say():
    assert database_of("postgres://nobody@127.0.0.1:1/none", None)() is False


def test_a_database_that_can_not_start_yet_is_tried_again(tmp_path, monkeypatch):
    from crm.launch import embedded

    said = []
    monkeypatch.setattr(embedded, "is_running", lambda base: False)

    def refuse(base):
        raise embedded.EmbeddedError("no space")

    monkeypatch.setattr(embedded, "ensure_running", refuse)
    EmbeddedDatabase(tmp_path)(SimpleNamespace(say=said.append))
    assert said == ["the database does not answer; it is started again", "not yet: no space"]
