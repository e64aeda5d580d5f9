"""The industries of a park, and the plan's rule on their number: more are possible with a reason,
which is kept.
"""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Parameter
from crm.core.models.parameter import RULE_NUMBERS
from crm.core.punctuation import clauses, labelled
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Park, ParkIndustry


class AboveTheRule(Refused):
    """The plan allows no more industries of this role; a reason would overcome it."""


def most_of_each(park: Park) -> dict[str, int]:
    """{role: how many industries of it the plan allows a park of this level}, without the roles for
    which it names no number.
    """
    codes = {f"park_{role}_{park.level}": role for role in ParkIndustry.Role}
    known_codes = [code for code in codes if code in RULE_NUMBERS]
    return {
        codes[code]: int(number)
        for code, number in zip(known_codes, Parameter.several(*known_codes), strict=True)
    }


def excess(park: Park, role: str, count: int, allowed: dict[str, int] | None = None) -> str:
    """The warning for ``count`` industries of ``role``; "" within the rule."""
    most = (most_of_each(park) if allowed is None else allowed).get(role)
    if most is None or count <= most:
        return ""
    return _("%(role)s: %(count)d, the plan allows a %(level)s park %(most)d.") % {
        "role": ParkIndustry.Role(role).label,
        "count": count,
        "level": park.get_level_display(),
        "most": most,
    }


def warnings_of(park: Park) -> list[str]:
    """Where the park has more industries than the rule allows, with the reasons given."""
    warnings, allowed = [], most_of_each(park)
    for role in ParkIndustry.Role:
        industries = [industry for industry in park.industries.all() if industry.role == role]
        if warning := excess(park, role, len(industries), allowed):
            reasons = clauses(
                labelled(industry.name, industry.over_reason)
                for industry in industries
                if industry.over_reason
            )
            warnings.append(f"{warning} {reasons}".strip())
    return warnings


@as_one()
def set_industry(
    park: Park,
    *,
    by,
    name: str,
    role: str,
    industry_codes: str = "",
    reason: str = "",
    instead: ParkIndustry | None = None,
) -> ParkIndustry:
    """Add an industry, or change the one named by ``instead``.

    Raises NotPermitted, ValidationError, Refused for a name that is there, and AboveTheRule where
    the number needs a ``reason``.
    """
    if not by.has_perm("parks.change_parkindustry"):
        raise NotPermitted(_("You do not have the right to change the industries of parks."))
    Park.objects.select_for_update().get(pk=park.pk)
    others = park.industries.exclude(pk=instead.pk if instead else None)
    if others.filter(name=name).exists():
        raise Refused(_("%(name)s is an industry of this park already.") % {"name": name})
    warning = excess(park, role, others.filter(role=role).count() + 1)
    keeps_role = instead is not None and instead.role == role
    if warning and not keeps_role and not reason.strip():
        raise AboveTheRule(f"{warning} {_('Give a reason to go beyond it.')}")
    industry = instead or ParkIndustry(park=park)
    industry.name, industry.role, industry.industry_codes = name, role, industry_codes
    industry.over_reason = (
        (reason.strip() or (industry.over_reason if keeps_role else "")) if warning else ""
    )
    industry.full_clean()
    return save_as(
        industry,
        by=by,
        reason=f"{warning} {reason}".strip() if warning else _("industry of the park"),
    )
