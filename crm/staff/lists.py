"""What every list of the staff admin does: search by an index, page without counting all, sum its
money, offer saved views.
"""

from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Sum
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from crm.core.models import SavedView
from crm.core.money import is_money, plain, scaled
from crm.core.sight import sight_of

from .paging import CappedPaginator, Cursor, Sought, page_number
from .quick_cells import QuickColumn
from .row_menu import RowMenu
from .saved_views import OPEN_ALL, conditions, first_view, views_of
from .searches import INDEXED, search


class PlainColumn(QuickColumn):
    """Yes and no in words, numbers without idle zeros."""

    def get_value(self, instance):
        value = super().get_value(instance)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return plain(value) if isinstance(value, Decimal) else value


class NamedAmount(PlainColumn):
    """An amount that a list names by its field alone: in the unit that fits, like everywhere."""

    def get_value(self, instance):
        value = QuickColumn.get_value(self, instance)
        return "" if value is None else scaled(value, getattr(instance, "amounts_in", "CNY"))


class MoneyColumn(QuickColumn):
    """An amount in the unit that fits, the unit in view. ``is_summed``: the list says what all its
    rows come to.
    """

    def __init__(self, *args, is_summed=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_summed = is_summed

    def get_value(self, instance):
        value = super().get_value(instance)
        return "" if value is None else scaled(value, getattr(instance, "amounts_in", "CNY"))


class QuickList:
    """A list that is as fast with a million rows as with a thousand."""

    paginator_class = CappedPaginator

    def get_queryset(self):
        return self.with_relations(super().get_queryset())

    def with_relations(self, rows):
        return rows.select_related(*self.relations_shown) if self.relations_shown else rows

    def _get_custom_column(self, field_name, column_class=PlainColumn, **kwargs):
        if (
            column_class is PlainColumn
            and _is_field(self.model, field_name)
            and is_money(self.model._meta.get_field(field_name))
        ):
            column_class = NamedAmount
        return super()._get_custom_column(field_name, column_class, **kwargs)

    @cached_property
    def relations_shown(self) -> list[str]:
        return [
            column.accessor
            for column in self.columns
            if _is_relation(self.model, getattr(column, "accessor", None))
        ]

    def get_table(self, object_list):
        """Find out at once which of the records that the rows name the person may see, instead of
        cell by cell.
        """
        rows = list(object_list)
        named = (getattr(row, name, None) for row in rows for name in self.relations_shown)
        sight_of(self.request).look(record for record in named if record is not None)
        return super().get_table(rows)

    def get_list_buttons(self, instance):
        buttons = super().get_list_buttons(instance)
        if hasattr(instance, "label_for"):
            label = sight_of(self.request).label(instance)
            for button in buttons:
                button.attrs["aria-label"] = _("More options for '%(title)s'") % {"title": label}
        return [RowMenu.in_place_of(button) for button in buttons]

    def search_queryset(self, queryset):
        self.unsearched = queryset
        return (
            search(queryset, self.search_query, self.search_fields or ())
            if self.is_searching
            else queryset
        )

    def order_queryset(self, queryset):
        """Order by the key as well, so that rows with equal values stay in one order and no page
        repeats or misses a row.
        """
        ordered = super().order_queryset(queryset)
        if not self.ordering or isinstance(self.ordering, (list, tuple)):
            return ordered
        return ordered.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")

    def get_paginator(self, queryset, *args, **kwargs):
        paginator = super().get_paginator(queryset, *args, **kwargs)
        page = self.request.GET.get(self.page_kwarg, "")
        if page:
            paginator.cursor = Cursor.of(self.request, queryset)
        if self.is_searching and queryset.model in INDEXED and not self.ordering:
            paginator.sought = Sought(
                self.with_relations(self.unsearched),
                self.search_query,
                page_number(page),
                paginator.per_page,
            )
        return paginator

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        paginator = context.get("paginator")
        if paginator is not None and not paginator.is_capped:
            context["sums"] = self.sums(paginator.rows)
        return context

    def sums(self, rows) -> list[tuple[str, str]]:
        """[(column, total)] of the money columns; only of lists that are counted to their end."""
        columns = [
            column
            for column in self.columns
            if isinstance(column, MoneyColumn)
            and column.is_summed
            and _is_field(self.model, column.name)
        ]
        if not columns:
            return []
        found = rows.order_by().aggregate(
            **{f"sum_{column.name}": Sum(column.name) for column in columns}
        )
        return [
            (column.label, scaled(found[f"sum_{column.name}"] or Decimal(0))) for column in columns
        ]


class ViewsOfList:
    """Saved views as tabs above the list; the one that a person opens first is where the bare
    address leads.
    """

    @property
    def list_name(self) -> str:
        return self.index_url_name.split(":")[0]

    def get(self, request, *args, **kwargs):
        if (
            not request.GET
            and not self.results_only
            and (first := first_view(self.list_name, request.user))
            and first.query
        ):
            return redirect(f"{self.index_url}?{first.query}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        if not self.results_only:
            context.update(self.saved_views())
        return context

    def saved_views(self) -> dict:
        user, shown = self.request.user, conditions(self.request.GET.urlencode())
        views = list(views_of(self.list_name, user))
        first = set(user.first_views.filter(list_name=self.list_name).values_list("pk", flat=True))
        tabs = [
            {
                "view": view,
                "is_shown": view.query == shown,
                "is_own": view.user_id == user.pk,
                "is_first": view.pk in first,
            }
            for view in views
        ]
        return {
            "view_tabs": tabs,
            "shown_tab": next((tab for tab in tabs if tab["is_shown"]), None),
            "all_is_shown": not shown,
            "all_url": f"{self.index_url}?view={OPEN_ALL}",
            "shown_conditions": shown,
            "list_name": self.list_name,
            "audiences": SavedView.Audience.choices
            if user.has_perm("core.share_view_with_everybody")
            else SavedView.Audience.choices[:2],
            "save_view_url": reverse("save_view"),
        }


def _is_field(model, name) -> bool:
    try:
        return bool(model._meta.get_field(name).concrete)
    except (FieldDoesNotExist, AttributeError):
        return False


def _is_relation(model, name) -> bool:
    return (
        isinstance(name, str)
        and _is_field(model, name)
        and bool(model._meta.get_field(name).many_to_one or model._meta.get_field(name).one_to_one)
    )
