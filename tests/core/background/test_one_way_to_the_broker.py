"""Nobody publishes past ``crm.core.background.send``, where a broker that fails is survived."""

import re
from pathlib import Path

import pytest
from django_celery_beat.models import PeriodicTask

from crm.celery import app
from crm.core.background.work import GIVEN_UP

ROOT = Path(__file__).parents[3]
OURS = ("crm", "leads", "parks", "commissions")
PUBLISHES = re.compile(r"\.(?:delay|apply_async|send_task)\b")
MAY = {
    "crm/core/background/send.py": "the one way",
    "crm/core/background/scheduler.py": "beat itself, which survives by its supervisor",
}
NUDGED = re.compile(r"\bnudge\((\w+)")
# Who asks for these has no screen that would say how far they are.
UNSEEN = {
    "dispatch.check_queue",
    "leads.score_all",
    "leads.score_some",
    "portal.send_reset_letters",
}
SEEN = {"core.check_ledger", "core.write_ledger", "core.export_list", "core.work_on_run"}


def sources():
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_nobody_publishes_by_another_way():
    found = {name for name, text in sources() if PUBLISHES.search(text)}
    assert sorted(found - MAY.keys()) == []
    assert found == MAY.keys(), "the pattern finds what it should"


def test_what_is_nudged_comes_around_by_itself(db):
    nudged = {
        (name, task)
        for name, text in sources()
        if "background.send import" in text
        for task in NUDGED.findall(text)
    }
    assert {task for _name, task in nudged} == {"deliver_one", "keep_indicators", "send_mail"}
    rounds = {"core.deliver_waiting", "core.keep_indicators", "desk.send_mail"}
    assert (
        set(PeriodicTask.objects.filter(task__in=rounds).values_list("task", flat=True)) == rounds
    )


def test_whatever_a_person_waits_for_is_ended_when_it_is_given_up():
    app.loader.import_default_modules()
    assert GIVEN_UP.keys() == SEEN | {"commissions.issue_of_batch", "commissions.settle_of_run"}


@pytest.mark.parametrize("task", sorted(UNSEEN | SEEN))
def test_every_task_that_is_sent_is_known_to_the_worker(task):
    app.loader.import_default_modules()
    assert task in app.tasks
