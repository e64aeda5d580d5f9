"""What the cards of a dashboard show."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.charts import Chart, Role, Series, Shape
from crm.core.indicators.behind import address_behind
from crm.core.indicators.read import is_told, over_spans, several, values_of
from crm.core.indicators.registry import DIMENSION_NAMES, INDICATORS
from crm.core.indicators.shown import Figure, year_earlier
from crm.core.money import Unit, unit_for
from leads.models import Agent
from parks.models import Park

from .districts import Outline, outlines
from .selection import Selection

HEAD = ("signed_amount", "fixed_assets", "list500_projects", "tax", "satisfaction")
STEPS = ("leads", "talks", "signed_projects", "entered_projects", "started_projects")
STEPS += ("producing_projects",)
AMOUNTS = {
    "talks": "talks_amount",
    "signed_projects": "signed_amount",
    "entered_projects": "entered_amount",
    "started_projects": "started_amount",
    "producing_projects": "producing_amount",
}
OF_AGENTS = {
    "leads": "leads",
    "signed": "signed_projects",
    "assets": "brought_assets",
    "paid": "commissions_paid",
}
MONEY = ("signed_amount", "paid_in", "fixed_assets", "tax")
SHADES, ROWS, CHAINS, AGENTS = 5, 8, 5, 6
NOTHING = Decimal(0)


def figures(selection: Selection, codes) -> list[Figure]:
    """The indicators of the days that were asked for, beside the year before."""
    now = several(codes, selection.period.days, selection.scope.where, selection.user)
    before = dict.fromkeys(codes)
    if selection.period.before:
        before = several(codes, selection.period.before, selection.scope.where, selection.user)
    return [
        Figure(INDICATORS[code], now[code], before[code], _behind(code, selection))
        for code in codes
    ]


def _behind(code: str, selection: Selection) -> str:
    return address_behind(code, selection.period.days, selection.scope.where)


@dataclass(frozen=True)
class Step:
    """``passed`` is how many of a hundred of the step before came as far; None for the first."""

    place: int
    label: str
    count: int
    amount: Decimal | None
    share: int
    passed: int | None
    link: str


def way(selection: Selection) -> list[Step]:
    """From lead to production: what reached each step in the days that were asked for."""
    codes = [*STEPS, *AMOUNTS.values()]
    values = several(codes, selection.period.days, selection.scope.where, selection.user)
    counts = {code: int(values[code]) for code in STEPS if values[code] is not None}
    most, last, steps = max(counts.values(), default=0) or 1, 0, []
    for code, count in counts.items():
        steps.append(
            Step(
                STEPS.index(code),
                str(INDICATORS[code].label),
                count,
                values[AMOUNTS[code]] if code in AMOUNTS else None,
                round(100 * count / most),
                round(100 * count / last) if last else None,
                _behind(code, selection),
            )
        )
        last = count
    return steps


@dataclass(frozen=True)
class Bar:
    label: str
    now: Decimal
    before: Decimal | None
    share: int
    share_before: int
    link: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars of one unit; ``rest`` are left out."""

    unit: Unit
    bars: list[Bar]
    rest: int = 0

    def rows(self) -> list[tuple[Bar, str, str]]:
        return [
            (bar, self.unit.text(bar.now), self.unit.text(bar.before) if bar.before else "")
            for bar in self.bars
        ]


def headlines_and_money(selection: Selection) -> tuple[list[Figure], Bars]:
    """The figures at the head, and how far the money has come, beside the year before."""
    codes = dict.fromkeys((*HEAD, *MONEY))
    by_code = dict(zip(codes, figures(selection, codes), strict=True))
    rows = [
        (figure.label, figure.amount, figure.before, figure.link)
        for figure in (by_code[code] for code in MONEY)
    ]
    return [by_code[code] for code in HEAD], _bars(rows)


def _bars(rows, most_rows: int = ROWS) -> Bars:
    amounts = [amount or NOTHING for row in rows for amount in row[1:3]]
    most = max(amounts, default=NOTHING) or Decimal(1)
    bars = [
        Bar(
            label,
            now or NOTHING,
            before,
            max(0, round(100 * (now or NOTHING) / most)),
            max(0, round(100 * (before or NOTHING) / most)),
            link,
        )
        for label, now, before, link in rows[:most_rows]
    ]
    return Bars(unit_for(amounts), bars, max(0, len(rows) - most_rows))


def parks(selection: Selection) -> Bars | None:
    """Fixed assets by park; None where one park is looked at."""
    if "park" in selection.scope.where:
        return None
    visible_parks = Park.objects.visible_to(selection.user).filter(parent=None)
    now, before = _now_and_before("fixed_assets", "park", selection)
    rows = [
        (str(park), now.get(park.pk), before.get(park.pk), _of(f"park-{park.pk}", selection))
        for park in visible_parks
        if not selection.scope.where or park.pk in now or park.pk in before
    ]
    return _bars(sorted(rows, key=lambda row: -(row[1] or 0)))


def _now(code: str, dimension: str, selection: Selection) -> dict:
    """{key of the dimension: value in the days that were asked for}."""
    return _now_of([code], dimension, selection)[code]


def _now_of(codes, dimension: str, selection: Selection) -> dict[str, dict]:
    """The same for each code, with no more queries than for one."""
    spans = [selection.period.days]
    values = over_spans(codes, spans, [dimension], selection.scope.where, selection.user)
    return {code: _by_key(values[code][0]) if code in values else {} for code in codes}


def _by_key(values: dict) -> dict:
    return {key: value for (key,), value in values.items()}


def _now_and_before(code: str, dimension: str, selection: Selection) -> tuple[dict, dict]:
    before = selection.period.before
    spans = [selection.period.days, *([before] if before else [])]
    values = over_spans([code], spans, [dimension], selection.scope.where, selection.user)
    now, *earlier = map(_by_key, values.get(code, [{}]))
    return now, earlier[0] if earlier else {}


def _of(scope: str, selection: Selection) -> str:
    return selection.address(of=scope)


@dataclass(frozen=True)
class OnTheMap:
    outline: Outline
    amount: Decimal
    text: str
    shade: int
    link: str


@dataclass(frozen=True)
class DistrictMap:
    """``elsewhere`` is what lies in none of the districts drawn: in parks of the city itself, or
    not placed yet.
    """

    unit: Unit
    areas: list[OnTheMap]
    elsewhere: Decimal


def districts(selection: Selection) -> DistrictMap | None:
    """Contracts by district on the map; None without outlines or where one is looked at."""
    district_outlines = outlines() if not selection.scope.where else []
    if not district_outlines:
        return None
    now = _now("signed_amount", "district", selection)
    codes = {part.code for _heading, group in selection.scopes for part in group}
    amounts = {outline: now.pop(outline.region, NOTHING) for outline in district_outlines}
    unit, most = unit_for(amounts.values()), max(amounts.values())
    areas = [
        OnTheMap(
            outline,
            amount,
            unit.text(amount),
            _shade(amount, most),
            _of(code, selection) if (code := f"district-{outline.region}") in codes else "",
        )
        for outline, amount in amounts.items()
    ]
    return DistrictMap(unit, areas, sum(now.values(), NOTHING))


def _shade(amount: Decimal, most: Decimal) -> int:
    return min(1 + int(amount * SHADES / most), SHADES) if most and amount > 0 else 1


def chains(selection: Selection) -> Bars | None:
    """Contracts by the industrial chain that the lead was for; None where one is looked at."""
    if "chain" in selection.scope.where:
        return None
    names = DIMENSION_NAMES["chain"].names(selection.user)
    now, before = _now_and_before("signed_amount", "chain", selection)
    rows = [
        (names[key], now.get(key), before.get(key), _of(f"chain-{key}", selection))
        for key in names
        if key in now or key in before
    ]
    return _bars(sorted(rows, key=lambda row: -(row[1] or 0)), CHAINS)


def channels(selection: Selection) -> Chart:
    """Leads by the channel they came by, and what was signed of each channel."""
    names = DIMENSION_NAMES["channel"].names(selection.user)
    values = _now_of(["leads", "signed_projects"], "channel", selection)
    leads, signed = values["leads"], values["signed_projects"]
    keys = [key for key in names if leads.get(key) or signed.get(key)]
    lead_series = [Series(_("leads"), [leads.get(key, NOTHING) for key in keys], Role.BEFORE)]
    if not is_told("leads", {"channel", *selection.scope.where}, selection.user):
        lead_series = []
    return Chart(
        _("Channels"),
        [str(names[key]) for key in keys],
        [
            *lead_series,
            Series(_("projects signed"), [signed.get(key, NOTHING) for key in keys], Role.NOW),
        ],
        Shape.COLUMNS,
        unit=pgettext("unit of a count", "pieces"),
    )


def months(selection: Selection, today: date) -> Chart:
    """What was signed this year, month upon month, beside the year before."""
    labels = [_("%(month)d.") % {"month": month} for month in range(1, 13)]
    now = _upon(selection, (today.replace(month=1, day=1), today), today.month)
    last = year_earlier(today)
    before = _upon(selection, (last.replace(month=1, day=1), date(last.year, 12, 31)), 12)
    series = [
        Series(str(today.year), now, Role.NOW),
        Series(str(last.year), before, Role.BEFORE),
    ]
    return Chart(_("Signed, month upon month"), labels, series, Shape.LINE)


def _upon(selection: Selection, span, months_known: int) -> list[Decimal | None]:
    amounts = values_of("signed_amount", span, ["month"], selection.scope.where, selection.user)
    total, totals = NOTHING, []
    for month in range(1, 13):
        total += amounts.get((date(span[0].year, month, 1),), NOTHING)
        totals.append(total if month <= months_known else None)
    return totals


@dataclass(frozen=True)
class OfAgent:
    agent: Agent
    """``leads`` and ``paid`` are None where no park or district can be told of them."""

    leads: int | None
    signed: int
    assets: Decimal
    paid: Decimal | None
    link: str

    @property
    def a_yuan(self) -> Decimal | None:
        """Fixed assets brought for each yuan of commission."""
        return (self.assets / self.paid).quantize(Decimal(1)) if self.paid else None


def agents(selection: Selection) -> list[OfAgent]:
    """Those who brought most."""
    values = _now_of(OF_AGENTS.values(), "agent", selection)
    amounts = {name: values[code] for name, code in OF_AGENTS.items()}
    dimensions = {"agent", *selection.scope.where}
    is_readable = {
        name: is_told(code, dimensions, selection.user) for name, code in OF_AGENTS.items()
    }
    keys = {key for values in amounts.values() for key in values if key}
    visible_agents = Agent.objects.visible_to(selection.user).in_bulk(list(keys))
    rows = [
        OfAgent(
            agent,
            int(amounts["leads"].get(pk, 0)) if is_readable["leads"] else None,
            int(amounts["signed"].get(pk, 0)),
            amounts["assets"].get(pk, NOTHING),
            amounts["paid"].get(pk, NOTHING) if is_readable["paid"] else None,
            reverse("agent:inspect", args=[pk]),
        )
        for pk, agent in visible_agents.items()
    ]
    return sorted(rows, key=lambda row: (-row.assets, -row.signed, -(row.leads or 0)))[:AGENTS]
