"""Drills on a house that really runs: something is killed or taken away, a letter is asked for
before and one after, and both leave the house once, without a hand.
"""

import os
import shutil
import subprocess
import time

import pytest

from .drills import LOCKED_WITHIN_SECONDS, WITHIN_SECONDS, kill, survives
from .house import house


@pytest.fixture(scope="module")
def alive():
    with house() as made:
        made.wait(lambda: made.health()[1].get("status") == "ok", 90, "all is well at first")
        yield made


def test_nothing_happens(alive):
    survives(alive, lambda: None)


@pytest.mark.parametrize("_time", range(3))
def test_an_idle_process_of_the_pool_is_killed(alive, _time):
    """Which may leave the pool locked for ever: only the watch over tasks that ran finds that."""
    time.sleep(3)  # so that it is idle
    survives(alive, lambda: alive.pool()[0].kill(), LOCKED_WITHIN_SECONDS)


def test_all_processes_of_the_pool_are_killed(alive):
    survives(alive, lambda: [each.kill() for each in alive.pool()], LOCKED_WITHIN_SECONDS)


def test_the_worker_is_killed_and_the_others_live_on(alive):
    others = [alive.processes("gunicorn")[0].pid, alive.processes(" beat ")[0].pid]
    survives(alive, lambda: kill(alive.worker()))
    assert [alive.processes("gunicorn")[0].pid, alive.processes(" beat ")[0].pid] == others


def test_beat_is_killed(alive):
    survives(alive, lambda: kill(alive.processes(" beat ")[0]))


def test_the_web_is_killed(alive):
    survives(alive, lambda: kill(alive.processes("gunicorn")[0]))


def test_postgresql_is_killed(alive):
    def lose_the_database():
        kill(alive.server())
        alive.wait(lambda: alive.sql("select 1") == [(1,)], 60, "the database answers again")

    survives(alive, lose_the_database)


def test_the_folders_of_the_broker_are_removed(alive):
    def remove():
        for name in ("broker", "broker-control"):
            shutil.rmtree(alive.sources / "var" / name)

    survives(alive, remove)


ASK_FOR_A_PASSWORD = """
from crm.core.background.send import send
from crm.portal.tasks import send_reset_letters
send(send_reset_letters, "reader@example.cn", "portal/password_reset_subject.txt",
    "portal/password_reset_letter.txt", "zh-hans")
"""
ERRANDS = "select count(*), max(begun) from core_errand"


def test_a_worker_is_killed_in_the_middle_of_a_task(alive):
    """The row of the task is what brings it back; the broker of one machine has lost it."""
    before = alive.letters()
    with alive.connect() as other:
        other.execute("lock table core_user in access exclusive mode")
        alive.ask(ASK_FOR_A_PASSWORD)
        alive.wait(lambda: alive.sql(ERRANDS) == [(1, 1)], 60, "it is begun")
        kill(alive.worker())
        other.rollback()
    alive.wait(lambda: alive.sql(ERRANDS) == [(0, None)], WITHIN_SECONDS, "it is done")
    assert alive.letters() == before + 1


@pytest.fixture
def small_disk(alive):
    """The broker's folder on a disk of a megabyte; skipped where none may be mounted."""
    folder = alive.sources / "var" / "broker"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no disk may be mounted here: {mounted.stderr.strip()}")
    yield folder
    (folder / "fills").unlink(missing_ok=True)
    subprocess.run(["umount", "-l", folder], check=True)


def test_the_disk_of_the_broker_is_full(alive, small_disk):
    def fill():
        with (
            pytest.raises(OSError, match="space"),
            open(small_disk / "fills", "wb", buffering=0) as file,
        ):
            while True:
                file.write(os.urandom(4096))

    def fill_and_make_room():
        fill()
        alive.tell()  # stored, though nothing can be handed over
        time.sleep(10)
        (small_disk / "fills").unlink()

    survives(alive, fill_and_make_room, letters=3)
