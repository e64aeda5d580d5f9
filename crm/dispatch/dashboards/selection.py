"""What a dashboard is asked for: which part of the city, over which days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from crm.core.indicators.registry import Span
from crm.core.indicators.shown import year_earlier
from leads.models import Chain, Region
from parks.models import Park

THIS_YEAR = "year"


@dataclass(frozen=True)
class Period:
    """``days`` until today, with the same days of the year before (of three years: none)."""

    code: str
    label: str
    days: Span
    before: Span | None


def periods(today: date) -> list[Period]:
    begins = {
        THIS_YEAR: (_("this year"), today.replace(month=1, day=1)),
        "quarter": (
            _("this quarter"),
            today.replace(month=today.month - (today.month - 1) % 3, day=1),
        ),
        "month": (_("this month"), today.replace(day=1)),
    }
    current_periods = [
        Period(code, label, (first, today), (year_earlier(first), year_earlier(today)))
        for code, (label, first) in begins.items()
    ]
    since = date(today.year - 2, 1, 1)
    return [*current_periods, Period("three", _("three years"), (since, today), None)]


@dataclass(frozen=True)
class Scope:
    """A part of the city: ``where`` is what figures are narrowed to."""

    code: str
    label: str
    where: Mapping[str, list]


CITY = Scope("city", _("the whole city"), {})


def own_scope(user) -> Scope:
    """What a person looks at first: the city, their own park, or else their own department. Kept
    with the user, since every part of a page asks for it.
    """
    if not hasattr(user, "_own_scope"):
        user._own_scope = _own_scope(user)
    return user._own_scope


def _own_scope(user) -> Scope:
    if user.has_perm("leads.view_every_project"):
        return CITY
    parks = Park.objects.visible_to(user).filter(department=user.department)
    keys = [park.parent_id or park.pk for park in parks]
    if keys:
        return Scope("own", str(user.department), {"park": sorted(set(keys))})
    return Scope("own", str(user.department or ""), {"department": user.department_ids})


def scopes(user) -> list[tuple[str, list[Scope]]]:
    """[(heading, parts of the city)]: what may be looked at."""
    own_part = own_scope(user)
    parks = Park.objects.visible_to(user).filter(parent=None)
    districts = Region.objects.filter(park__in=parks).distinct()
    chains = Chain.objects.visible_to(user)
    return [
        (_("Own"), [] if own_part is CITY else [own_part]),
        (
            _("Districts"),
            [
                Scope(f"district-{district.pk}", str(district), {"district": [district.pk]})
                for district in districts
            ],
        ),
        (_("Parks"), [Scope(f"park-{park.pk}", str(park), {"park": [park.pk]}) for park in parks]),
        (
            _("Industrial chains"),
            [Scope(f"chain-{chain.pk}", str(chain), {"chain": [chain.pk]}) for chain in chains],
        ),
    ]


@dataclass(frozen=True)
class Selection:
    user: object
    period: Period
    scope: Scope
    periods: list[Period]
    scopes: list[tuple[str, list[Scope]]]

    @property
    def is_this_year_of_the_city(self) -> bool:
        """What the plan sets its goals for."""
        return self.period.code == THIS_YEAR and not self.scope.where

    def address(self, **other) -> str:
        """The query of this dashboard with something else in it."""
        return "?" + urlencode({"days": self.period.code, "of": self.scope.code, **other})


def selection_from(user, query, today: date) -> Selection:
    """What ``query`` names, or this year of what is the person's own."""
    all_periods, all_scopes = periods(today), scopes(user)
    period = next(
        (period for period in all_periods if period.code == query.get("days")), all_periods[0]
    )
    parts = [part for _heading, group in all_scopes for part in group]
    parts_by_code = {part.code: part for part in (CITY, *parts)}
    scope = parts_by_code.get(query.get("of", "own"), parts[0] if all_scopes[0][1] else CITY)
    return Selection(user, period, scope, all_periods, all_scopes)
