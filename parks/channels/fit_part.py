"""Whether a company fits one of our parks by its industry: a part of its score."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.models import Parameter
from leads.fit.registry import Part, best_of, by_industry, register_part
from leads.models import Industry

from ..models import ParkIndustry
from ..space.fit import matcher


def _share(industry: ParkIndustry, auxiliary: Decimal) -> Decimal:
    return Decimal(1) if industry.role == ParkIndustry.Role.LEADING else auxiliary


def best_parks() -> dict[str, tuple[Decimal, dict]]:
    """{code of an industry: (share, the park and its industry)}, for all industries there are."""
    auxiliary = Parameter.get("match_auxiliary_share") / 100
    offered = [
        (matcher(industry), _share(industry, auxiliary), _why(industry))
        for industry in ParkIndustry.objects.select_related("park").order_by("pk")
    ]
    best_by_code = {}
    for code, name in Industry.objects.values_list("code", "name"):
        best = best_of((share, why) for matches, share, why in offered if matches(code, name))
        if best:
            best_by_code[code] = best
    return best_by_code


def _why(industry: ParkIndustry) -> dict:
    return {"park": industry.park.name, "industry": industry.name, "role": industry.role}


def sentence(why: dict) -> str:
    facts = {**why, "role": ParkIndustry.Role(why["role"]).label}
    return _("Its industry is one of %(park)s: %(industry)s (%(role)s).") % facts


def register():
    register_part(
        Part(
            "park",
            gettext_lazy("Industry of our parks"),
            20,
            lambda among: by_industry("park", best_parks(), among),
            sentence,
        )
    )
