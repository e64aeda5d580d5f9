"""What has arrived of a project, on its page: the figures, the tab with every contribution, and the
money beside what the contract lets expect by now.
"""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.charts import Chart, Role, Series, Shape
from crm.core.templatetags import charts
from crm.staff.extensions import add_figures, add_sections, add_tabs
from crm.staff.record_parts import Figure, Mark, Tab
from leads.models import Project

from ..models import Contribution
from .measures import MONEY

Metric, State = Contribution.Metric, Contribution.State
SHOWN = 100  # rows of the tab; the list has the others
MOST_POINTS = 24  # of the chart
TONES = {State.VERIFIED: "done", State.REPORTED: "wait", State.REJECTED: "bad"}


def contributions_of(project, user):
    return Contribution.objects.visible_to(user).filter(enterprise__project=project)


def expected_percent(project, on: date) -> int | None:
    """The share of the contract that the time from signing to the agreed production lets expect;
    None where there is no such time.
    """
    begin, end = project.signed_on, project.planned_production_on
    if not begin or not end or end <= begin:
        return None
    passed = Decimal((on - begin).days) / (end - begin).days
    return _percent(min(max(passed, Decimal(0)), Decimal(1)))


def _percent(share: Decimal) -> int:
    return int((share * 100).to_integral_value(ROUND_HALF_UP))


def arrived(project, user) -> list[Figure]:
    """Money in place (kinds of the same money: the largest counts) and what became fixed assets,
    as far as finance has verified it.
    """
    if not user.has_perm("parks.view_contribution"):
        return []
    sums = _sums(project, user)
    money = max((sums.get(metric, Decimal(0)) for metric in MONEY), default=Decimal(0))
    link = f"{reverse('project:inspect', args=[project.pk])}?tab=money#tabs"
    expected = expected_percent(project, timezone.localdate())
    figures = [_against_contract(_("Money in place"), money, project, link, expected)]
    if assets := sums.get(Metric.FIXED_ASSETS):
        figures.append(_against_contract(_("Fixed assets verified"), assets, project, link, None))
    if tax := sums.get(Metric.TAX):
        figures.append(Figure.of_money(_("Tax paid"), tax, link=link))
    return figures


def _sums(project, user) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for metric, _day, amount in _verified(project, user):
        sums[metric] += amount
    return sums


def _verified(project, user) -> list[tuple[str, date, Decimal]]:
    return [
        (metric, day, amount)
        for metric, day, state, amount, _count in _by_day(project, user)
        if state == State.VERIFIED
    ]


def count_of(project, user) -> int:
    return sum(count for *_rest, count in _by_day(project, user))


def _by_day(project, user) -> list[tuple]:
    """(kind, day, state, amount, how many): figures, chart and count read it, so it is kept."""
    if not hasattr(project, "contributions_by_day"):
        rows = contributions_of(project, user).order_by("happened_on")
        project.contributions_by_day = list(
            rows.values_list("metric", "happened_on", "state").annotate(
                Sum("amount"), count=Count("*")
            )
        )
    return project.contributions_by_day


def _against_contract(label, amount, project, link, expected) -> Figure:
    if not project.contract_amount:
        return Figure.of_money(label, amount, link=link)
    percent = _percent(amount / project.contract_amount)
    notes = [f"{percent}%"]
    if expected is not None:
        notes.append(_("should be %(percent)d%%") % {"percent": expected})
    return Figure.of_money(
        label, amount, link=link, percent=percent, due_percent=expected, notes=tuple(notes)
    )


def money_tab(project, request) -> str:
    visible = contributions_of(project, request.user).select_related("enterprise", "verified_by")
    contributions = list(visible[: SHOWN + 1])
    rows = [
        (
            contribution,
            Mark(contribution.get_state_display(), tone=TONES.get(contribution.state, "")),
        )
        for contribution in contributions
    ]
    context = {
        "rows": rows[:SHOWN],
        "is_cut": len(contributions) > SHOWN,
        "project": project,
    }
    return render_to_string("parks/_money_of_project.html", context, request)


def chart_section(project, request) -> str:
    if not request.user.has_perm("parks.view_contribution"):
        return ""
    return render_to_string("core/chart.html", charts.chart(money_chart(project, request.user)))


def money_chart(project, user) -> Chart:
    """What had arrived by each day on which something did, and what was to be expected then."""
    rows = [row for row in _verified(project, user) if row[0] in MONEY]
    days, sums = _added_up(_of_the_largest(rows), timezone.localdate())
    series = [Series(_("Arrived"), sums, Role.NOW)]
    if project.contract_amount and any(promised := _promised(project, days)):
        series.append(Series(_("To be expected"), promised, Role.TARGET))
    labels = [f"{day:%Y-%m-%d}" for day in days]
    return Chart(_("Money in place against the contract"), labels, series, Shape.STEPS)


def _of_the_largest(rows) -> list[tuple[date, Decimal]]:
    """(day, amount) of that kind of the same money of which most arrived."""
    by_metric = defaultdict(list)
    for metric, day, total in rows:
        by_metric[metric].append((day, total))
    return max(
        by_metric.values(), key=lambda steps: sum(total for _day, total in steps), default=[]
    )


def _promised(project, days) -> list[Decimal | None]:
    percents = [expected_percent(project, day) for day in days]
    return [
        None if percent is None else project.contract_amount * percent / 100 for percent in percents
    ]


def _added_up(steps, today: date) -> tuple[list[date], list[Decimal]]:
    """The days and the sum by each, the newest ones; up to today."""
    days, sums, total = [], [], Decimal(0)
    for day, amount in steps:
        total += amount
        days.append(day)
        sums.append(total)
    if days and days[-1] < today:
        days.append(today)
        sums.append(total)
    return days[-MOST_POINTS:], sums[-MOST_POINTS:]


add_figures(Project, arrived, order=1)
add_sections(Project, chart_section, is_first=True)
add_tabs(
    Project,
    Tab(
        "money",
        gettext_lazy("Money and tax"),
        money_tab,
        count=count_of,
        is_for=lambda project, user: user.has_perm("parks.view_contribution"),
        order=1,
    ),
)
