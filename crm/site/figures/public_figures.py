"""Every figure that the site tells: its value, its day, and how it is worked out. Worked out anew
at most every ten minutes; the moment stands beside it. Figures that the bureau's own screens show
too come from the registry of indicators, in which those of the site alone are entered
(``crm/site/indicators.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.indicators.read import value_of
from crm.core.indicators.registry import Span
from leads.models import Channel, Clock, Project

from ..kept import keep
from ..models import ParkPage
from .kept import clocks_kept, handed_over, messages_kept
from .space import FreeSpace, free_by_park
from .times import STEPS, WHOLE, Took, days_of_projects, first_year, took

KEPT_SECONDS = 600
KEY = "site-figures"
OF_LISTS = {"channel": [Channel.LIST500.value]}


@dataclass(frozen=True)
class Measured:
    """The figures of one moment."""

    at: datetime
    whole: Took
    steps: tuple[Took, ...]
    settled: int
    of_lists: int
    free: FreeSpace
    free_by_park: dict[int, FreeSpace]
    answered: float | None
    judged: float | None
    handed_over: int
    requests: int | None


@dataclass(frozen=True)
class Figure:
    """One figure in words; ``value`` is None where nothing can be told yet."""

    code: str
    label: str
    value: object
    unit: str
    definition: str


def measured() -> Measured:
    return keep(KEY, measure, KEPT_SECONDS)


def measure() -> Measured:
    today, days = timezone.localdate(), days_of_projects()
    free = free_by_park()
    answered = clocks_kept(Clock.Kind.RESPOND, today) + messages_kept(today)
    return Measured(
        at=timezone.now(),
        whole=took(WHOLE, days),
        steps=tuple(took(step, days) for step in STEPS),
        settled=_settled_since(first_year(today)),
        of_lists=int(value_of("signed_projects", _year(today), OF_LISTS) or 0),
        free=sum((free[park] for park in _parks_on_the_site() if park in free), FreeSpace()),
        free_by_park=dict(free),
        answered=answered.percent,
        judged=clocks_kept(Clock.Kind.JUDGE, today).percent,
        handed_over=handed_over(today),
        requests=_whole(value_of("in_time", _year(today))),
    )


def _settled_since(year: int) -> int:
    projects = Project.objects.counted().settled().filter(signed_on__year__gte=year)
    return projects.values("company").distinct().count()


def _year(today: date) -> Span:
    return date(today.year, 1, 1), date(today.year, 12, 31)


def _whole(percent: Decimal | None) -> int | None:
    return None if percent is None else int(percent.quantize(Decimal(1), ROUND_HALF_UP))


def _parks_on_the_site() -> set[int]:
    """Parks that have a page; one that lies within another of them counts with that one."""
    parents = dict(ParkPage.objects.live().values_list("park", "park__parent"))
    return {park for park, parent in parents.items() if parent not in parents}


PERCENT, DAYS = _("%"), _("days")


@dataclass(frozen=True)
class PublicFigure:
    """A figure that the site tells, and how it is read from the measures of a moment."""

    code: str
    label: str
    unit: str
    definition: str
    read: Callable[[Measured], object]


def _of_step(place: int) -> PublicFigure:
    return PublicFigure(
        STEPS[place].code,
        STEPS[place].label,
        DAYS,
        _(
            "The median of the days between the two dated facts, over the projects that have both. "
            "Only projects signed in this and the last three years count, and no capital increases."
        ),
        lambda measures: measures.steps[place].days,
    )


PUBLIC_FIGURES = (
    PublicFigure(
        "whole",
        _("First talk to production"),
        _("months"),
        _(
            "The median of the days from the moment at which the lead was received to the day "
            "on which production started, over the projects that have both. Only projects "
            "signed in this and the last three years count, and no capital increases."
        ),
        lambda measures: measures.whole.months,
    ),
    *(_of_step(place) for place in range(len(STEPS))),
    PublicFigure(
        "settled",
        _("Enterprises that settled in the last three years"),
        _("enterprises"),
        _(
            "Companies with a project that was signed in this or the last three years and has "
            "entered a park; each counts once."
        ),
        lambda measures: measures.settled,
    ),
    PublicFigure(
        "of_lists",
        _("Projects of the three 500 lists this year"),
        pgettext_lazy("how many", "projects"),
        _("Projects signed this year that were won by the three 500 lists, and not given up."),
        lambda measures: measures.of_lists,
    ),
    PublicFigure(
        "free_land",
        _("Industrial land that is free now"),
        _("mu"),
        _(
            "The area of all plots of land in the parks of this site that no enterprise holds, "
            "nobody has reserved and nothing holds back at this moment. 15 mu are a hectare."
        ),
        lambda measures: measures.free.land.mu,
    ),
    PublicFigure(
        "answered_in_time",
        _("Answered in time this year"),
        PERCENT,
        _(
            "Of what agencies, referrers and this site brought this year and what is answered "
            "or overdue: the share that was answered by the day that was due when it came."
        ),
        lambda measures: measures.answered,
    ),
    PublicFigure(
        "requests_in_time",
        _("Requests of enterprises answered in time"),
        PERCENT,
        _(
            "Of the requests that were answered this year: the share that was answered within the "
            "working days promised for their kind."
        ),
        lambda measures: measures.requests,
    ),
    PublicFigure(
        "judged_in_time",
        _("Judged in time this year"),
        PERCENT,
        _(
            "Of the registrations of this year that are judged or overdue: the share that was "
            "judged by the day that was due."
        ),
        lambda measures: measures.judged,
    ),
    PublicFigure(
        "handed_over",
        _("Changes of the officer in charge this year"),
        pgettext_lazy("how often", "times"),
        _(
            "How often a lead or a project was handed over to another department, always "
            "with a reason."
        ),
        lambda measures: measures.handed_over,
    ),
)


def figures(measures: Measured) -> list[Figure]:
    return [
        Figure(figure.code, figure.label, figure.read(measures), figure.unit, figure.definition)
        for figure in PUBLIC_FIGURES
    ]
