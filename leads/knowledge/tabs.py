"""What is known of a company, as tabs of its page. Every fact has its source and its day; what is
old says so.
"""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.days import day_of
from crm.core.punctuation import labelled
from crm.core.sight import sight_of
from crm.staff.columns import tag
from crm.staff.extensions import add_actions, add_figures, add_sections, add_tabs
from crm.staff.record_parts import Figure, Tab
from crm.staff.record_tables import draw_tables

from ..models import (
    Acquaintance,
    Activity,
    Company,
    CompanyNote,
    Introduction,
    LinkCompany,
    Native,
    TargetEntry,
)
from ..models.knowledge import old_before
from .group import by_name, relations_of, tree_of
from .places import places_of
from .ways import ways_to

SHOWN_NOTES, SHOWN_TALKS, SHOWN_PEOPLE = 50, 20, 50


def day_and_age(day, old):
    """A fact's day; where it lies before ``old``, with a tag that says so."""
    if day is None:
        return "—"
    if day >= old:
        return day
    return format_html("{} {}", day.isoformat(), tag(pgettext("fact", "old")))


def _page(record):
    return reverse(f"{record._meta.model_name}:inspect", args=[record.pk])


# -- places on the lists -----------------------------------------------------------------------


def lists_tab(company, request) -> str:
    places, gone = places_of(company)
    rows = [_place_row(place) for place in places]
    titles = [
        _("list"),
        _("rank"),
        _("movement"),
        _("revenue"),
        _("growth"),
        _("name on the list"),
        _("source"),
        _("as of"),
    ]
    names = {place.entry.target_list.kind_id: place.entry.target_list.kind for place in places}
    former_rows = [
        (
            "",
            [
                names[former.kind],
                former.year,
                _("not on the list of %(year)d") % {"year": former.newest},
            ],
        )
        for former in gone
    ]
    panels = [
        (_("Places on the lists"), titles, rows),
        (_("Lists that it has left"), [_("list"), _("last on it"), _("since")], former_rows),
        *_chain_panels(company),
    ]
    return draw_tables(panels, request)


def _place_row(place):
    entry = place.entry
    cells = [
        entry.target_list,
        entry.rank or "—",
        place.movement,
        place.revenue,
        "—" if place.grown is None else f"{place.grown:+.1%}",
        entry.name_as_listed,
        entry.target_list.source or "—",
        day_of(entry.target_list.imported_at),
    ]
    return _page(entry), cells


def _chain_panels(company):
    links = LinkCompany.objects.filter(company=company).select_related("link__chain")
    rows = [
        (
            reverse("link:inspect", args=[link.link_id]),
            [link.link.name, link.link.chain, _("yes") if link.is_leading else "", link.note],
        )
        for link in links
    ]
    titles = [_("link of the chain"), _("industrial chain"), _("leads the chain"), _("note")]
    return [(_("In our chains"), titles, rows)]


# -- group, suppliers, customers ---------------------------------------------------------------


def ties_tab(company, request) -> str:
    old = old_before()
    titles = [_("what it is to the company"), _("company"), _("what it is about")]
    titles += [_("source"), _("as of"), _("entered by")]
    panels = [
        (
            _("Suppliers, customers and others"),
            titles,
            [_relation_row(relation, company, old) for relation in relations_of(company)],
        ),
        _group_panel(company),
        (
            _("Belongs to it by its name alone"),
            [_("company"), _("kind of likeness"), _("region")],
            [
                (
                    _page(relative.candidate),
                    [
                        relative.company.name,
                        relative.candidate.get_kind_display(),
                        relative.company.region or "—",
                    ],
                )
                for relative in by_name(company)
            ],
        ),
    ]
    return draw_tables(panels, request)


def _relation_row(relation, company, old):
    other, kind = relation.seen_from(company)
    cells = [kind, other, relation.what or "—", relation.source]
    return _page(relation), [*cells, day_and_age(relation.said_on, old), relation.entered_by or "—"]


def _group_panel(company):
    rows = [
        (
            _page(member.company) if member.company.pk != company.pk else "",
            [
                "　" * member.depth + member.company.name,
                member.company.region or "—",
                member.where or "—",
                _("yes") if member.is_settled else "",
            ],
        )
        for member in tree_of(company)
    ]
    return (
        _("Companies of the group"),
        [_("company"), _("region"), _("how near"), _("settled here")],
        rows,
    )


# -- news and talks ----------------------------------------------------------------------------


def notes_tab(company, request) -> str:
    old, notes = old_before(), CompanyNote.objects.filter(company=company)
    newest = list(notes.select_related("entered_by")[:SHOWN_NOTES])
    context = {
        "notes": [(note, note.noted_on < old, _page(note)) for note in newest],
        "add": f"{reverse('companynote:add')}?company={company.pk}",
        "may_add": request.user.has_perm("leads.add_companynote"),
    }
    html = render_to_string("leads/knowledge/_notes.html", context, request)
    return format_html("{}{}", html, draw_tables([_talks(company, request.user)], request))


def _talks(company, user):
    """What was said to it, by us and by those whose records the user sees."""
    activities = Activity.objects.visible_to(user)
    talks = activities.filter(lead__company=company) | activities.filter(project__company=company)
    rows = [
        (
            _page(talk),
            [talk.get_kind_display(), talk.summary, talk.by, day_of(talk.happened_at)],
        )
        for talk in talks.select_related("by")[:SHOWN_TALKS]
    ]
    titles = [_("kind"), _("what happened"), pgettext("fact", "by"), _("day")]
    return (_("Talks with it"), titles, rows)


# -- people ------------------------------------------------------------------------------------


def people_tab(company, request) -> str:
    user = request.user
    context = {
        "ways": [_way_context(way, company, request) for way in ways_to(company, user)],
        "company": company,
        "add": f"{reverse('acquaintance:add')}?company={company.pk}",
        "may_add": user.has_perm("leads.add_acquaintance"),
    }
    html = render_to_string("leads/knowledge/_ways.html", context, request)
    panels = [_who_knows(company, user), _natives(company, user), _introductions(company, user)]
    return format_html("{}{}", html, draw_tables(panels, request))


def _way_context(way, company, request) -> dict:
    user = request.user
    may_ask = way.acquaintance and user.has_perm("leads.add_introduction")
    address = f"{reverse('introduction:add')}?acquaintance={{}}&company={{}}"
    return {
        "steps": way.steps,
        "person": sight_of(request).label(way.person) if way.person else "",
        "how": way.how,
        "line": list(zip(way.companies, (*way.hows, ""), strict=True)),
        "ask": address.format(way.acquaintance.pk, company.pk) if may_ask else "",
    }


def _who_knows(company, user):
    acquaintances = Acquaintance.objects.visible_to(user).filter(company=company)
    people = acquaintances.select_related("native", "contact", "agent", "colleague")
    old = old_before()
    rows = [
        (
            _page(acquaintance),
            [
                acquaintance.person,
                acquaintance.kind_of_person,
                acquaintance.get_closeness_display(),
                acquaintance.since_year or "—",
                acquaintance.how or "—",
                acquaintance.get_consent_display(),
                acquaintance.source or "—",
                day_and_age(acquaintance.said_on, old),
            ],
        )
        for acquaintance in people[:SHOWN_PEOPLE]
    ]
    titles = [pgettext("acquaintance", "person"), _("who it is"), _("how well"), _("since (year)")]
    titles += [_("how they know each other"), _("agrees to be asked"), _("source"), _("as of")]
    return (_("Who knows it"), titles, rows)


def _natives(company, user):
    natives = Native.objects.visible_to(user).filter(company=company).select_related("keeper")
    rows = [
        (
            _page(native),
            [native.name, native.position or "—", native.keeper or "—", day_of(native.updated_at)],
        )
        for native in natives[:SHOWN_PEOPLE]
    ]
    titles = [_("native abroad"), _("position"), _("kept in touch by"), _("as of")]
    return (_("Natives who work there"), titles, rows)


def _introductions(company, user):
    introductions = Introduction.objects.visible_to(user).filter(company=company)
    people = [f"acquaintance__{name}" for name in ("native", "contact", "agent", "colleague")]
    rows = [
        (
            _page(introduction),
            [
                introduction.acquaintance.person,
                introduction.get_state_display(),
                introduction.asked_by,
                introduction.asked_on,
                introduction.lead or "—",
            ],
        )
        for introduction in introductions.select_related("asked_by", "lead", *people)[:SHOWN_PEOPLE]
    ]
    titles = [
        pgettext("acquaintance", "person"),
        _("state"),
        _("asked by"),
        _("asked on"),
        _("lead that came of it"),
    ]
    return (_("Introductions"), titles, rows)


# -- above the tabs ----------------------------------------------------------------------------


def newest_place(company, user) -> list[Figure]:
    """The newest place on a list; with the others of that year."""
    rows = TargetEntry.objects.visible_to(user).filter(company=company)
    entries = list(rows.filter(rank__isnull=False)[:3])
    if not entries:
        return []
    newest, *others = entries
    others = [entry for entry in others if entry.target_list.year == newest.target_list.year]
    notes = tuple(labelled(entry.target_list, entry.rank) for entry in others)
    return [Figure(str(newest.target_list), str(newest.rank), "", notes, "?tab=lists")]


def knowledge_actions(company, user):
    offers = (
        (_("Write down news"), "companynote:add", "leads.add_companynote"),
        (_("Add a supplier or customer"), "companyrelation:add", "leads.add_companyrelation"),
        (_("Add who knows it"), "acquaintance:add", "leads.add_acquaintance"),
    )
    sheet = (_("Page for the visit"), reverse("company_sheet", args=[company.pk]))
    return [
        sheet,
        *(
            (label, f"{reverse(name)}?company={company.pk}")
            for label, name, permission in offers
            if user.has_perm(permission)
        ),
    ]


def newest_notes(company, request) -> str:
    """The three newest, in the overview."""
    if not request.user.has_perm("leads.view_companynote"):
        return ""
    notes = list(CompanyNote.objects.filter(company=company)[:3])
    if not notes:
        return ""
    old = old_before()
    context = {"notes": [(note, note.noted_on < old, _page(note)) for note in notes], "short": True}
    return render_to_string("leads/knowledge/_notes.html", context, request)


def _counts(related):
    return lambda company, user: getattr(company, related).count()


def _may(model):
    return lambda company, user: user.has_perm(f"leads.view_{model}")


add_tabs(
    Company,
    Tab(
        "lists",
        gettext_lazy("Lists and chains"),
        lists_tab,
        count=_counts("rankings"),
        is_for=_may("targetentry"),
        order=1,
    ),
    Tab(
        "ties",
        gettext_lazy("Group and trade"),
        ties_tab,
        is_for=_may("companyrelation"),
        order=2,
    ),
    Tab(
        "people",
        gettext_lazy("Who knows whom"),
        people_tab,
        is_for=_may("acquaintance"),
        order=3,
    ),
    Tab(
        "notes",
        gettext_lazy("News and talks"),
        notes_tab,
        count=_counts("notes"),
        is_for=_may("companynote"),
        order=4,
    ),
)
add_figures(Company, newest_place, order=2)
add_sections(Company, newest_notes)
add_actions(Company, knowledge_actions)
