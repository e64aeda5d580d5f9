"""One printed page about a company, for the visit: an A4 sheet that the browser prints."""

from django.shortcuts import render
from django.utils import timezone

from crm.core.sight import sight_of
from crm.staff.permitted import permitted

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
    companies = Company.objects.visible_to(request.user).select_related(
        "industry", "region", "parent"
    )
    company = permitted(request, companies, pk, "leads.view_company")
    return render(request, "leads/knowledge/sheet.html", facts_of(company, request))


def facts_of(company, request) -> dict:
    user, old, sight = request.user, old_before(), sight_of(request)
    places, gone = places_of(company)
    group = [member for member in tree_of(company) if member.where or member.is_settled]
    contacts = Contact.objects.visible_to(user).filter(company=company)
    return {
        "company": company,
        "today": timezone.localdate(),
        "printed_by": user,
        "places": places[:MOST_PLACES],
        "gone": gone,
        "links": LinkCompany.objects.filter(company=company).select_related("link__chain"),
        "group": group[:MOST_LINES],
        "relations": [
            (*relation.seen_from(company), relation, relation.said_on < old)
            for relation in relations_of(company, *TRADE)[:MOST_LINES]
        ],
        "notes": [
            (note, note.noted_on < old)
            for note in CompanyNote.objects.filter(company=company)[:MOST_NOTES]
        ],
        "leads": _with(Lead, company, user),
        "projects": _with(Project, company, user),
        "contacts": contacts[:MOST_LINES],
        "ways": [_in_words(way, sight) for way in ways_to(company, user)[:3]],
        "known": _known(company, user, sight),
        "parts": [part for part in (build(company, user) for build in SHEET_PARTS) if part],
    }


def _with(model, company, user):
    records = model.objects.visible_to(user).filter(company=company)
    return records.select_related("owner")[:MOST_LINES]


def _known(company, user, sight):
    acquaintances = Acquaintance.objects.visible_to(user).usable().filter(company=company)
    people = acquaintances.select_related("native", "contact", "agent", "colleague")[:MOST_LINES]
    return [(sight.label(acquaintance.person), acquaintance) for acquaintance in people]


def _in_words(way, sight) -> str:
    names = [sight.label(way.person)] if way.person else []
    return " → ".join([*names, *(company.name for company in way.companies)])
