"""The page of a record: what it is on the left, what happens on the right.

A part of it has an address of its own: ``?panel=1`` is the preview beside a list, ``?panel=next``
the next step, ``?panel=timeline`` what happened, ``?panel=tab`` the open tab.
"""

from datetime import datetime

from django.db.models import CharField, Prefetch
from django.forms import Media
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic

from crm.core.joins import read_with
from crm.core.models import Reminder
from crm.core.money import is_money
from crm.core.sight import sight_of
from crm.core.transitions import Stateful

from .comment_screens import RemindForm
from .composer import composer_of
from .extensions import actions_of, figures_of, marks_of, notices_of
from .facts import fact_in_words, linked
from .next_step import address, next_step_of
from .record_parts import Figure, Mark, Stage, Tab, Table, tone_of
from .record_tables import tables_of
from .record_tabs import all_tabs_of, open_tab, tabs_for
from .scoped import ScopedObject, may_still_be_edited
from .stages import stages_of
from .timeline import Page, Window, timeline_of

PARTS = {
    "1": "core/_panel.html",
    "next": "core/_next_part.html",
    "timeline": "core/_timeline.html",
    "tab": "core/_tab.html",
}
KEY_FACTS, LAST_HAPPENINGS = 6, 3


class RecordPage(ScopedObject, generic.InspectView):
    """A page about one record, whose subclass names what it shows."""

    def get_fields_context(self):
        """Wagtail's own would query for facts that no page of ours prints, and takes
        ``get_field_display_value`` for the value of a fact named “field”.
        """
        return []

    def get_edit_url(self):
        may_edit = may_still_be_edited(self.object, self.request.user)
        return super().get_edit_url() if may_edit else None

    def get_delete_url(self):
        may_delete = may_still_be_edited(self.object, self.request.user)
        return super().get_delete_url() if may_delete else None


class RecordView(RecordPage):
    """One record on one page: name and stage, figures, tabs, the next step, what happened."""

    def get_breadcrumbs_items(self):
        """The page draws its own way back."""
        return []

    def get_page_subtitle(self):
        return self.title(self.object)

    template_name = "core/record.html"
    page_title = gettext_lazy("Details")
    record_fields: list[str] = []
    headline_fields: tuple[str, ...] = ()  # who and where, in the line under the name
    joined_too: tuple[str, ...] = ()  # records that several parts of the page read
    fetched_too: tuple[str | Prefetch, ...] = ()  # rows of others that they read

    def rows(self):
        """With the records that the page names."""
        names = [*self.record_fields, *self.headline_fields]
        fields = [self.model._meta.get_field(name) for name in dict.fromkeys(names)]
        relations = [field.name for field in fields if field.many_to_one or field.one_to_one]
        rows = read_with(super().rows(), [*relations, *self.joined_too])
        return rows.prefetch_related(*self.fetched_too)

    @cached_property
    def part(self) -> str:
        """The part of the page that is asked for; "" for the whole."""
        name = self.request.GET.get("panel", "")
        return name if name in PARTS or name in self.own_parts else ""

    def get_template_names(self):
        if not self.part:
            return super().get_template_names()
        return [PARTS.get(self.part) or self.own_parts[self.part]]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) if not self.part else {}
        context |= {"record": self.object, "request": self.request, "panel": self.part}
        for build in self._builders():
            context |= build()
        return context

    def _builders(self):
        builders = {
            "": [self._head, self._menus, self._next, self._tabs, self._timeline, self._talk],
            "1": [self._head, self._next, self._in_short],
            "next": [self._next],
            "timeline": [self._timeline],
            "tab": [self._tabs],
        }
        return (builders | self.builders())[self.part]

    # -- the parts of the page ---------------------------------------------------------------

    def _head(self) -> dict:
        record, user = self.object, self.request.user
        return {
            "title": self.title(record),
            "number": self.number(record),
            "state": self.state_mark(record),
            "marks": marks_of(record, user),
            "notices": notices_of(record, user),
            "figures": self.figures(record),
            "crumb": (capfirst(self.model._meta.verbose_name_plural), self._list_url()),
            "page_url": address(record, "inspect"),
        }

    def _list_url(self) -> str:
        return reverse(self.index_url_name) if self.index_url_name else ""

    def _menus(self) -> dict:
        record = self.object
        return {
            "headline": self.headline(record),
            "stages": self.stages(record),
            "actions": self.actions(record),
            "edit_url": self.get_edit_url(),
            "history_url": self._history_url(),
        }

    def _history_url(self) -> str:
        has_history = hasattr(self.object, "history") and sight_of(self.request).tells_history(
            self.object
        )
        return address(self.object, "history") if has_history else ""

    def _next(self) -> dict:
        step = next_step_of(self.object, self.request.user, self._typed)
        return {"next": step, "step_media": step.media if step else Media()}

    def _tabs(self) -> dict:
        return {
            "tabs": tabs_for(self),
            "tab": open_tab(self),
        }

    def _timeline(self) -> dict:
        query = self.request.GET
        window = Window(before=_moment(query.get("before", "")))
        page = self._happened(window, query.get("group", ""))
        return {"timeline": page, "page_url": address(self.object, "inspect")}

    def _happened(self, window: Window, group: str = "") -> Page:
        if not self.tells_what_happened(self.object):
            return Page([], "", [], None)
        return timeline_of(self.object, self.request.user, group, window)

    def _talk(self) -> dict:
        record, user = self.object, self.request.user
        return {
            "composer": composer_of(record, user, self._typed.get("said")),
            "reminders": Reminder.objects.visible_to(user).open().of(record),
            "remind_form": self._typed.get("remind") or RemindForm(),
            "remind_url": address(record, "remind"),
            "mentionable_url": address(record, "mentionable"),
        }

    def _in_short(self) -> dict:
        """What the preview beside a list tells."""
        names = [*self.headline_fields, *self.record_fields]
        fields = [n for n in dict.fromkeys(names) if not self._is_told_above(n)]
        page = self._happened(Window(size=LAST_HAPPENINGS))
        return {
            "facts": self.named_facts(self.object, fields)[:KEY_FACTS],
            "happenings": page.happenings[:LAST_HAPPENINGS],
        }

    def _is_told_above(self, name: str) -> bool:
        field = self.model._meta.get_field(name)
        return name in ("number", "name", "title") or is_money(field)

    @property
    def _typed(self) -> dict:
        """What was typed and refused, where the page comes back with it."""
        return getattr(self.request, "shown_again", {})

    # -- what a kind of record says of itself ------------------------------------------------

    own_parts: dict[str, str] = {}  # {name: template} of further parts that are asked for alone

    def builders(self) -> dict:
        """{name: functions that give the context} of ``own_parts``."""
        return {}

    def title(self, record) -> str:
        """The record's own name; where it has none, its label as far as the person may read it."""
        for name in ("title", "name"):
            if isinstance(getattr(record, name, None), str):
                return getattr(record, name)
        return sight_of(self.request).label(record)

    def number(self, record) -> str:
        """What it is filed under; never a number that is stored encrypted, as of an account."""
        fields = {field.name: field for field in record._meta.fields}
        return record.number if isinstance(fields.get("number"), CharField) else ""

    def tells_what_happened(self, record) -> bool:
        """Whether this person may read what happened to the record, of those who see it."""
        return True

    def state_mark(self, record) -> Mark | None:
        if not isinstance(record, Stateful):
            return None
        return Mark(record.get_state_display(), tone=tone_of(record))

    def actions(self, record):
        """[(label, link)] of what else is done with it, on screens of their own."""
        return actions_of(record, self.request.user)

    def figures(self, record) -> list[Figure]:
        """What the apps add; a record of which they know none shows its own amounts."""
        return self._figures or self._own_amounts(record)

    @cached_property
    def _figures(self) -> list[Figure]:
        return figures_of(self.object, self.request.user)

    def _own_amounts(self, record) -> list[Figure]:
        currency = getattr(record, "amounts_in", "CNY")
        return [
            Figure.of_money(
                record._meta.get_field(name).verbose_name, getattr(record, name), currency
            )
            for name in self._amount_fields(record)
        ]

    def _amount_fields(self, record) -> list[str]:
        sight = sight_of(self.request)
        amounts = [n for n in self.record_fields if is_money(record._meta.get_field(n))]
        return [
            name
            for name in amounts
            if getattr(record, name) is not None and not sight.hides(record, name)
        ][:4]

    def facts(self, record):
        """[(label, value)] of the overview; what is empty is not drawn."""
        names_above = {
            "title",
            "name",
            "number",
            *self.headline_fields,
            *self._amounts_above(record),
        }
        return self.named_facts(record, [n for n in self.record_fields if n not in names_above])

    def _amounts_above(self, record) -> list[str]:
        """The amounts that stand as figures already."""
        return [] if self._figures else self._amount_fields(record)

    def named_facts(self, record, names) -> list[tuple]:
        sight = sight_of(self.request)
        return [
            (record._meta.get_field(name).verbose_name, self.fact(record, name))
            for name in names
            if not sight.hides(record, name) and getattr(record, name) not in (None, "", [])
        ]

    def fact(self, record, name):
        return linked(fact_in_words(record, name), self.request.user, sight_of(self.request))

    def stages(self, record) -> list[Stage]:
        if not isinstance(record, Stateful):
            return []
        return stages_of(record, reached=self.reached(record), promised=self.promised(record))

    def reached(self, record) -> dict:
        """{state: the day on which it was reached}, where another fact than the step tells it."""
        return {}

    def promised(self, record) -> dict:
        """{state: the day by which it is to be reached}."""
        return {}

    def panels(self, record):
        """[(title, column titles, rows)]: rows are (link or "", cells)."""
        return []

    def tables(self, record) -> list[Table]:
        """The panels that hold something, as this person may read them."""
        return tables_of(self.panels(record), self.request)

    # -- how the page is arranged -------------------------------------------------------------

    overview_label = gettext_lazy("Overview")
    overview_template = "core/_overview.html"
    talk_place = "#timeline"  # where on the page one reads what was written down

    def headline(self, record) -> list[tuple]:
        """[(label, value)] in the line under the name."""
        return self.named_facts(record, self.headline_fields)

    @property
    def asked_tab(self) -> str:
        return self.request.GET.get("tab", "")

    @cached_property
    def all_tabs(self) -> list[Tab]:
        return all_tabs_of(self)

    def first_tabs(self) -> list[Tab]:
        """Tabs before the overview."""
        return []

    def beside_the_overview(self) -> dict:
        """What ``overview_template`` asks for, where it is not the usual one."""
        return {}

    step_url_name = attach_url_name = ""


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
