"""Which of our parks fit a company, and what land is free there: on its page, and on the page for
the visit.
"""

from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from leads.fit.screens import add_offers
from leads.knowledge.sheet import add_to_sheet

from ..models import Park, ParkIndustry, Plot
from ..models.plot import SQM_PER_MU
from ..space.fit import suits

MOST_PARKS = 6


def fitting_parks(company, user) -> list[tuple[Park, ParkIndustry, Decimal]]:
    """The parks with an industry like the company's, with the land that is free there (mu)."""
    if not user.has_perm("parks.view_park") or company.industry_id is None:
        return []
    industries = ParkIndustry.objects.filter(park__in=Park.objects.visible_to(user))
    industry_name = company.industry.name
    by_park = {}
    for industry in industries.select_related("park").order_by("-role", "park__name"):
        if suits(industry, company.industry_id, industry_name):
            by_park.setdefault(industry.park, industry)
    free = _free_land(list(by_park)[:MOST_PARKS])
    parks = [(park, industry, free.get(park.pk, Decimal(0))) for park, industry in by_park.items()]
    return sorted(parks[:MOST_PARKS], key=lambda row: -row[2])


def _free_land(parks) -> dict[int, Decimal]:
    plots = Plot.objects.offered().filter(park__in=parks, kind=Plot.Kind.LAND)
    areas = plots.order_by().values("park").annotate(area=Sum("area_sqm"))
    return {area["park"]: area["area"] / SQM_PER_MU for area in areas}


def park_panel(company, user):
    rows = [
        (
            reverse("park:inspect", args=[park.pk]),
            [park, industry.name, industry.get_role_display(), f"{free:,.0f}"],
        )
        for park, industry, free in fitting_parks(company, user)
    ]
    titles = [_("park"), _("industry of the park"), _("role"), _("free land (mu)")]
    return [(_("Parks that fit"), titles, rows)]


def parks_on_sheet(company, user):
    lines = [
        _("%(park)s: %(industry)s (%(role)s), %(free)s mu free")
        % {
            "park": park,
            "industry": industry.name,
            "role": industry.get_role_display(),
            "free": f"{free:,.0f}",
        }
        for park, industry, free in fitting_parks(company, user)
    ]
    return {"title": _("Parks that fit"), "lines": lines} if lines else None


add_offers(park_panel)
add_to_sheet(parks_on_sheet)
