"""Whether a worker is to be restarted, by the signs that it leaves."""

import os
import time

import pytest

from crm.launch import signs
from crm.launch.works import works

LONG_AGO = 300  # seconds


def aged(var, sign, seconds):
    at = time.time() - seconds
    os.utime(var / sign, (at, at))


@pytest.mark.parametrize(
    ("pulse_age", "at_work", "started_ago", "heart_age", "sound"),
    [
        (10, 0, LONG_AGO, 1, True),  # a task ran a moment ago
        (LONG_AGO, 0, LONG_AGO, 1, False),  # it lives, is at nothing, and takes up nothing
        (LONG_AGO, 1, LONG_AGO, 1, True),  # one of two is at a long task
        (LONG_AGO, 2, LONG_AGO, 1, True),
        (LONG_AGO, 0, 5, 1, True),  # it has just begun
        (LONG_AGO, 0, LONG_AGO, 60, True),  # it is dead: that is seen by others
        (None, 0, LONG_AGO, 1, False),  # it has never taken up anything
    ],
)
def test_only_a_worker_at_rest_that_takes_up_nothing_is_restarted(
    tmp_path, pulse_age, at_work, started_ago, heart_age, sound
):
    signs.beat_heart(tmp_path, at_work, 2, time.time() - started_ago)
    aged(tmp_path, signs.HEARTBEAT, heart_age)
    if pulse_age is not None:
        signs.leave(tmp_path, signs.PULSE)
        aged(tmp_path, signs.PULSE, pulse_age)
    assert works(tmp_path) is sound


def test_a_machine_without_a_worker_is_left_alone(tmp_path):
    assert works(tmp_path) is True
