"""How well an industry fits a park: by the codes of the park's
industries, or else by their words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.punctuation import labelled, listed
from leads.models.chain import words_of

from ..models import ParkIndustry


@dataclass(frozen=True)
class Fit:
    """``share`` of the best fit (1: a leading industry of the park), and the reason in words."""

    share: Decimal
    why: str


def matcher(park_industry: ParkIndustry) -> Callable[[str, str], bool]:
    """``suits`` of one industry of a park, prepared for asking it of many codes."""
    if codes := tuple(words_of(park_industry.industry_codes)):
        return lambda code, about: bool(code) and code.startswith(codes)
    name = park_industry.name
    pairs = [name[start : start + 2] for start in range(len(name) - 1)]
    return lambda code, about: any(pair in about for pair in pairs)


def suits(park_industry: ParkIndustry, code: str, about: str) -> bool:
    """Whether ``code`` (GB/T 4754) lies below one of its codes or, where it has none, a word of two
    characters of its name stands in ``about``.
    """
    return matcher(park_industry)(code, about)


def industries_by_park() -> dict[int, list[ParkIndustry]]:
    """{park: its industries}; a park within a park that names none
    has those of the park around it.
    """
    from ..models import Park

    by_park: dict[int, list[ParkIndustry]] = {}
    for industry in ParkIndustry.objects.all():
        by_park.setdefault(industry.park_id, []).append(industry)
    return {
        pk: by_park.get(pk) or by_park.get(parent, [])
        for pk, parent in Park.objects.values_list("pk", "parent")
    }


def industries_of(park) -> list[ParkIndustry]:
    """Those of one park, as in ``industries_by_park``."""
    industries = ParkIndustry.objects.filter(park__in=[park.pk, park.parent_id])
    of_park = [industry for industry in industries if industry.park_id == park.pk]
    return of_park or list(industries)


def fit_of(industries: list[ParkIndustry], code: str, about: str, auxiliary_share: Decimal) -> Fit:
    """``auxiliary_share`` (a fraction) is what a fit with an auxiliary industry is worth of one
    with a leading industry.
    """
    fitting = [industry for industry in industries if suits(industry, code, about)]
    for role, share in (
        (ParkIndustry.Role.LEADING, Decimal(1)),
        (ParkIndustry.Role.AUXILIARY, auxiliary_share),
    ):
        names = [industry.name for industry in fitting if industry.role == role]
        if names:
            return Fit(share, labelled(ParkIndustry.Role(role).label, listed(names)))
    return Fit(Decimal(0), _("none of the park's industries"))
