"""What we know of a lead, a project, a settled enterprise or a company, in the words of the
matching. Nothing of it is asked again.
"""

from collections import defaultdict
from decimal import Decimal
from functools import singledispatch

from django.utils import timezone

from commissions.engine.vocabulary import LISTS
from commissions.settlement.amounts import amounts_of
from leads.models import Company, Lead, Project
from parks.models import CultivationList, Enterprise, Member, Park
from parks.models.standing import years_between

from ..matching import Facts
from ..matching.stored import from_stored, to_stored
from ..models import PolicyFact

OURS = "中国"  # how companies of the country itself are stored
PROVINCE = 2  # digits of GB/T 2260
# Of these a whole year counts; of all others what came in so far.
OF_A_YEAR = ("revenue", "output", "total_tax", "local_tax", "wages", "rent")
AS_LAST_TOLD = ("jobs",)


@singledispatch
def facts_of(record) -> Facts:
    """All that is known of ``record`` today."""
    raise TypeError(f"no facts are known of {type(record).__name__}")


@facts_of.register
def _of_company(company: Company) -> Facts:
    enterprise = Enterprise.objects.filter(company=company).order_by("-registered_on").first()
    return facts_of(enterprise) if enterprise else _facts(_known_of(company))


@facts_of.register
def _of_lead(lead: Lead) -> Facts:
    known = _known_of(lead.company) if lead.company_id else {}
    of_lead = {"industry": lead.industry_id, "total_investment": lead.investment}
    return _facts(known | _without_gaps(of_lead))


@facts_of.register
def _of_project(project: Project) -> Facts:
    enterprise = Enterprise.objects.filter(project=project).first()
    return facts_of(enterprise) if enterprise else _facts(_known_of_project(project))


@facts_of.register
def _of_enterprise(enterprise: Enterprise) -> Facts:
    today = timezone.localdate()
    known = _known_of_project(enterprise.project) | _lists_of(enterprise)
    if enterprise.park.region_id:
        known |= {"region": enterprise.park.region_id}
    return _facts(known | _sums(amounts_of([enterprise.project_id])[enterprise.project_id], today))


def _known_of_project(project) -> dict:
    of_project = {
        "industry": project.industry_id,
        "total_investment": project.contract_amount or project.investment,
        "capital_from": "foreign" if project.is_foreign else None,
    }
    return _known_of(project.company) | _without_gaps(of_project)


def _known_of(company) -> dict:
    """What the company's own record and earlier answers say; newer facts come over it."""
    answers = dict(PolicyFact.objects.filter(company=company).values_list("name", "value"))
    of_company = {
        "industry": company.industry_id,
        "list500": frozenset(company.list_kinds() & set(LISTS)),
        "capital_from": _origin(company),
        "years_here": _years_here(company),
    }
    stored = from_stored(answers, timezone.localdate()).values
    return _without_gaps(of_company) | dict(stored)


def _years_here(company) -> Decimal:
    """Whole years since its first enterprise was registered here; 0 while there is none."""
    first = company.enterprises.order_by("registered_on").first()
    if first is None:
        return Decimal(0)
    return Decimal(years_between(first.registered_on, timezone.localdate()))


def _origin(company) -> str | None:
    """Where its capital comes from, as far as its seat says."""
    if company.country and company.country != OURS:
        return "foreign"
    home = _province()
    if not company.region_id or not home:
        return None
    return "same_province" if company.region_id[:PROVINCE] == home else "other_province"


def _province() -> str:
    """The first digits of our own region, by the parks; "" while none has one."""
    code = Park.objects.exclude(region=None).values_list("region_id", flat=True).first()
    return code[:PROVINCE] if code else ""


def _lists_of(enterprise) -> dict[str, bool]:
    """On which cultivation lists it stands; a policy asks for them as for a qualification."""
    members = Member.objects.filter(enterprise=enterprise, state="listed")
    kinds = set(members.values_list("cultivation_list__kind", flat=True))
    return {kind: kind in kinds for kind in CultivationList.Kind.values if kind != "listing"}


def _sums(contributions, today) -> dict[str, Decimal]:
    """What was verified, by metric: in all, of the last whole year, or as last told."""
    by_metric = defaultdict(list)
    for contribution in contributions:
        by_metric[contribution.metric].append(contribution)
    sums = {metric: _sum_of(metric, group, today) for metric, group in by_metric.items()}
    land = sums.pop("land", Decimal(0))
    if "fixed_assets" in sums:
        sums["fixed_assets"] -= land or Decimal(0)
    return _without_gaps(sums)


def _sum_of(metric, contributions, today) -> Decimal | None:
    if metric in AS_LAST_TOLD:
        return max(contributions, key=lambda contribution: contribution.on).amount
    if metric in OF_A_YEAR:
        contributions = [
            contribution for contribution in contributions if contribution.on.year == today.year - 1
        ]
        if not contributions:
            return None
    return sum((contribution.amount for contribution in contributions), Decimal(0))


def _without_gaps(values: dict) -> dict:
    return {name: value for name, value in values.items() if value is not None}


def _facts(values: dict) -> Facts:
    return Facts(timezone.localdate(), values)


__all__ = ["facts_of", "to_stored"]
