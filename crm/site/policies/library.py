"""The list of policies: search, filters, and the commission policies beside them."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils import timezone

from commissions.models import PolicyVersion
from crm.core.models import Department

from ..models import PolicyKind, PolicyPage

A_PAGE = 20


@dataclass(frozen=True)
class PolicyFilter:
    """What a reader filters by."""

    words: str = ""
    kind: str = ""
    department: str = ""
    is_past: bool = False

    @classmethod
    def of(cls, query) -> "PolicyFilter":
        return cls(
            query.get("q", "").replace("\x00", "").strip()[:100],
            query.get("kind", "")[:20],
            query.get("department", "")[:10],
            query.get("past") == "1",
        )


def policies_of(index, user, asked: PolicyFilter):
    """The policies below the library ``index``, the newest first."""
    policies = PolicyPage.objects.visible_to(user).child_of(index)
    policies = policies.select_related("kind", "department", "locale").defer(
        "clauses", "conditions", "benefits", "interpretation", "questions"
    )
    if asked.is_past:
        policies = policies.exclude(pk__in=_current(policies).values("pk"))
    else:
        policies = _current(policies)
    if asked.kind:
        policies = policies.filter(kind__code=asked.kind)
    if asked.department.isdecimal():
        policies = policies.filter(department=asked.department)
    for word in asked.words.split()[:5]:
        policies = policies.filter(
            Q(title__icontains=word)
            | Q(title_en__icontains=word)
            | Q(intro__icontains=word)
            | Q(intro_en__icontains=word)
            | Q(document_number__icontains=word)
            | Q(clauses__icontains=word)
        )
    return policies.order_by("kind__place", "-issued_on", "pk")


def _current(policies):
    return policies.in_force().not_replaced()


def page_of(policies, number):
    return Paginator(policies, A_PAGE).get_page(number)


def kinds_in(index, user) -> list[PolicyKind]:
    """The kinds of which there are policies."""
    policies = PolicyPage.objects.visible_to(user).child_of(index)
    return list(PolicyKind.objects.filter(pk__in=policies.values("kind")))


def departments_in(index, user) -> list[Department]:
    policies = PolicyPage.objects.visible_to(user).child_of(index)
    return list(Department.objects.filter(pk__in=policies.values("department")))


def commission_versions(index) -> list[PolicyVersion]:
    """The version in force of each commission policy that the library shows, from its own
    record.
    """
    today = timezone.localdate()
    policies = index.commission_policies.all()
    versions = (
        PolicyVersion.objects.filter(policy__in=policies, state=PolicyVersion.State.PUBLISHED)
        .filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
        .select_related("policy")
        .order_by("policy_id", "-valid_from", "-pk")
        .distinct("policy_id")
    )
    return list(versions)
