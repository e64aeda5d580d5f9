"""The tabs of a record's page: the overview, what the apps add, the files; one is drawn."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from crm.core.models import Attachment

from .extensions import blocks_of, sections_of, tabs_of
from .next_step import address
from .record_parts import Tab
from .scoped import may_attach

OVERVIEW, FILES = "overview", "files"


@dataclass(frozen=True)
class ShownTab:
    """A tab as the page's row of tabs shows it."""

    name: str
    label: str
    count: int | None
    is_open: bool


def tabs_for(view) -> list[ShownTab]:
    record, user = view.object, view.request.user
    chosen = _chosen(view)
    return [
        ShownTab(
            tab.name,
            tab.label,
            tab.count(record, user) if tab.count else None,
            tab.name == chosen.name,
        )
        for tab in view.all_tabs
    ]


def open_tab(view) -> dict:
    tab = _chosen(view)
    return {"name": tab.name, "html": tab.draw(view.object, view.request)}


def _chosen(view) -> Tab:
    tabs = view.all_tabs
    return next((tab for tab in tabs if tab.name == view.asked_tab), tabs[0])


def all_tabs_of(view) -> list[Tab]:
    record, user = view.object, view.request.user
    overview = Tab(OVERVIEW, view.overview_label, lambda _record, _request: _overview(view))
    files = Tab(FILES, _("Files"), _files)
    first = [tab for tab in view.first_tabs() if tab.is_for(record, user)]
    return [*first, overview, *tabs_of(record, user), files]


def _overview(view) -> str:
    record, request = view.object, view.request
    context = {
        "facts": view.facts(record),
        "blocks": blocks_of(record, request.user),
        "tables": view.tables(record),
        "first_sections": sections_of(record, request, is_first=True),
        "sections": sections_of(record, request),
    }
    context |= view.beside_the_overview()
    return render_to_string(view.overview_template, context, request)


def _files(record, request) -> str:
    context = {
        "attachments": _files_of(record).select_related("uploaded_by"),
        "may_attach": may_attach(request.user, record),
        "attach_url": address(record, "attach"),
    }
    return render_to_string("core/_files.html", context, request)


def _files_of(record):
    return Attachment.objects.of(record)
