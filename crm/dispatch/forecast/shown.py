"""The forecast as it stands on screens: beside what came, last year and the plan's goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.charts import Band, Chart, Role, Series, Shape
from crm.core.indicators.read import is_told, over_spans, several
from crm.core.indicators.registry import INDICATORS, Span
from crm.core.indicators.shown import Figure
from crm.core.money import Unit, scaled, unit_for
from leads.models import Lead, Project

from ..models import Forecast
from ..plan.goals import with_goals
from .learn import LEAST_SIGNED
from .make import CODES

NOTHING = Decimal(0)
Upon = list[Decimal | None]


@dataclass(frozen=True)
class ShownForecast:
    """``upon`` and ``before`` are what came until the end of each month of this year and of last
    year; None for months to come. ``goal`` is the plan's of the year, in yuan.
    """

    code: str
    row: Forecast | None
    today: date
    upon: Upon
    before: Upon
    so_far: Decimal
    goal: Decimal | None

    @property
    def label(self) -> str:
        return str(INDICATORS[self.code].label)

    @property
    def is_known(self) -> bool:
        return bool(self.row and self.row.months)

    @property
    def why_not(self) -> str:
        """Why there is no figure."""
        if self.row is None:
            return _("It is worked out every night; the first one stands here tomorrow.")
        return _(
            "The history is too small for a forecast: %(signed)s contracts since %(since)s. It "
            "takes a year and %(least)s contracts, and their payments for that of the money."
        ) % {**self.row.basis, "least": LEAST_SIGNED}

    def at_end(self, which: str) -> Decimal:
        """``low``, ``mean`` or ``high`` of the whole year."""
        return self.so_far + self.row.months[-1][which]

    @cached_property
    def unit(self) -> Unit:
        return unit_for([self.at_end("high"), self.goal])

    @property
    def range_in_words(self) -> str:
        low, high = (self.unit.text(self.at_end(bound)) for bound in ("low", "high"))
        return f"{low} – {high}"

    @property
    def mean_in_words(self) -> str:
        return scaled(self.at_end("mean"))

    @property
    def goal_in_words(self) -> str:
        return scaled(self.goal) if self.goal is not None else ""

    @property
    def against_goal(self) -> str:
        """How the range lies to the goal: above, within, below; "" without a goal."""
        if self.goal is None or not self.is_known:
            return ""
        if self.at_end("low") >= self.goal:
            return "green"
        return "yellow" if self.at_end("high") >= self.goal else "red"

    @property
    def against_goal_in_words(self) -> str:
        words = {
            "green": _("the goal is likely to be reached"),
            "yellow": _("the goal lies within the range"),
            "red": _("the goal is unlikely to be reached"),
        }
        return words.get(self.against_goal, "")

    def chart(self) -> Chart:
        labels = [_("%(month)d.") % {"month": month} for month in range(1, 13)]
        series = [
            Series(str(self.today.year), self.upon, Role.NOW),
            Series(str(self.today.year - 1), self.before, Role.BEFORE),
        ]
        if self.goal is not None:
            series.append(Series(_("goal of the year"), [self.goal] * 12, Role.TARGET))
        title = _("%(indicator)s until the end of the year") % {"indicator": self.label}
        return Chart(title, labels, series, Shape.LINE, band=self._band())

    def _band(self) -> Band | None:
        """From the end of the last month that is over; without one, from the end of this month."""
        if not self.is_known:
            return None
        ends: dict[str, Upon] = {"low": [None] * 12, "high": [None] * 12}
        for month in self.row.months:
            place = date.fromisoformat(month["end"]).month - 1
            for bound, values in ends.items():
                values[place] = self.so_far + month[bound]
        first = date.fromisoformat(self.row.months[0]["end"]).month - 1
        if first:
            ends["low"][first - 1] = ends["high"][first - 1] = self.upon[first - 1]
        return Band(_("8 of 10 outcomes"), ends["low"], ends["high"])

    def past(self) -> list["Past"]:
        return [Past.of(facts) for facts in self.row.past] if self.row else []


@dataclass(frozen=True)
class Past:
    """What a forecast made on ``day`` would have said of the whole year, and what came; without
    ``low`` the history was too small then.
    """

    day: date
    came: Decimal
    low: Decimal | None = None
    mean: Decimal | None = None
    high: Decimal | None = None

    @classmethod
    def of(cls, told: dict) -> "Past":
        ends = {bound: Decimal(told[bound]) for bound in ("low", "mean", "high") if bound in told}
        return cls(date.fromisoformat(told["day"]), Decimal(told["came"]), **ends)

    @property
    def is_hit(self) -> bool:
        return self.low is not None and self.low <= self.came <= self.high


def forecasts_for(
    user, today: date, goals: Mapping[str, Decimal] | None = None
) -> list[ShownForecast]:
    """Those of the whole city, for who reads its figures. ``goals`` are those of the plan, where
    they are known already.
    """
    codes = [code for code in CODES if is_told(code, (), user)]
    if not codes:
        return []
    goals = goals_of(codes, today, user) if goals is None else goals
    newest, years = _newest(codes, today), _years(today)
    amounts, so_far = over_spans(codes, years, ["month"], user=user), _so_far(newest, user)
    return [
        ShownForecast(
            code,
            newest.get(code),
            today,
            *(_upon(months, span) for months, span in zip(amounts[code], years, strict=True)),
            so_far.get(code) or NOTHING,
            goals.get(code),
        )
        for code in codes
    ]


def _newest(codes: Sequence[str], today: date) -> dict[str, Forecast]:
    rows = Forecast.objects.filter(indicator__in=codes, year=today.year, day__lt=today)
    newest = rows.order_by("indicator", "-day").distinct("indicator")
    return {forecast.indicator: forecast for forecast in newest}


def _so_far(newest: Mapping[str, Forecast], user) -> dict[str, Decimal | None]:
    """What had come when the forecasts were made, as it is known today. All were made together."""
    row = next(iter(newest.values()), None)
    if row is None or row.day.year < row.year:
        return {}
    return several(newest, (date(row.year, 1, 1), row.day), user=user)


def _years(today: date) -> list[Span]:
    last = today.year - 1
    return [(date(today.year, 1, 1), today), (date(last, 1, 1), date(last, 12, 31))]


def _upon(months: Mapping[tuple, Decimal], span: Span) -> Upon:
    """What came from the beginning of the year until the end of each month, as far as known."""
    total, totals = NOTHING, []
    for month in range(1, 13):
        first = date(span[0].year, month, 1)
        total += months.get((first,), NOTHING)
        totals.append(total if first <= span[1] else None)
    return totals


def goals_of(codes: Sequence[str], today: date, user) -> dict[str, Decimal]:
    figures = [Figure(INDICATORS[code], None) for code in codes]
    figures_with_goals = with_goals(figures, today, user)
    return {
        figure.indicator.code: figure.goal.standing.goal
        for figure in figures_with_goals
        if figure.goal
    }


@dataclass(frozen=True)
class Weighing:
    """A project or lead that matters: ``chance`` in per cent, ``amount`` what it gives on the
    average.
    """

    record: Project | Lead
    link: str
    chance: int
    amount: Decimal

    @property
    def name(self) -> str:
        return self.record.title if isinstance(self.record, Lead) else self.record.name

    @property
    def in_words(self) -> str:
        return scaled(self.amount)


def weighing(row: Forecast | None, user, most: int) -> list[Weighing]:
    """Those that the person sees, the heaviest first."""
    weights = row.weights if row else []
    projects = _seen(Project, "project", weights, user)
    leads = _seen(Lead, "lead", [weight for weight in weights if not weight["project"]], user)
    weighings = []
    for weight in weights:
        record = projects.get(weight["project"]) or leads.get(weight["lead"])
        if record is not None and (weight["project"] is None) == isinstance(record, Lead):
            chance, amount = round(100 * weight["chance"]), Decimal(weight["amount"])
            weighings.append(Weighing(record, _link(record), chance, amount))
    return weighings[:most]


def _seen(model, name: str, weights: list[dict], user) -> dict:
    keys = [weight[name] for weight in weights if weight[name]]
    return model.objects.visible_to(user).in_bulk(keys) if keys else {}


def _link(record) -> str:
    return reverse(f"{record._meta.model_name}:inspect", args=[record.pk])
