"""How many pass: exactly as many as the limit says, from however many machines at once."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F

from crm.core.limits.count import count, forget_old
from crm.core.limits.routes import STRANGERS
from crm.core.limits.senders import Sender
from crm.core.models import RateCount, RateLimit

SOMEBODY = Sender("an address", "a login", "an organisation")
OTHER = Sender("another address", "another login", "an organisation")


def limit(**values):
    RateLimit.objects.filter(code=STRANGERS).update(**values)


def one(sender=SOMEBODY, cost=1):
    return count({STRANGERS: cost}, sender)[0]


def passed(times, sender=SOMEBODY) -> list[bool]:
    return [one(sender).has_passed for _ in range(times)]


def earlier(seconds):
    """As if all that was counted had been counted so much earlier."""
    RateCount.objects.update(empty_at=F("empty_at") - timedelta(seconds=seconds))


def passed_in_a_process(times: int) -> int:
    connections.close_all()  # the parent's socket is not ours
    return sum(passed(times))


def test_of_two_processes_at_once_exactly_as_many_pass_as_the_limit_says(committed_database):
    limit(number=50, seconds=3600)
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(2, mp_context=fork) as pool:
        found = list(pool.map(passed_in_a_process, [40, 40], timeout=60))
    assert sum(found) == 50
    assert RateCount.objects.get().refused == 30


@pytest.mark.django_db
def test_the_number_passes_and_the_next_one_does_not():
    limit(number=3, seconds=60)
    assert passed(5) == [True, True, True, False, False]
    assert passed(1, OTHER) == [True]


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "seconds"), [(7, 3600), (3, 1), (1, 1), (120, 60), (1, 86400)])
def test_rounding_takes_none_away_and_gives_none(number, seconds):
    limit(number=number, seconds=seconds * 1000)
    assert passed(number + 1) == [True] * number + [False]


@pytest.mark.django_db
def test_one_is_forgotten_after_its_share_of_the_time_and_all_after_the_whole():
    limit(number=6, seconds=3600)
    assert passed(7) == [True] * 6 + [False]
    refused = one()
    assert (refused.is_refused, 595 <= refused.wait <= 600) == (True, True)
    earlier(570)
    assert passed(1) == [False]
    earlier(30)
    assert passed(2) == [True, False]
    earlier(3600)
    assert passed(7) == [True] * 6 + [False]


@pytest.mark.django_db
def test_what_is_changed_holds_for_the_next_request():
    limit(number=2, seconds=3600)
    assert passed(3) == [True, True, False]
    limit(number=4, seconds=3600)
    assert passed(3) == [True, True, False]
    limit(number=100, seconds=60)
    assert passed(1) == [True]
    limit(number=1, seconds=60)
    assert passed(1) == [False]


@pytest.mark.django_db
def test_one_that_is_not_in_force_counts_nothing():
    limit(number=1, is_on=False)
    assert count({STRANGERS: 1}, SOMEBODY) == []
    assert not RateCount.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope", "of_the_other"),
    [("address", True), ("account", True), ("organisation", False), ("everybody", False)],
)
def test_who_is_counted_together_is_data_too(scope, of_the_other):
    limit(number=1, scope=scope)
    assert passed(1) == [True]
    assert passed(1, OTHER) == [of_the_other]


@pytest.mark.django_db
def test_all_together_are_asked_for_a_code_and_not_refused():
    limit(number=2, scope="everybody", code_from=1)
    found = [one() for _ in range(3)]
    assert [each.asks_for_a_code for each in found] == [False, True, True]
    assert [each.is_refused for each in found] == [False, False, False]


@pytest.mark.django_db
def test_what_is_more_than_is_ever_taken_at_once_is_refused_for_a_day():
    limit(number=10, seconds=60)
    found = one(cost=11)
    assert (found.is_refused, found.wait) == (True, 86400)
    assert one(cost=10).has_passed


@pytest.mark.django_db
def test_a_limit_without_a_row_stands_as_the_program_says():
    limit(number=1)
    RateLimit.objects.get(code=STRANGERS).delete()
    assert one().number == 120


@pytest.mark.django_db
def test_it_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        count({STRANGERS: 1, "searches": 1}, SOMEBODY)


@pytest.mark.django_db
def test_old_counts_go():
    one()
    earlier(2 * 86400)
    one(OTHER)
    forget_old()
    assert RateCount.objects.get().key == f"{STRANGERS}:address:another address"
