"""The figures on the table of a meeting, kept with it: the page and the brief show them as they
were on their day, however the records move on.

``facts`` of a meeting: ``as_of`` and ``since`` (days), ``lights`` and ``lights_before`` {colour:
targets}, ``figures`` {indicator: value since the year began}, ``targets`` [{title, percent,
due_percent}] those furthest behind, ``decisions`` [{day, done, open}] of its last meetings,
``rest`` {part of the agenda: items left out}.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.charts import Chart, Role, Series, Shape
from crm.core.indicators.read import several
from crm.core.indicators.registry import INDICATORS
from crm.core.indicators.shown import Figure

from ..models import DispatchMeeting
from ..models.task import TaskState
from ..plan.standing import standings_of
from .agenda import Look
from .of_targets import furthest_behind

FIGURES = ("signed_projects", "signed_amount", "started_projects", "producing_projects", "paid_in")
LIGHTS = {
    "red": gettext_lazy("red"),
    "yellow": gettext_lazy("yellow"),
    "green": gettext_lazy("green"),
    "": gettext_lazy("no value yet"),
}
BARS, MEETINGS = 8, 6


def snapshot(look: Look, rest: dict[str, int]) -> dict:
    year = (look.day.replace(month=1, day=1), look.day)
    figures = several([code for code in FIGURES if code in INDICATORS], year, look.where)
    return {
        "as_of": look.day.isoformat(),
        "since": look.since.isoformat(),
        "lights": _lights(look.standings),
        "lights_before": _lights(standings_of(look.targets, look.since).values()),
        "figures": {
            code: None if value is None else f"{value:f}" for code, value in figures.items()
        },
        "targets": [
            {
                "title": str(standing.target),
                "percent": standing.percent,
                "due_percent": standing.due_percent,
            }
            for standing in furthest_behind(look)[:BARS]
        ],
        "decisions": _decisions(look),
        "rest": rest,
    }


def _lights(standings) -> dict[str, int]:
    counts = Counter(standing.light for standing in standings)
    return {colour: counts[colour] for colour in LIGHTS}


def _decisions(look: Look) -> list[dict]:
    """Of each of the last meetings that decided something, the earliest first."""
    not_cancelled = ~Q(decisions__task__state=TaskState.CANCELLED)
    rows = (
        DispatchMeeting.objects.over()
        .filter(body=look.body, meets_on__lt=look.day, decisions__task__isnull=False)
        .annotate(
            whole=Count("decisions", filter=not_cancelled),
            done=Count("decisions", filter=Q(decisions__task__state=TaskState.ACCEPTED)),
        )
        .order_by("-meets_on")[:MEETINGS]
    )
    return [
        {"day": row.meets_on.isoformat(), "done": row.done, "open": row.whole - row.done}
        for row in reversed(rows)
    ]


@dataclass(frozen=True)
class Snapshot:
    """The same facts as a page shows them."""

    facts: dict

    @property
    def figures(self) -> list[Figure]:
        amounts = self.facts.get("figures", {})
        return [
            Figure(INDICATORS[code], None if value is None else Decimal(value))
            for code, value in amounts.items()
            if code in INDICATORS
        ]

    @property
    def lights(self) -> Counter:
        return Counter(self.facts.get("lights", {}))

    def charts(self) -> list[Chart]:
        charts = (self._lights(), self._targets(), self._decisions())
        return [chart for chart in charts if not chart.is_empty]

    def _lights(self) -> Chart:
        now, before = self.lights, Counter(self.facts.get("lights_before", {}))
        colours = [colour for colour in LIGHTS if colour or now[colour] or before[colour]]
        series = [
            Series(_("at the meeting before"), [before[colour] for colour in colours], Role.BEFORE),
            Series(pgettext("chart", "now"), [now[colour] for colour in colours], Role.NOW),
        ]
        labels = [str(LIGHTS[colour]) for colour in colours]
        unit = pgettext("unit of a count", "targets")
        return Chart(_("Lights of the targets"), labels, series, Shape.COLUMNS, unit=unit)

    def _targets(self) -> Chart:
        rows = self.facts.get("targets", [])
        series = [
            Series(_("part of the way"), [row["percent"] for row in rows], Role.NOW),
            Series(_("due by now"), [row["due_percent"] for row in rows], Role.TARGET),
        ]
        labels = [row["title"] for row in rows]
        return Chart(_("Targets furthest behind"), labels, series, Shape.BARS, unit="%")

    def _decisions(self) -> Chart:
        rows = self.facts.get("decisions", [])
        series = [
            Series(_("carried out"), [row["done"] for row in rows], Role.NOW),
            Series(_("not carried out"), [row["open"] for row in rows], Role.SECOND),
        ]
        labels = [row["day"] for row in rows]
        unit = pgettext("unit of a count", "decisions")
        return Chart(_("Decisions by meeting"), labels, series, Shape.COLUMNS, unit=unit)
