"""The figures of the site, against cases that are worked out by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.site.figures.kept import Kept, clocks_kept
from crm.site.figures.space import FreeSpace, free_by_park
from crm.site.figures.times import STEPS, WHOLE, days_of_projects, took
from crm.site.pages.home import told_steps
from leads.models import Clock
from leads.protection.register import register
from parks.models import Availability, Park, Plot

BY_CODE = {step.code: step for step in STEPS}


def points(**days):
    return {name: date(2025, 1, 1) + timedelta(days=day) for name, day in days.items()}


PROJECTS = {
    1: points(first_talk=0, signed=30, started=130, producing=400),
    2: points(first_talk=0, signed=50, land_acquired=80, started=100, producing=500),
    3: points(first_talk=0, signed=70, started=110),
    4: points(first_talk=0, signed=90),
}


@pytest.mark.parametrize(
    ("code", "days", "count"),
    [
        ("to_signing", 60, 4),  # 30, 50, 70, 90
        ("to_construction", 50, 3),  # 100, 50, 40
        ("to_land", None, 1),  # too few to tell
        ("to_production", None, 2),  # 270, 400: too few
    ],
)
def test_a_step_takes_the_median_of_the_projects_that_have_both_days(code, days, count):
    found = took(BY_CODE[code], PROJECTS)
    assert (found.days, found.count) == (days, count)


def test_signing_to_construction_is_one_step_where_the_land_is_not_told():
    found = [took(step, PROJECTS) for step in STEPS]
    assert [each.step.code for each in told_steps(found)] == ["to_signing", "to_construction"]


def test_the_days_are_those_of_the_project_itself(deal):
    days = days_of_projects(deal.project.signed_on)[deal.project.pk]
    assert days["signed"] == deal.project.signed_on
    assert set(days) == {"first_talk", "signed", "started", "producing"}
    assert took(WHOLE, {deal.project.pk: days}).days is None


def test_kept_is_what_was_done_by_its_day(people, agent):
    today = timezone.localdate()
    in_time, late, over, running = (
        register(by=people.agency, agent=agent, company_name=f"第{n}家有限公司", title="x")
        for n in range(4)
    )
    at = timezone.now()
    for registration, met, due in (
        (in_time, at, today),
        (late, at, today - timedelta(days=1)),
        (over, None, today - timedelta(days=1)),
        (running, None, today),
    ):
        clock = registration.clocks.get(kind=Clock.Kind.RESPOND)
        Clock.objects.filter(pk=clock.pk).update(met_at=met, due_on=due)
    assert clocks_kept(Clock.Kind.RESPOND, today) == Kept(kept=1, all=3)
    assert Kept(1, 3).percent == 33.3 and Kept(0, 0).percent is None


def test_free_is_what_nobody_holds_and_nothing_holds_back(plot):
    park = plot.park
    inner = Park.objects.create(
        name="园中园", level="national", department=park.department, parent=park
    )
    free = Plot.objects.create(
        park=inner, code="A-02", kind="land", area_sqm=Decimal(20_000), price_per_sqm=300
    )
    held = Plot.objects.create(park=park, code="A-03", kind="land", area_sqm=Decimal(5_000))
    Plot.objects.create(park=park, code="B-01", kind="plant", area_sqm=9_000, rent_per_sqm=12)
    Availability.objects.create(
        plot=held, status="withheld", starts_on=timezone.localdate(), reason="规划调整"
    )
    found = free_by_park()
    land = plot.area_sqm + free.area_sqm
    assert found[park.pk].land.area_sqm == land and found[park.pk].land.pieces == 2
    assert found[park.pk].land.mu == int(land * 3 / 2000)
    assert found[inner.pk] == FreeSpace(land=found[inner.pk].land)
    assert found[inner.pk].land.price_per_mu == "20"
    assert found[park.pk].plants.rent_from == 12
