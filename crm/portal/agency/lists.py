"""Lists of everything an agent has of one kind, with pages and a search in the agent's
own words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commissions.models import IssuedDocument, Statement
from leads.models import Lead, Project, Registration

from ..who import for_agents

PER_PAGE, LONGEST, MOST_WORDS = 30, 100, 6


@dataclass(frozen=True)
class Kind:
    """``fields`` hold what the agent itself wrote or was given; what the bureau knows a company as
    is not among them.
    """

    title: Promise
    rows: Callable
    fields: tuple[str, ...]
    card: str


def registrations(user, agent):
    return Registration.objects.visible_to(user).filter(agent=agent).select_related("lead")


def leads_alone(user, agent):
    """Leads that it brought before it registered them itself."""
    return (
        Lead.objects.visible_to(user)
        .filter(agent=agent)
        .exclude(registrations__in=registrations(user, agent))
        .select_related("company")
    )


def projects(user, agent):
    return Project.objects.visible_to(user).filter(referrals__agent=agent).select_related("company")


def statements(user, agent):
    return Statement.objects.visible_to(user).filter(payee=agent).select_related("payee")


def documents(user, agent):
    return IssuedDocument.objects.visible_to(user).filter(agent=agent)


OWN_LISTS = {
    "registrations": Kind(
        _("Companies reported"),
        registrations,
        ("number", "company_name", "title"),
        "portal/_registration.html",
    ),
    "leads": Kind(_("Leads"), leads_alone, ("number", "title"), "portal/_lead.html"),
    "projects": Kind(_("Projects"), projects, ("number", "name"), "portal/_project.html"),
    "statements": Kind(_("Statements"), statements, ("number", "title"), "portal/_statement.html"),
    "documents": Kind(_("Documents"), documents, ("number",), "portal/_document.html"),
}


@for_agents
def everything(request, agent, kind):
    if kind not in OWN_LISTS:
        raise Http404
    typed = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    rows = OWN_LISTS[kind].rows(request.user, agent)
    for word in typed.split()[:MOST_WORDS]:
        rows = rows.filter(_holding(OWN_LISTS[kind].fields, word))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "portal/list.html", {"kind": OWN_LISTS[kind], "page": page, "typed": typed}
    )


def _holding(fields, word) -> Q:
    conditions = Q()
    for name in fields:
        conditions |= Q(**{f"{name}__icontains": word})
    return conditions
