from django.forms.utils import pretty_name
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.widgets.button import HeaderButton, ListingButton

from crm.core.money import is_money
from crm.core.tables.columns import tables_of
from crm.core.tables.exporting import FORMATS

from .columns import ActionsColumn, BoxColumn, MoneyColumn, NameColumn, PlainColumn
from .filters import OF_A_PAGE, Chips, ListFilters, WanRangeFilter, chips_of
from .forms import scope_choices
from .lists import QuickList, ViewsOfList, field_of
from .looks import look_of
from .reachable import label_plainly
from .saved_views import OPEN_ALL
from .scoped import may_still_be_edited
from .tables.export_screen import LoggedExport


class ScopedIndex(LoggedExport, ViewsOfList, QuickList, generic.IndexView):
    """A list: its columns and conditions, what can be done with a row, with many, and with all."""

    template_name = "core/list.html"
    results_template_name = "core/list_results.html"
    base_filterset_class = ListFilters
    list_actions: list = []
    list_hint = ""

    def get_base_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def get_edit_url(self, instance):
        may_edit = may_still_be_edited(instance, self.request.user)
        return super().get_edit_url(instance) if may_edit else None

    def get_delete_url(self, instance):
        may_delete = may_still_be_edited(instance, self.request.user)
        return super().get_delete_url(instance) if may_delete else None

    # -- columns -----------------------------------------------------------------------------

    @cached_property
    def look(self):
        return look_of(self.list_name, self.request.user)

    @cached_property
    def given_columns(self) -> list[PlainColumn]:
        """Those that the list comes with, the name first."""
        # Read as ``super().columns``, Wagtail's would be kept under the name of ours.
        first, *others = generic.IndexView.columns.func(self)
        return [self._named(first), *others]

    def _named(self, column) -> NameColumn:
        """The first column of a list is its name, however the list gives it."""
        if isinstance(column, NameColumn):
            return column
        facts = {key: getattr(column, key) for key in ("label", "accessor", "sort_key")}
        return NameColumn(column.name, get_url=self.get_inspect_url, **facts)

    @cached_property
    def offered_columns(self) -> dict[str, PlainColumn]:
        """All that may be shown: those the list comes with, and what else it exports."""
        offered = {column.name: column for column in self.given_columns}
        stored = {column.accessor for column in self.given_columns}
        for name in self.list_export:
            column = self._further_column(name)
            if column and column.name not in offered and column.accessor not in stored:
                offered[column.name] = column
        return offered

    def _further_column(self, name: str) -> PlainColumn | None:
        first, *path = name.split(".")
        if path and any(column.accessor == first for column in self.given_columns):
            return None  # the record itself stands there already
        if field_of(self.model, first):
            return self._get_custom_column("__".join([first, *path]))
        label = str(self.get_heading(self.model.objects.none(), name))
        is_called_something = label.lower() != pretty_name(name).lower()
        return PlainColumn(name, label=label) if is_called_something else None

    @cached_property
    def columns(self) -> list[PlainColumn]:
        first, *others = self.given_columns
        names = self.look.columns
        if names:
            offered = self.offered_columns
            others = [offered[name] for name in names if name in offered and name != first.name]
        boxes = [BoxColumn()] if self.bulk_buttons else []
        return [*boxes, first, *others, ActionsColumn(actions_of=self.row_actions)]

    def _get_title_column(self, field_name, column_class=NameColumn, **kwargs):
        """The name of a row leads to the record's page, for those who may edit it too; the form is
        one click further.
        """
        return self._get_custom_column(
            field_name, column_class, get_url=self.get_inspect_url, **kwargs
        )

    # -- conditions --------------------------------------------------------------------------

    @cached_property
    def filterset_class(self):
        """With a range for each column of money that is stored in yuan."""
        filterset = super().filterset_class
        ranges = {
            column.name: WanRangeFilter(field_name=column.name, label=capfirst(str(column.label)))
            for column in self.given_columns
            if isinstance(column, MoneyColumn) and self._is_stored_in_yuan(column.name)
        }
        if not ranges:
            return filterset
        if filterset is None:
            meta = type("Meta", (), {"model": self.model, "fields": []})
            return type("MoneyFilters", (self.base_filterset_class,), {**ranges, "Meta": meta})
        return type(filterset.__name__, (filterset,), ranges)

    def _is_stored_in_yuan(self, name: str) -> bool:
        field = field_of(self.model, name)
        return field is not None and is_money(field) and field_of(self.model, "currency") is None

    @cached_property
    def filters(self):
        filters = super().filters
        if filters:
            label_plainly(filters)
            scope_choices(filters.form, self.request.user)
        return filters

    @cached_property
    def chips(self) -> Chips:
        return chips_of(self.filters, self.active_filters, self.request, self.index_url)

    # -- what can be done --------------------------------------------------------------------

    def row_actions(self, instance) -> list[tuple[str, str, str]]:
        """[(label, link, icon)] of what is done with a row without opening it."""
        ways = [
            (_("Edit"), self.get_edit_url(instance), "ds-edit"),
            (_("Delete"), self.get_delete_url(instance), "ds-close"),
        ]
        return [way for way in ways if way[1]]

    @cached_property
    def bulk_buttons(self) -> list[ListingButton]:
        """The actions with many rows that the person has the right to; the addresses are completed
        in the browser.
        """
        meta = self.model._meta
        actions = bulk_action_registry.get_bulk_actions_for_model(meta.app_label, meta.model_name)
        permitted = [action for action in actions if self._may(action)]
        return [self._bulk_button(action) for action in sorted(permitted, key=_priority)]

    def _may(self, action) -> bool:
        """Whether the person may; Wagtail's own actions check no right of ours, and are shut."""
        asks = getattr(action, "is_permitted", None)
        return asks is not None and asks(self.request.user, self.model)

    def _bulk_button(self, action) -> ListingButton:
        meta = self.model._meta
        return ListingButton(
            action.display_name,
            reverse(
                "wagtail_bulk_action", args=[meta.app_label, meta.model_name, action.action_type]
            ),
            priority=action.action_priority,
            attrs={"aria-label": action.aria_label, "data-bulk-action-button": ""},
        )

    @cached_property
    def header_buttons(self):
        """The links of ``RecordViewSet.list_actions``, beside “add”."""
        buttons = [
            HeaderButton(label, url=reverse(name), icon_name=icon)
            for label, name, icon, permission in self.list_actions
            if self.request.user.has_perm(permission)
        ]
        for table in tables_of(self.model):
            if table.may_import(self.request.user):
                label = _("Import: %s") % table.title if table.code else _("Import a ledger")
                buttons.append(
                    HeaderButton(
                        label,
                        url=reverse("tables:choose", args=[table.label]),
                        icon_name="ds-upload",
                    )
                )
        return [*super().header_buttons, *buttons]

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        add_buttons = [button for button in self.header_buttons if button.url == self.add_url]
        return {
            **context,
            "chips": self.chips,
            "look": self.look,
            "offered_columns": self._choices_of_columns(),
            "bulk_buttons": self.bulk_buttons,
            "add_button": add_buttons[0] if add_buttons else None,
            "side_buttons": [button for button in self.header_buttons if button not in add_buttons],
            "export_urls": self._export_urls(),
            "list_hint": self.list_hint,
            "kept_conditions": self._kept_conditions(),
            "ordering_asked": self.ordering if self.is_explicitly_ordered else "",
            "all_url_of_list": f"{self.index_url}?view={OPEN_ALL}",
        }

    def _kept_conditions(self) -> list[tuple[str, str]]:
        """What the address says besides the search and the page."""
        passing_names = (*OF_A_PAGE, self.search_kwarg, "export")
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if name not in passing_names and value
        ]

    def _choices_of_columns(self) -> list[tuple[str, str, bool]]:
        """[(name, label, is shown)] of all but the name of the row."""
        shown_names = {column.name for column in self.columns}
        return [
            (name, capfirst(str(column.label)), name in shown_names)
            for name, column in list(self.offered_columns.items())[1:]
        ]

    def _export_urls(self) -> list[tuple[str, str]]:
        if not self.list_export:
            return []
        query = self.request.GET.copy()
        for key in (*OF_A_PAGE, "export"):
            query.pop(key, None)
        return [
            (file_format.upper(), f"{self.index_url}?{_with(query, file_format)}")
            for file_format in FORMATS
        ]


def _priority(action) -> int:
    return action.action_priority


def _with(query, file_format: str) -> str:
    query["export"] = file_format
    return query.urlencode()
