"""One printed page about a company, for the visit: an A4 sheet that the browser prints."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from crm.core.sight import sight_of

from ..models import Acquaintance, Company, CompanyNote, Contact, Lead, LinkCompany, Project
from ..models.knowledge import CompanyRelation, old_before
from .group import relations_of, tree_of
from .places import places_of
from .ways import ways_to

MOST_PLACES, MOST_NOTES, MOST_LINES = 6, 5, 6
TRADE = (CompanyRelation.Kind.SUPPLIER, CompanyRelation.Kind.CUSTOMER)
SHEET_PARTS = []  # functions (company, user) → {"title", "lines"} of rooms that lie above


def add_to_sheet(*parts):
    """What rooms above add: each is called with (company, user) and returns (title, lines)."""
    SHEET_PARTS.extend(parts)


def sheet(request, pk):
    company = get_object_or_404(
        Company.objects.visible_to(request.user).select_related("industry", "region", "parent"),
        pk=pk,
    )
    if not request.user.has_perm("leads.view_company"):
        raise PermissionDenied
    return render(request, "leads/knowledge/sheet.html", facts_of(company, request))


def facts_of(company, request) -> dict:
    user, old, sight = request.user, old_before(), sight_of(request)
    places, gone = places_of(company)
    contacts = Contact.objects.visible_to(user).filter(company=company)
    return {
        "company": company,
        "today": timezone.localdate(),
        "printed_by": user,
        "places": places[:MOST_PLACES],
        "gone": gone,
        "links": LinkCompany.objects.filter(company=company).select_related("link__chain"),
        "group": [each for each in tree_of(company) if each.where or each.is_settled][:MOST_LINES],
        "relations": [
            (*each.seen_from(company), each, each.said_on < old)
            for each in relations_of(company, *TRADE)[:MOST_LINES]
        ],
        "notes": [
            (each, each.noted_on < old)
            for each in CompanyNote.objects.filter(company=company)[:MOST_NOTES]
        ],
        "leads": _with(Lead, company, user),
        "projects": _with(Project, company, user),
        "contacts": contacts[:MOST_LINES],
        "ways": [_in_words(way, sight) for way in ways_to(company, user)[:3]],
        "known": _known(company, user, sight),
        "parts": [part for part in (build(company, user) for build in SHEET_PARTS) if part],
    }


def _with(model, company, user):
    seen = model.objects.visible_to(user).filter(company=company)
    return seen.select_related("owner")[:MOST_LINES]


def _known(company, user, sight):
    known = Acquaintance.objects.visible_to(user).usable().filter(company=company)
    people = known.select_related("native", "contact", "agent", "colleague")[:MOST_LINES]
    return [(sight.label(person.person), person) for person in people]


def _in_words(way, sight) -> str:
    names = [sight.label(way.person)] if way.person else []
    return " → ".join([*names, *(company.name for company in way.companies)])
