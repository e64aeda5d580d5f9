"""The demonstration is believed: its names are nobody's, its stories differ, and on whatever day it
is loaded, a year lies behind it and a day's work before each role.
"""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import CharField, Count, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from crm import demo as demonstration
from crm.core.models import Department, User
from crm.demo.city import AGENTS, OFFICERS, PARK_OFFICERS, PEOPLE
from crm.demo.deals import deals
from crm.demo.lead_stories import DAYS
from crm.demo.notes import newest_day
from crm.demo.project_stories import money_of
from crm.dispatch.models import Waiting
from leads.models import Activity, Agent, Company, Lead, Message, Project
from parks.models import Contribution
from tests.template_database import REPO

TODAY = timezone.localdate()
# Ends and beginnings of months and years, a leap day, the days on which the bureaus' files come.
DAYS_OF_LOADING = [date(2026, 1, 1), date(2026, 12, 31), date(2027, 3, 8), date(2028, 2, 29)]
SUFFIXES = ("演示", "示范", "某某")
WORKING = ["officer", "section_head", "park_officer", "finance", "finance_2", "leader"]
WORKING += ["headquarters", "assessor"]


@pytest.fixture
def demo(in_the_demonstration, db):
    """Read only: its files are not needed."""


def real_names() -> set[str]:
    """Whole and short names of listed companies and of the two 500 lists."""
    names = set()
    folder = Path(demonstration.__file__).parent
    for path, columns in (
        (REPO / "bench" / "data" / "short_names.csv", ("full", "short")),
        (folder / "world500_2026.csv", ("name_zh",)),
        (folder / "private500_2026.csv", ("name_zh",)),
    ):
        with path.open(encoding="utf-8-sig") as file:
            names |= {row[column] for row in csv.DictReader(file) for column in columns}
    return names


def test_no_company_is_called_after_a_real_one():
    real = real_names()
    assert len(real) > 5000
    for deal in deals(TODAY):
        called_alike = [name for name in real if name.startswith(deal.company[:2])]
        assert not called_alike, deal.company
    assert not {name for name, *_rest in AGENTS.values()} & real


def test_people_have_names_of_their_own():
    own = [*PEOPLE.values(), *OFFICERS.values(), *PARK_OFFICERS.values()]
    assert len(own) == len(set(own))
    assert all(2 <= len(name) <= 3 for name in own)


def test_no_name_has_a_suffix(demo):
    """In no field that is called a name or a title, of no record of the demonstration."""
    seen = 0
    for model in apps.get_models():
        fields = {field.name: field for field in model._meta.fields}
        if "is_demo" not in fields or model.__name__.startswith("Historical"):
            continue
        names = [
            name
            for name, field in fields.items()
            if isinstance(field, CharField) and ("name" in name or name == "title")
        ]
        for values in model._base_manager.filter(is_demo=True).values_list(*names or ["pk"]):
            seen += 1
            assert not any(suffix in str(value) for value in values for suffix in SUFFIXES), values
    assert seen > 500


def test_the_stories_are_many_and_differ(demo):
    told = deals(TODAY)
    assert Lead.objects.count() >= 100 and Project.objects.count() >= 40
    for part in ("brief", "call", "visit", "last"):
        texts = [text for deal in told if (text := getattr(deal.said, part))]
        assert len(texts) == len(set(texts)), part
    notes = Counter(Activity.objects.values_list("summary", flat=True))
    assert len(notes) > 150 and max(notes.values()) == 1
    assert len(set(Company.objects.filter(is_demo=True).values_list("name", flat=True))) >= 100
    assert set(Message.objects.values_list("is_from_agent", flat=True)) == {True, False}
    owners = Lead.objects.exclude(owner=None).values_list("owner__name", flat=True)
    assert set(owners) == {"林晓岚", "黄一帆", "陈思远"}


def test_a_year_lies_behind_it(demo):
    """In each of the last twelve full months money arrived and taxes were paid, never the same."""
    this_month = TODAY.replace(day=1)
    since = date(this_month.year - 1, this_month.month, 1)
    by_month = (
        Contribution.objects.verified()
        .filter(happened_on__gte=since, happened_on__lt=this_month)
        .annotate(month=TruncMonth("happened_on"))
        .order_by()
        .values_list("month")
        .annotate(money=Sum("amount"), kinds=Count("metric", distinct=True))
    )
    rows = {month: (money, kinds) for month, money, kinds in by_month}
    taxed = Contribution.objects.filter(metric="tax", period_from__gte=since)
    assert len({each.period_from for each in taxed}) >= 11
    assert len(rows) >= 11 and len({money for money, _kinds in rows.values()}) == len(rows)
    assert sum(kinds >= 2 for _money, kinds in rows.values()) >= 9


@pytest.mark.parametrize("role", WORKING)
def test_something_waits_for_each_role(demo, role):
    user = User.objects.get(username=f"demo_{role}")
    assert Waiting.objects.visible_to(user).on(TODAY).exists()


@pytest.mark.parametrize("today", DAYS_OF_LOADING)
def test_on_whatever_day_it_is_loaded_there_is_work_of_about_that_day(today):
    told = deals(today)
    fresh = [deal for deal in told if deal.reaches == "new"]
    assert len(fresh) >= 10 and any((today - deal.begins).days <= 5 for deal in fresh)
    newest = [newest_day(deal, today) for deal in told]
    assert all(today - timedelta(days=21) <= day < today for day in newest)
    assert len(set(newest)) > 15, "not all on one day"
    assert all(deal.begins <= today for deal in told)
    engaged = [deal for deal in told if deal.reaches in ("engaged", "negotiating")]
    assert all(today - deal.begins > timedelta(days=DAYS["called"]) for deal in engaged)
    money = [each for deal in told if deal.assets for each in paid_within_a_year(deal, today)]
    assert len({(day.year, day.month) for day in money}) >= 9


def paid_within_a_year(deal, today: date) -> list[date]:
    builds = deal.reaches in ("started", "producing", "at_capacity", "terminated")
    produces = deal.reaches in ("producing", "at_capacity")
    receipts = money_of(deal, None, builds=builds, produces=produces)
    return [
        receipt.happened_on
        for receipt in receipts
        if today - timedelta(days=365) < receipt.happened_on <= today
    ]


def test_the_mark_is_in_the_data(demo):
    assert not User.objects.filter(is_demo=False, username__startswith="demo_").exists()
    assert not Department.objects.filter(is_demo=False).exists()
    assert not Agent.objects.filter(is_demo=False).exists()
    assert not Lead.objects.filter(is_demo=False).exists()
