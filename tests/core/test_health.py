"""What /healthz says: by a task that really ran, in words, and nothing better than it is."""

import os
import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from kombu import Connection

from crm.core import health
from crm.core.background import heartbeat, pulse
from crm.core.models import WorkerPulse
from crm.launch import signs


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def said(client) -> tuple[int, str, str]:
    answer = client.get("/healthz")
    return answer.status_code, answer.json()["status"], answer.json()["worker"]


def ran_before(seconds: int, var):
    before = time.time() - seconds
    os.utime(var / signs.PULSE, (before, before))
    WorkerPulse.objects.update(at=timezone.now() - timedelta(seconds=seconds))


def test_a_task_that_ran_is_what_counts(client, db, var):
    pulse.beat_once()
    assert said(client) == (200, "ok", "ok")
    assert signs.age(var, signs.PULSE) < 5


def test_a_process_that_lives_and_takes_up_nothing_is_no_worker(client, db, var):
    pulse.beat_once()
    ran_before(75, var)
    signs.beat_heart(var, 0, 2, 0)
    assert said(client) == (
        503,
        "degraded",
        "alive, but takes up no task; the last task ran 75 seconds ago",
    )


def test_behind_a_long_queue_each_task_that_ends_counts(client, db, var):
    pulse.beat_once()
    ran_before(75, var)
    signs.beat_heart(var, 1, 2, 0)
    heartbeat.tell_that_one_ran()
    assert said(client) == (200, "ok", "ok")


def test_one_that_is_busy_is_behind_and_works(client, db, var):
    pulse.beat_once()
    ran_before(75, var)
    signs.beat_heart(var, 2, 2, 0)
    assert said(client) == (
        200,
        "degraded",
        "busy with long tasks; the last task ran 75 seconds ago",
    )


def test_one_that_has_just_started_is_given_a_minute(client, db, var):
    signs.beat_heart(var, 0, 2, time.time())
    assert said(client) == (200, "degraded", "starting")
    signs.beat_heart(var, 0, 2, time.time() - 61)
    assert said(client) == (503, "degraded", "alive, but takes up no task")


def test_none_at_all_is_down(client, db):
    assert said(client) == (503, "degraded", "down")


def test_a_broker_that_does_not_answer_is_named(client, db, monkeypatch):
    def away():
        return Connection("amqp://127.0.0.1:1//")

    monkeypatch.setattr(health.app, "connection_for_write", away)
    pulse.beat_once()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "degraded")
    assert answer.json()["broker"] == "down"


def test_without_a_database_the_house_is_down(client, db, monkeypatch):
    def refuse():
        raise OperationalError

    with monkeypatch.context() as away:
        away.setattr(health.connection, "cursor", refuse)
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()["worker"]) == (
        503,
        "down",
        "unknown",
    )
