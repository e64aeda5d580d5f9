"""A lead's needs against all free space in all parks: hard conditions are met or not, wishes earn
points, and every point has its reason.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.models import Parameter

from ..models import Plot, SpaceNeed
from ..models.plot import SpaceQualities
from .fit import Fit, fit_of, industries_by_park

TENTH = Decimal("0.1")
# Condition of the need → field of the plot; "least": the plot has as much at least, "most": no
# more, "same": the very same.
LEAST = {name: name for name in ("area_sqm", *SpaceQualities.QUALITIES)}
MOST = {"area_most_sqm": "area_sqm", "price_most": "price_per_sqm", "rent_most": "rent_per_sqm"}
SAME = {"kind": "kind", "zoning": "zoning", "park": "park"}


@dataclass(frozen=True)
class Weights:
    """Points of the industry's fit and of each wish; ``auxiliary`` is a fraction."""

    industry: Decimal
    wish: Decimal
    auxiliary: Decimal

    @classmethod
    def in_force(cls):
        industry, wish, share = Parameter.several(
            "match_industry_weight", "match_wish_weight", "match_auxiliary_share"
        )
        return cls(industry, wish, share / 100)


@dataclass(frozen=True)
class Line:
    """One condition on one plot. ``share`` (0 to 1) says how far it is met; a hard one earns no
    points, it is met or not.
    """

    label: str
    wanted: str
    has: str
    is_hard: bool
    share: Decimal
    weight: Decimal

    @property
    def is_met(self) -> bool:
        return self.share == 1

    @property
    def points(self) -> Decimal:
        return (self.share * self.weight).quantize(TENTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Match:
    """A plot with its lines; ``score`` is of 100."""

    plot: Plot
    lines: list[Line]

    @property
    def misses(self) -> list[Line]:
        return [line for line in self.lines if line.is_hard and not line.is_met]

    @property
    def wishes(self) -> list[Line]:
        return [line for line in self.lines if not line.is_hard]

    @property
    def score(self) -> Decimal:
        total = sum((wish.weight for wish in self.wishes), Decimal(0))
        earned = sum((wish.share * wish.weight for wish in self.wishes), Decimal(0))
        return (
            (earned * 100 / total).quantize(TENTH, rounding=ROUND_HALF_UP)
            if total
            else Decimal(100)
        )


def spaces_for(need: SpaceNeed) -> QuerySet:
    """What is free on the day from which it is needed; kept for the lead itself counts as free."""
    day = max(need.needed_on or timezone.localdate(), timezone.localdate())
    reserved = need.lead.reservations.holding().values("plot")
    return Plot.objects.filter(
        Q(pk__in=Plot.objects.offered(day).values("pk")) | Q(pk__in=reserved)
    ).select_related("park__parent")


def find_space(need: SpaceNeed, spaces) -> tuple[list[Match], list[Match]]:
    """(the plots that meet every hard condition, the best first; those that fail, the ones with the
    fewest misses first).
    """
    weights, industries = Weights.in_force(), industries_by_park()
    matches = [match_of(need, plot, industries[plot.park_id], weights) for plot in spaces]
    good = sorted(
        (match for match in matches if not match.misses),
        key=lambda match: (-match.score, match.plot.park.name, match.plot.code),
    )
    bad = sorted(
        (match for match in matches if match.misses),
        key=lambda match: (len(match.misses), -match.score, match.plot.park.name, match.plot.code),
    )
    return good, bad


def match_of(need: SpaceNeed, plot: Plot, industries, weights: Weights) -> Match:
    """``industries`` are those of the plot's park."""
    lead = need.lead
    text = f"{lead.industry or ''} {lead.content} {lead.title}"
    fit = fit_of(industries, lead.industry_id or "", text, weights.auxiliary)
    return Match(plot, lines_of(need, plot, fit, str(lead.industry or "—"), weights))


def lines_of(need: SpaceNeed, plot: Plot, fit: Fit, industry: str, weights: Weights) -> list[Line]:
    """The stated conditions in the order of the form, then the fit of industries."""
    names = [name for name in SpaceNeed.CONDITIONS if getattr(need, name) not in (None, "")]
    lines = [_line(need, plot, name, weights.wish) for name in names]
    return [*lines, Line(_("industry"), industry, fit.why, False, fit.share, weights.industry)]


def _line(need, plot, name, weight) -> Line:
    wanted, has = getattr(need, name), getattr(plot, (LEAST | MOST | SAME)[name])
    is_known = has not in (None, "")
    label = str(SpaceNeed._meta.get_field(name).verbose_name)
    return Line(
        label,
        _words(need, name, wanted),
        _words(plot, SAME.get(name, ""), has) if is_known else _("not recorded"),
        name in need.musts,
        _share(name, wanted, has) if is_known else Decimal(0),
        weight,
    )


def _share(name, wanted, has) -> Decimal:
    """1 where the condition is met; else, for numbers, the part of it that is: 80 of 100, or 100 of
    125 where less is wanted.
    """
    if name in SAME:
        return Decimal(wanted == has or (name == "park" and has.parent_id == wanted.pk))
    if name in LEAST:
        return Decimal(1) if has >= wanted else has / wanted
    return Decimal(1) if has <= wanted else wanted / has


def _words(record, name, value) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    display = getattr(record, f"get_{name}_display", None)
    return str(display()) if display else str(value)
