"""What beat starts once a day is written down; what comes again within minutes is only sent."""

import re
from pathlib import Path

import pytest
from celery.schedules import crontab, schedule
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from crm.celery import app
from crm.core.background.scheduler import KeptScheduler, is_daily
from crm.core.models import Errand

REPO = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("when", "daily"),
    [
        (crontab(hour="1", minute="30"), True),
        (crontab(hour="*", minute="*/5"), False),
        (schedule(10), False),
    ],
)
def test_which_jobs_are_daily(when, daily):
    assert is_daily(when) is daily


@pytest.fixture
def beat(db, monkeypatch):
    app.loader.import_default_modules()
    Errand.objects.all().delete()
    monkeypatch.setattr(app, "send_task", lambda *told, **options: None)
    return KeptScheduler(app=app, lazy=True)


def entry_of(beat, task):
    return beat.Entry(PeriodicTask.objects.get(task=task), app=app)


def test_a_nightly_settlement_waits_until_a_worker_has_done_it(beat):
    for _night in range(2):
        beat.apply_async(entry_of(beat, "commissions.settle"), advance=False)
    assert list(Errand.objects.values_list("task", "arguments")) == [("commissions.settle", [])]


def test_a_round_of_every_minute_is_not_written_down(beat, monkeypatch):
    sent = []
    monkeypatch.setattr(
        DatabaseScheduler, "apply_async", lambda beat, entry, **options: sent.append(entry.task)
    )
    beat.apply_async(entry_of(beat, "core.deliver_waiting"), advance=False)
    assert (sent, Errand.objects.count()) == (["core.deliver_waiting"], 0)


@pytest.mark.django_db
def test_the_page_for_operators_names_what_runs_by_itself():
    page = (REPO / "docs/operations.md").read_text()
    section = page.split("## What runs by itself")[1].split("\n## ")[0]
    told = set(re.findall(r"^\| [^|]+ \| `([\w.]+)` \|", section, re.MULTILINE))
    sent = PeriodicTask.objects.exclude(task="celery.backend_cleanup")
    assert told == set(sent.values_list("task", flat=True))
