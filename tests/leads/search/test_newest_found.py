"""The first rows that a search finds, newest first: by the newest of the table, by some days of the
index, by the whole of it. Always the same rows.
"""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads.models import Company, Lead
from leads.search import found
from leads.search.days import LENGTHS, STRETCHES, latest_stretches
from leads.search.found import matching, newest_keys, terms_of

WORDS = ["沅澧", "电池", "长沙", "changde", "dc", "dcny", "yl", "新", "nosuch", "沅澧 电池"]
PLACES = ["常德", "长沙", "沅澧", "桃源"]
TRADES = ["电池", "能源", "食品", "新材料"]


@pytest.fixture
def companies(db, monkeypatch):
    """Names of every frequency over ten years, most of them of the last weeks; the newest
    twenty are looked at first.
    """
    monkeypatch.setattr(found, "NEWEST", 20)
    dice, now = random.Random(26), timezone.now()
    rows = [
        Company(
            name=f"{dice.choice(PLACES)}{name_of(n)}{dice.choice(TRADES)}",
            country=dice.choice(["中国", "中国", "中国", "德国"]),
        )
        for n in range(600)
    ]
    Company.objects.bulk_create(rows)
    for row in rows:
        row.updated_at = now - timedelta(days=dice.choice([1, 10, 100, 3650]) * dice.random())
    Company.objects.bulk_update(rows, ["updated_at"])


def name_of(number: int) -> str:
    return "沅江光明" if number % 97 == 0 else "鑫瑞" if number % 7 else "宏图"


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(("wanted", "most"), [(7, 60), (31, 1001), (3, 3)])
@pytest.mark.parametrize("country", [None, "德国"])
def test_the_first_that_are_found_are_the_newest_of_all(companies, word, wanted, most, country):
    rows = Company.objects.filter(country=country) if country else Company.objects.all()
    every = list(matching(rows, word).values_list("pk", flat=True))
    keys, is_all = newest_keys(rows, terms_of(word), wanted=wanted, most=most)
    assert keys == every[: len(keys)]
    assert min(wanted, len(every)) <= len(keys) <= most
    if is_all:
        assert keys == every


def test_a_word_of_the_newest_rows_is_looked_for_in_their_days_alone(
    companies, django_assert_max_num_queries
):
    """What is older is not touched: a frequent word costs the same in a table of any length."""
    asked = []

    def keep(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        newest_keys(Company.objects.all(), terms_of("桃源"), wanted=9, most=60)
    looked_up = [sql for sql in asked if "@@" in sql and "tsvector_to_array" not in sql]
    assert looked_up
    assert all("search_days" in sql for sql in looked_up)


def test_rows_that_were_all_written_at_once_are_found(db, monkeypatch):
    monkeypatch.setattr(found, "NEWEST", 20)
    Company.objects.bulk_create(
        [Company(name=f"{'沅澧' if n % 40 == 0 else '常德'}{n}实业") for n in range(400)]
    )
    Company.objects.update(updated_at=timezone.now())
    keys, _is_all = newest_keys(Company.objects.all(), terms_of("沅澧"), wanted=7, most=60)
    assert (
        keys
        == list(matching(Company.objects.all(), "沅澧").values_list("pk", flat=True))[: len(keys)]
    )
    assert len(keys) >= 7


def test_rows_in_another_order_and_of_another_person_are_found(companies, people):
    assert newest_keys(Company.objects.order_by("name"), terms_of("电池"), wanted=7, most=60)[
        0
    ] == list(matching(Company.objects.order_by("name"), "电池").values_list("pk", flat=True)[:60])
    assert newest_keys(
        Lead.objects.visible_to(people.outsider), terms_of("电池"), wanted=7, most=60
    ) == ([], True)


@pytest.mark.parametrize(
    "at",
    ["1970-01-01", "2026-02-28T23:59:59.999999", "2026-03-01", "1999-12-31T12:00:00", "2262-04-11"],
)
def test_the_database_writes_the_numbers_of_the_stretches_that_a_time_lies_in(db, at):
    at = datetime.fromisoformat(at).replace(tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("set time zone 'Pacific/Kiritimati'")
        cursor.execute("select search_days(%s)", [at])
        written = set(cursor.fetchone()[0])
    assert len(written) == len(LENGTHS)
    for length in LENGTHS:
        for days in range(STRETCHES * length + 1):
            later = at + timedelta(days=days)
            is_asked_for = bool(written & set(latest_stretches(later, length)))
            assert is_asked_for or days > (STRETCHES - 1) * length, (length, days)
        assert not is_asked_for, length
