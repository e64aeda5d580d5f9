"""The figures of a park: land and plants in use, tax a mu, enterprises, promises that are not kept.
Areas are in mu or m², money in yuan. The parks within a park count to it.
"""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.money import plain, scaled
from crm.staff.record_parts import Figure

from ..models import Breach, Contribution, Enterprise, Park, Plot
from ..models.plot import SQM_PER_MU, PlotStatus
from ..models.standing import growth
from .promised import promised_tax_per_mu

LAND, PLANT = Plot.Kind.LAND, Plot.Kind.PLANT
TEN_THOUSAND, TENTH = Decimal(10_000), Decimal("0.1")


class Areas:
    """How many m² of which kind of space stand under which status, of plots that carry theirs."""

    def __init__(self, plots):
        self._found: Counter[tuple[str, str]] = Counter()
        for plot in plots:
            self._found[plot.kind, plot.status] += plot.area_sqm

    def of(self, kind: str, status: str) -> Decimal:
        return Decimal(self._found[kind, status])

    def whole(self, kind: str) -> Decimal:
        return sum(
            (area for (space_kind, _status), area in self._found.items() if space_kind == kind),
            Decimal(0),
        )


def in_unit(kind: str, area_sqm: Decimal) -> tuple[str, str]:
    """(number, unit): land in mu, plants in m² or ten thousand m²."""
    if kind == LAND:
        return _short(area_sqm / SQM_PER_MU), _("mu")
    if area_sqm >= TEN_THOUSAND:
        return _short(area_sqm / TEN_THOUSAND), _("ten thousand m²")
    return _short(area_sqm), _("m²")


def _short(number: Decimal) -> str:
    return plain(number.quantize(TENTH, rounding=ROUND_HALF_UP))


def _percent(part: Decimal, whole: Decimal) -> int:
    return int((part * 100 / whole).to_integral_value(ROUND_HALF_UP))


def free_space(areas: Areas) -> list[tuple[str, str]]:
    """[(what is free, how much of it)]."""
    kinds = ((LAND, _("free land")), (PLANT, _("free plants")))
    free = ((kind, label, areas.of(kind, PlotStatus.FREE)) for kind, label in kinds)
    return [(label, " ".join(in_unit(kind, area))) for kind, label, area in free if area]


def settled_in(park: Park, user) -> dict[str, int]:
    """How many enterprises the person sees there: ``all``, and ``new`` this year."""
    is_new = Q(registered_on__year=timezone.localdate().year)
    enterprises = Enterprise.objects.visible_to(user).of_park(park)
    return enterprises.aggregate(all=Count("*"), new=Count("pk", filter=is_new))


def figures_of_park(park: Park, user, areas: Areas, settled: dict[str, int] | None) -> list[Figure]:
    """``settled`` is None for those who may not see enterprises."""
    figures = [
        _in_use(areas, LAND, _("Land in use")),
        _in_use(areas, PLANT, _("Plants let")),
        _tax_per_mu(park, user, areas.of(LAND, PlotStatus.OCCUPIED)),
        _enterprises(settled),
        _not_kept(park, user),
    ]
    return [figure for figure in figures if figure]


def _in_use(areas: Areas, kind: str, label: str) -> Figure | None:
    whole, used = areas.whole(kind), areas.of(kind, PlotStatus.OCCUPIED)
    if not whole:
        return None
    percent = _percent(used, whole)
    reserved = areas.of(kind, PlotStatus.RESERVED)
    notes = [_("%(used)s of %(whole)s") % _parts(kind, used, whole)]
    if reserved:
        number, unit = in_unit(kind, reserved)
        notes.append(_("reserved %(area)s") % {"area": f"{number} {unit}"})
    link = f"?tab=plots&kind={kind}#tabs"
    return Figure(label, str(percent), "%", tuple(notes), link, percent=percent)


def _parts(kind, used, whole) -> dict[str, str]:
    """Both numbers in the unit of the whole."""
    number, unit = in_unit(kind, whole)
    if kind == PLANT and whole >= TEN_THOUSAND:
        return {"used": _short(used / TEN_THOUSAND), "whole": f"{number} {unit}"}
    return {"used": in_unit(kind, used)[0], "whole": f"{number} {unit}"}


def _tax_per_mu(park: Park, user, area_sqm: Decimal) -> Figure | None:
    """Verified tax of the last whole year on a mu of the land that is in use, beside what was
    promised and the year before.
    """
    if not area_sqm or not user.has_perm("parks.view_contribution"):
        return None
    today = timezone.localdate()
    tax, tax_before = _tax_of(park, today.year - 1)
    if not tax:
        return None
    tax_per_mu = tax / (area_sqm / SQM_PER_MU)
    number, unit = scaled(tax_per_mu).split(" ", 1)
    promised = promised_tax_per_mu(park, today)
    label = _("Tax a mu, %(year)d") % {"year": today.year - 1}
    notes = [_("promised %(amount)s") % {"amount": scaled(promised)}] if promised else []
    if (change := growth(tax_before, tax)) is not None:
        notes.append(_trend(change))
    percent = _percent(tax_per_mu, promised) if promised else None
    due = 100 if promised else None
    link = "?tab=money#tabs"
    return Figure(label, number, unit, tuple(notes), link, percent=percent, due_percent=due)


def _tax_of(park: Park, year: int) -> tuple[Decimal, Decimal | None]:
    """Of the year and of the one before."""
    of_park = Enterprise.objects.of_park(park).values("pk")
    tax = Contribution.objects.verified().filter(metric="tax", enterprise__in=of_park)
    sums = tax.filter(period_to__year__range=(year - 1, year)).aggregate(
        now=Sum("amount", filter=Q(period_to__year=year)),
        before=Sum("amount", filter=Q(period_to__year=year - 1)),
    )
    return sums["now"] or Decimal(0), sums["before"]


def _trend(change: Decimal):
    """Against the year before, in per cent."""
    way, tone = ("up", "good") if change >= 0 else ("down", "late")
    return format_html(
        '{} <span class="ds-trend ds-trend--{} {}">{}%</span>',
        _("on the year"),
        way,
        tone,
        _short(abs(change)),
    )


def _enterprises(settled: dict[str, int] | None) -> Figure | None:
    if settled is None:
        return None
    notes = (_("new this year: %(count)d") % {"count": settled["new"]},)
    unit = pgettext("unit", "enterprises")
    link = "?tab=enterprises#tabs"
    return Figure(_("Settled enterprises"), str(settled["all"]), unit, notes, link)


def _not_kept(park: Park, user) -> Figure | None:
    if not user.has_perm("parks.view_breach"):
        return None
    breaches = Breach.objects.visible_to(user).filter(
        state=Breach.State.OPEN, application__plot__in=Plot.objects.of_park(park)
    )
    counts = breaches.aggregate(
        all=Count("*"), projects=Count("application__project", distinct=True)
    )
    notes = (_("of %(count)d projects") % {"count": counts["projects"]},) if counts["all"] else ()
    link = f"{reverse('breach:index')}?state=open&application__plot__park={park.pk}"
    unit = pgettext("unit", "promises")
    return Figure(_("Promises not kept"), str(counts["all"]), unit, notes, link)
