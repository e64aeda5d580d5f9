"""The group of a company: who stands above it, beside it and below it, and how near to us they
are; besides those that belong to it by their names alone.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from crm.core.models import Parameter

from ..models import Company, CompanyRelation, MatchCandidate, Project
from ..naming.likeness_kinds import RELATED

LEVELS = 4
MOST = 100  # members of one level that are shown


@dataclass(frozen=True)
class Member:
    """A company of the group; ``depth`` is 0 for the topmost one."""

    company: Company
    depth: int
    where: str
    is_settled: bool


@dataclass(frozen=True)
class ByName:
    """Belongs to the group by its name; nobody has said so yet."""

    company: Company
    candidate: MatchCandidate


def home() -> str:
    """The code of the city, by GB/T 2260; "" as long as none is set."""
    code = Parameter.whole("home_region")
    return f"{code:06d}" if code else ""


def nearness(region: str | None, city: str) -> str:
    """Where a company sits, seen from the city; "" where one of the two is not known."""
    if not (region and city):
        return ""
    if region.startswith(city[:4]):
        return _("in the city")
    if region.startswith(city[:2]):
        return _("in the province")
    return ""


def tree_of(company: Company) -> list[Member]:
    """The whole group, each member under its parent; [] for a company that stands alone."""
    top = [company, *company.groups_above()][-1]
    children_of, level = {}, [top]
    for _depth in range(LEVELS):
        children = Company.objects.filter(parent__in=level).order_by("name")
        level = list(children.select_related("region")[:MOST])
        for child in level:
            children_of.setdefault(child.parent_id, []).append(child)
        if not level:
            break
    if not children_of:
        return []
    keys = [top.pk, *(child.pk for children in children_of.values() for child in children)]
    settled = set(Project.objects.settled().filter(company__in=keys).values_list("company", flat=1))
    city = home()
    return [
        Member(member, depth, nearness(member.region_id, city), member.pk in settled)
        for member, depth in _in_order(top, children_of, 0)
    ]


def _in_order(company, children_of, depth):
    yield company, depth
    for child in children_of.get(company.pk, ()):
        yield from _in_order(child, children_of, depth + 1)


def by_name(company: Company) -> list[ByName]:
    """Groups, members and branches that the search for duplicates learnt from the names, and that
    nobody has held for strangers.
    """
    candidates = (
        MatchCandidate.objects.filter(Q(company=company) | Q(other=company), kind__in=RELATED)
        .exclude(verdict=MatchCandidate.Verdict.DIFFERENT)
        .select_related("company__region", "other__region")[:MOST]
    )
    pairs = [
        (candidate, candidate.other if candidate.company_id == company.pk else candidate.company)
        for candidate in candidates
    ]
    return [
        ByName(other, candidate)
        for candidate, other in pairs
        if other.parent_id != company.pk and company.parent_id != other.pk
    ]


def relations_of(company: Company, *kinds) -> list[CompanyRelation]:
    """The newest of those in which the company is either side."""
    relations = CompanyRelation.objects.filter(Q(company=company) | Q(other=company))
    relations = relations.filter(kind__in=kinds) if kinds else relations
    return list(relations.select_related("company__region", "other__region", "entered_by")[:MOST])
