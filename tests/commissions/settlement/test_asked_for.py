"""A settlement that finance asks for on its desk is a worker's work, and says how far it is."""

from decimal import Decimal

import pytest
from django.urls import reverse

from commissions.models import LedgerEntry, SettlementRun
from commissions.settlement import settle as settling
from commissions.settlement import work
from commissions.settlement.tasks import settle_of_run
from crm.core.background.work import GIVEN_UP
from crm.core.models import Errand, Notification


@pytest.fixture
def due(contribute, agreement):
    contribute("fixed_assets", "120000000")


@pytest.fixture
def ask(client, people, handed_over, django_capture_on_commit_callbacks):
    """``ask()`` presses the button; what is answered. 1.2 亿 of fixed assets earn 460,000."""
    client.force_login(people.finance)

    def press():
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("statement:desk"), {"action": "settle"})

    return press


def state_of(client, run):
    return client.get(reverse("settlementrun:state", args=[run.pk])).json()


def told(people):
    return list(
        Notification.objects.filter(recipient=people.finance).values_list("kind", flat=True)
    )


def test_the_button_hands_it_to_a_worker_and_shows_its_page(client, people, due, ask, handed_over):
    answer = ask()
    run = SettlementRun.objects.get()
    assert answer.url == reverse("settlementrun:inspect", args=[run.pk])
    assert handed_over == [(settle_of_run.name, [run.pk])]
    assert not LedgerEntry.objects.exists()
    assert state_of(client, run)["running"] is True
    page = client.get(answer.url).text
    assert reverse("settlementrun:state", args=[run.pk]) in page and "等待" in page

    settle_of_run(run.pk)
    run.refresh_from_db()
    assert (run.by, run.projects, run.total, run.posted) == (people.finance, 1, 1, 2)
    assert run.posted_amount == Decimal(460_000)
    entries = run.entries.values_list("posted_by", flat=True)
    assert list(entries) == [people.finance.pk] * 2 and LedgerEntry.objects.count() == 2
    assert state_of(client, run)["running"] is False
    assert "data-state-url" not in client.get(answer.url).text
    assert told(people) == ["settled"]


def test_who_presses_twice_is_led_to_the_one_under_way(due, ask, handed_over):
    assert ask().url == ask().url
    assert SettlementRun.objects.count() == 1
    assert Errand.objects.filter(task=settle_of_run.name).count() == 1
    settle_of_run(SettlementRun.objects.get().pk)
    ask()
    assert SettlementRun.objects.count() == 2


def test_what_is_done_is_not_done_again(due, ask, people):
    ask()
    run = SettlementRun.objects.get()
    for _each in range(2):
        settle_of_run(run.pk)
    assert LedgerEntry.objects.count() == 2
    assert told(people) == ["settled"]


def test_a_worker_goes_on_where_another_died(due, ask, monkeypatch):
    ask()
    run = SettlementRun.objects.get()
    monkeypatch.setattr(settling, "_settle_fees", lambda run: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        settling.work_through(run)  # the projects are posted, the rest is not
    monkeypatch.undo()
    settle_of_run(run.pk)
    run.refresh_from_db()
    assert run.finished_at and not run.has_failed
    assert (run.projects, run.total, run.posted, LedgerEntry.objects.count()) == (1, 1, 2, 2)


def test_a_fault_ends_it_and_is_told(client, due, ask, people, monkeypatch):
    ask()
    run = SettlementRun.objects.get()
    monkeypatch.setattr(work, "work_through", lambda run: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        settle_of_run(run.pk)
    run.refresh_from_db()
    assert run.has_failed and run.finished_at
    assert told(people) == ["settlement_failed"]
    assert "意外" in client.get(reverse("settlementrun:inspect", args=[run.pk])).text


def test_a_database_that_is_away_lets_it_be_tried_again(due, ask, people, monkeypatch):
    ask()
    run = SettlementRun.objects.get()

    def away(run):
        raise OSError("the disk is full")

    monkeypatch.setattr(work, "work_through", away)
    with pytest.raises(OSError, match="full"):
        settle_of_run(run.pk)
    run.refresh_from_db()
    assert run.finished_at is None and told(people) == []


def test_a_run_that_ends_its_worker_again_and_again_is_given_up(due, ask, people):
    ask()
    run = SettlementRun.objects.get()
    GIVEN_UP[settle_of_run.name](run.pk)
    run.refresh_from_db()
    assert run.has_failed and told(people) == ["settlement_failed"]


def test_who_may_not_settle_does_not(client, people, due):
    client.force_login(people.head)
    client.post(reverse("statement:desk"), {"action": "settle"})
    assert not SettlementRun.objects.exists()
