"""Of one day the reports, the dashboards, the plan, the files and the site say the same."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.core.indicators.keep import keep_up
from crm.core.indicators.read import is_told, several, value_of
from crm.core.indicators.registry import INDICATORS, Live
from crm.core.indicators.shown import year_to
from crm.desk.figures.read import figures_for
from crm.desk.models import Tally
from crm.dispatch.dashboards.pivot import Question, answer_to
from crm.dispatch.dashboards.screens import every_indicator
from crm.dispatch.dashboards.selection import selection_from
from crm.dispatch.home.figures import figures_of
from crm.dispatch.models.target import Counts
from crm.dispatch.own_dashboards.show import cards_of
from crm.dispatch.plan.standing import standings_of
from crm.site.figures.public_figures import figures, measured
from leads.channels import capital, list500
from leads.models import Project
from tests.core.indicators.test_indicators import make_city, money

EVER = (date(2000, 1, 1), date(2100, 1, 1))


@pytest.fixture
def city(db):
    today = timezone.localdate()
    made = make_city()
    first = today.replace(month=1, day=1)
    Project.objects.update(signed_on=first)
    for number, project in enumerate(made.projects):
        money(project, (number + 1) * 1_000_000, first, metric="fixed_assets")
        money(project, (number + 1) * 700_000, first)
    keep_up()
    return made


def test_every_indicator_is_one_number_on_every_screen_and_in_every_file(city, people):
    """Home, dashboard, own dashboard, pivot and file, of all indicators."""
    today = timezone.localdate()
    found = selection_from(people.leader, {"of": "city"}, today)
    stated = several(INDICATORS, year_to(today), user=people.leader)
    assert stated["signed_amount"] == 21_000_000 and stated["paid_in"] == 14_700_000
    sheet = {row[0]: row[1] for row in every_indicator(found).as_numbers.rows}
    cards = cards_of(
        [{"kind": "figure", "what": code, "width": 3} for code in INDICATORS], found, today
    )
    for (code, indicator), card in zip(INDICATORS.items(), cards, strict=True):
        if not is_told(code, (), people.leader):
            continue
        assert sheet[str(indicator.label)] == stated[code], code
        assert card.figure.amount == stated[code], code
        if not isinstance(indicator, Live):
            pivot = answer_to(Question(code, "year", ""), found)
            told = pivot.rows[-1].cells[-1] if pivot.rows else None
            assert str(told or 0).rstrip("%") == f"{float(stated[code] or 0):g}" or (
                Decimal(str(told or 0).rstrip("%")) == (stated[code] or 0)
            ), code
    for figure in figures_of(people.leader):
        assert figure.amount == stated[figure.indicator.code]


def test_the_plan_measures_with_the_same_numbers(city, people, plan_of_every_indicator):
    today = timezone.localdate()
    standings = standings_of(plan_of_every_indicator, today).values()
    assert len(standings) == len(INDICATORS)
    stated = several(INDICATORS, year_to(today))
    for standing in standings:
        assert standing.value == stated[standing.target.indicator], standing.target.indicator


@pytest.fixture
def plan_of_every_indicator(people):
    from crm.dispatch.models import Heading, Phase, Plan, PlanTarget

    today = timezone.localdate()
    days = {"starts_on": today.replace(month=1, day=1), "ends_on": date(today.year, 12, 31)}
    department = people.leader.department or people.officer.department
    plan = Plan.objects.create(name="计划", department=department, state="in_force", **days)
    Phase.objects.create(plan=plan, name="今年", **days)
    heading = Heading.objects.create(plan=plan, order=1, name="全部")
    return [
        PlanTarget.objects.create(
            heading=heading,
            name=code,
            indicator=code,
            counts=Counts.OF_PHASE,
            baseline=0,
            department=department,
        )
        for code in INDICATORS
    ]


def test_the_site_tells_the_bureaus_figures(city, people):
    Project.objects.filter(pk=city.projects[0].pk).update(channel="list500")
    keep_up()
    today = timezone.localdate()
    told = {figure.code: figure.value for figure in figures(measured())}
    by_channel = answer_to(
        Question("signed_projects", "channel", ""),
        selection_from(people.leader, {"of": "city"}, today),
    )
    shown = {row.cells[0]: row.cells[1] for row in by_channel.rows}
    assert told["of_lists"] == shown["三类500强"] == 1
    for code, value in told.items():
        stated = value_of(f"site_{code}", year_to(today), user=people.leader)
        assert (stated is None) == (value is None)
        assert stated is None or stated == Decimal(str(value)), code


def test_the_reports_of_the_channels_say_what_the_indicators_say(city, people):
    """For who sees the whole city; others see the sums of their own lists."""
    of_capital = {"channel": ["capital"]}
    report = {figure.label: figure.value for figure in capital.report(people.leader, {}).figures}
    assert report["签约项目"] == value_of("signed_projects", EVER, of_capital) == 2
    report = list500.report(people.leader, {})
    projects = {figure.label: figure.value for figure in report.figures}.get("项目", 0)
    assert projects == value_of("list500_projects", EVER)


def test_the_desk_counts_what_the_indicators_count(people, deal, in_the_demonstration=None):
    today = timezone.localdate()
    total = figures_for(Tally.objects.all(), since=date(today.year, 1, 1), until=today).total
    assert total.received == value_of("requests", year_to(today))
