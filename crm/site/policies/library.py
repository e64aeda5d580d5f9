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
class Asked:
    """What a reader filters by."""

    words: str = ""
    kind: str = ""
    department: str = ""
    is_past: bool = False

    @classmethod
    def of(cls, query) -> "Asked":
        return cls(
            query.get("q", "").replace("\x00", "").strip()[:100],
            query.get("kind", "")[:20],
            query.get("department", "")[:10],
            query.get("past") == "1",
        )


def policies_of(index, user, asked: Asked):
    """The policies below the library ``index``, the newest first."""
    found = PolicyPage.objects.visible_to(user).child_of(index)
    found = found.select_related("kind", "department", "locale").defer(
        "clauses", "conditions", "benefits", "interpretation", "questions"
    )
    if asked.is_past:
        found = found.exclude(pk__in=_current(found).values("pk"))
    else:
        found = _current(found)
    if asked.kind:
        found = found.filter(kind__code=asked.kind)
    if asked.department.isdecimal():
        found = found.filter(department=asked.department)
    for word in asked.words.split()[:5]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(title_en__icontains=word)
            | Q(intro__icontains=word)
            | Q(intro_en__icontains=word)
            | Q(document_number__icontains=word)
            | Q(clauses__icontains=word)
        )
    return found.order_by("kind__place", "-issued_on", "pk")


def _current(found):
    return found.in_force().not_replaced()


def page_of(found, number):
    return Paginator(found, A_PAGE).get_page(number)


def kinds_in(index, user) -> list[PolicyKind]:
    """The kinds of which there are policies."""
    below = PolicyPage.objects.visible_to(user).child_of(index)
    return list(PolicyKind.objects.filter(pk__in=below.values("kind")))


def departments_in(index, user) -> list[Department]:
    below = PolicyPage.objects.visible_to(user).child_of(index)
    return list(Department.objects.filter(pk__in=below.values("department")))


def commission_versions(index) -> list[PolicyVersion]:
    """The version in force of each commission policy that the library shows, from its own
    record.
    """
    today = timezone.localdate()
    chosen = index.commission_policies.all()
    versions = (
        PolicyVersion.objects.filter(policy__in=chosen, state=PolicyVersion.State.PUBLISHED)
        .filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
        .select_related("policy")
        .order_by("policy_id", "-valid_from", "-pk")
        .distinct("policy_id")
    )
    return list(versions)
