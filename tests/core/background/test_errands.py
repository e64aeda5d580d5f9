"""What is asked for is done once, whatever happens to the broker, the worker and the database."""

from datetime import timedelta

import pytest
from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from crm.celery import app
from crm.core.background import work
from crm.core.background.again import send_again
from crm.core.background.send import DO_ERRAND, Published, nudge, send
from crm.core.background.work import do_errand, lease, pause_after, when_given_up
from crm.core.models import Errand, User
from crm.dispatch.queue.tasks import check_queue

DONE = []


@shared_task(name="tests.note")
def note(text):
    if text == "passes":
        raise OperationalError("the server ended")
    DONE.append(text)


@pytest.fixture(autouse=True)
def nothing_done(db):
    """The migration of a database asks for some work, too."""
    DONE.clear()
    Errand.objects.all().delete()


def let_it_be_due():
    Errand.objects.update(next_at=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def no_broker(monkeypatch):
    def refuse(*_told, **_options):
        raise OSError("no space left on device")

    monkeypatch.setattr(app, "send_task", refuse)


def test_what_is_sent_is_handed_over_after_the_commit_and_done_once(
    db, handed_over, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(note, "a")
        assert handed_over == []
    assert handed_over == [("tests.note", ["a"])]
    [errand] = Errand.objects.all()
    do_errand(errand.pk)
    do_errand(errand.pk)
    assert (DONE, Errand.objects.count()) == (["a"], 0)


def test_a_transaction_that_fails_asks_for_nothing(db, handed_over):
    with pytest.raises(RuntimeError), transaction.atomic():
        send(note, "a")
        raise RuntimeError
    assert (handed_over, Errand.objects.count()) == ([], 0)


@pytest.mark.parametrize("ask", [send, nudge])
def test_a_broker_that_fails_breaks_no_request(
    ask, db, no_broker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        User.objects.create(username="stored")
        ask(note, "a")
    assert User.objects.filter(username="stored").exists()


def test_without_a_broker_it_is_done_once_there_is_one(
    db, no_broker, monkeypatch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(note, "a")
    sent = []
    monkeypatch.setattr(
        app, "send_task", lambda name, arguments, **_options: sent.append((name, arguments))
    )
    assert send_again() == 0, "a minute has not passed"
    let_it_be_due()
    assert send_again() == 1
    [errand] = Errand.objects.all()
    assert sent == [(DO_ERRAND, [errand.pk])]
    do_errand(*sent[0][1])
    assert DONE == ["a"]


def test_it_is_sent_again_less_often_each_time(db, handed_over):
    send(note, "a")
    pauses = []
    for _time in range(7):
        let_it_be_due()
        assert send_again() == 1
        pauses.append(round((Errand.objects.get().next_at - timezone.now()).total_seconds() / 60))
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert pause_after(1000) == timedelta(minutes=30)


def test_what_another_worker_is_at_is_neither_sent_nor_done(db, handed_over):
    send(note, "a")
    [errand] = Errand.objects.all()
    let_it_be_due()
    with lease(errand.pk) as is_mine:
        assert is_mine
        assert send_again() == 0
        do_errand(errand.pk)
        assert DONE == []
    assert send_again() == 1
    do_errand(errand.pk)
    assert DONE == ["a"]


def test_a_database_that_ends_meanwhile_only_puts_it_off(db, handed_over):
    send(note, "passes")
    [errand] = Errand.objects.all()
    with pytest.raises(OperationalError):
        do_errand(errand.pk)
    errand.refresh_from_db()
    assert (errand.begun, errand.problem) == (1, "OperationalError: the server ended")
    assert 50 < (errand.next_at - timezone.now()).total_seconds() < 61


def test_whoever_kills_its_worker_five_times_is_given_up_and_says_so(db, handed_over, monkeypatch):
    told = []
    monkeypatch.setattr(work, "GIVEN_UP", {})
    when_given_up(note, told.append)
    send(note, "a")
    Errand.objects.update(begun=5)
    do_errand(Errand.objects.get().pk)
    assert (DONE, told, Errand.objects.count()) == ([], ["a"], 0)


def test_what_is_about_all_there_is_waits_once(db, handed_over):
    for _time in range(3):
        send(check_queue)
    assert Errand.objects.count() == 1
    Errand.objects.update(begun=1)
    send(check_queue)
    assert Errand.objects.count() == 2, "what has begun may have looked already"


def test_a_round_is_called_once_in_a_transaction(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        nudge(check_queue)
        nudge(note, "b")
        nudge(check_queue)
    mine = [callback for callback in callbacks if isinstance(callback, Published)]
    assert [each.arguments for each in mine] == [[], ["b"]]
