"""What every list of the staff admin does: search by an index, page without counting all, sum its
money, offer saved views.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, DecimalField, Field, IntegerField, Q, Sum
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from crm.core.by_key import keys_of
from crm.core.joins import read_with
from crm.core.models import SavedView
from crm.core.money import is_money, scaled
from crm.core.punctuation import listed
from crm.core.sight import called_by, end_of, sight_of

from .columns import (
    AgeColumn,
    DayColumn,
    DueColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    PlainColumn,
    StateColumn,
    is_in_yuan,
)
from .filters import OF_A_PAGE
from .paging import CappedPaginator, Cursor, Sought, page_number
from .saved_views import OPEN_ALL, conditions, first_view, views_of
from .searches import INDEXED, search
from .table import ListTable, Totals
from .view_counts import counts_of

DUE = ("due_on", "cure_by", "hand_over_by", "review_on", "expires_on", "notice_until")
NO_QUANTITY = {"year", "version", "row"}  # whole numbers that are names


def column_class_of(model, name: str) -> type[PlainColumn]:
    """How a list draws a field that it names alone: by what kind of field it is."""
    field = field_of(model, name)
    if field is None:
        return PlainColumn
    if name == "state" and field.flatchoices:
        return StateColumn
    if isinstance(field, DateTimeField):
        return MomentColumn if getattr(model, "IS_LOG", False) else AgeColumn
    if isinstance(field, DateField):
        return DueColumn if name.endswith(DUE) else DayColumn
    if is_money(field):
        return MoneyColumn
    is_quantity = isinstance(field, (DecimalField, IntegerField)) and not field.flatchoices
    return NumberColumn if is_quantity and name not in NO_QUANTITY else PlainColumn


class QuickList:
    """A list of records whose cost is that of a page, however long its table is.

    It searches by an index and pages from a place in the order, counts only to a cap, fetches at
    once the related records that its columns and names show, draws each column by the kind of its
    field, and sums the columns of money: of the whole list where it was counted to its end, else of
    the page. ``?ticked=`` narrows it to the records with these keys.
    """

    paginator_class = CappedPaginator
    table_class = ListTable

    def get_queryset(self):
        rows = self.with_relations(super().get_queryset())
        ticked = keys_of(self.model, self.request.GET.getlist("ticked"))
        return rows.filter(pk__in=ticked) if ticked else rows

    def with_relations(self, rows):
        return read_with(rows, self.relations_shown)

    def _get_custom_column(self, field_name, column_class=None, **kwargs):
        chosen = column_class or column_class_of(self.model, field_name)
        if chosen is MoneyColumn:
            kwargs["is_summed"] = False  # what a list names by the field alone may be any amount
        return super()._get_custom_column(field_name, chosen, **kwargs)

    @cached_property
    def relations_shown(self) -> list[str]:
        """The relations of the columns, and those that the names of the related records need."""
        ways = (_relations_of(self.model, column) for column in self.columns)
        relations = [way for way in ways if way]
        names = (
            f"{way}__{name}" for way in relations for name in called_by(end_of(self.model, way))
        )
        return list(dict.fromkeys([*relations, *called_by(self.model), *names]))

    def get_table(self, object_list):
        """Asks once for all cells whether the person may know the records that the rows name, and
        the rows themselves where a column shows their name.
        """
        rows = list(object_list)
        related = [getattr(row, name, None) for row in rows for name in self.relations_shown]
        by_name = any(column.accessor == "__str__" for column in self.columns)
        records = [*rows, *related] if by_name else related
        sight_of(self.request).look(record for record in records if record is not None)
        return super().get_table(rows)

    def get_table_kwargs(self):
        return {
            "ordering": self.ordering,
            "base_url": self.index_url,
            "caption": self.get_page_title(),
            "request": self.request,
            "link_of": self.link_in_order,
            "row_link": lambda row: self.get_inspect_url(row) or "",
        }

    def link_in_order(self, ordering: str) -> str:
        query = self.request.GET.copy()
        for key in OF_A_PAGE:
            query.pop(key, None)
        query["ordering"] = ordering
        return f"{self.index_url}?{query.urlencode()}"

    def search_queryset(self, queryset):
        self.unsearched = queryset
        return (
            search(queryset, self.search_query, self.search_fields or ())
            if self.is_searching
            else queryset
        )

    def order_queryset(self, queryset):
        """Rows that are equal in the column sorted by stay in one order, so that no page repeats or
        leaves out a row.
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
        paginator, table = context["paginator"], context["table"]
        if not table.data:
            return context
        is_counted = paginator is not None and not paginator.is_capped
        table.totals = (
            self.totals(paginator.rows) if is_counted else self.totals_of_page(table.data)
        )
        context["amounts"] = self.amounts_in_words(table.totals) if is_counted else []
        return context

    def summed_columns(self) -> list[MoneyColumn]:
        return [
            column
            for column in self.columns
            if isinstance(column, MoneyColumn)
            and column.is_summed
            and field_of(self.model, column.name)
        ]

    def totals(self, rows) -> list[Totals]:
        """What the whole list comes to; only of lists that are counted to their end."""
        columns, void = self.summed_columns(), self.void_states()
        if not columns:
            return []
        counted = ~Q(state__in=void) if void else None
        sums = {f"sum_{column.name}": Sum(column.name, filter=counted) for column in columns}
        if void:
            sums["left_out"] = ArrayAgg("state", filter=~counted, distinct=True)
        found = rows.order_by().aggregate(**sums)
        amounts = {
            column.name: ("CNY", found[f"sum_{column.name}"] or Decimal(0)) for column in columns
        }
        return [self._totals(_("Total"), amounts, found.get("left_out"))]

    def void_states(self) -> frozenset[str]:
        """The states whose amounts do not count; none where the person looks at those alone."""
        void = getattr(self.model, "VOID", frozenset())
        chosen = set(self.request.GET.getlist("state"))
        return frozenset() if chosen and chosen <= void else void

    def _totals(self, label, amounts, left_out: Iterable[str] | None) -> Totals:
        if not left_out:
            return Totals(label, amounts)
        labels = dict(self.model._meta.get_field("state").flatchoices)
        states = listed(labels[state] for state in sorted(left_out))
        return Totals(label, amounts, _("without %(states)s") % {"states": states})

    def totals_of_page(self, rows: list) -> list[Totals]:
        """Where a list is too long to be counted: what its rows on this page come to."""
        amounts, void = {}, self.void_states()
        left_out = {row.state for row in rows if row.state in void} if void else set()
        counted = [row for row in rows if not (void and row.state in void)]
        for column in self.summed_columns():
            in_yuan = (column.get_value(row) for row in counted if is_in_yuan(row))
            total = sum((amount for amount in in_yuan if amount), Decimal(0))
            amounts[column.name] = ("CNY", total)
        return [self._totals(_("Total of this page"), amounts, left_out)] if amounts else []

    def amounts_in_words(self, totals: list[Totals]) -> list[tuple[str, str]]:
        """[(column, total)] for the head of the list; with the total, what it leaves out."""
        labels = {column.name: column.label for column in self.summed_columns()}
        return [
            (labels[name], total.with_remark(scaled(amount, currency)))
            for total in totals
            for name, (currency, amount) in total.amounts.items()
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
        user, query = self.request.user, conditions(self.request.GET.urlencode())
        views = list(views_of(self.list_name, user))
        first = set(user.first_views.filter(list_name=self.list_name).values_list("pk", flat=True))
        counts = counts_of(self, views)
        tabs = [
            {
                "view": view,
                "count": counts.get(view.pk, ""),
                "is_shown": view.query == query,
                "is_own": view.user_id == user.pk,
                "is_first": view.pk in first,
            }
            for view in sorted(views, key=lambda view: view.user_id != user.pk)
        ]
        return {
            "view_tabs": tabs,
            "shown_tab": next((tab for tab in tabs if tab["is_shown"]), None),
            "all_is_shown": not query,
            "all_url": f"{self.index_url}?view={OPEN_ALL}",
            "shown_conditions": query,
            "list_name": self.list_name,
            "audiences": SavedView.Audience.choices
            if user.has_perm("core.share_view_with_everybody")
            else SavedView.Audience.choices[:2],
            "save_view_url": reverse("save_view"),
        }


def field_of(model, name) -> Field | None:
    """The stored field of that name, None where there is none."""
    try:
        field = model._meta.get_field(name)
    except (FieldDoesNotExist, AttributeError, TypeError):
        return None
    return field if field.concrete else None


def _relations_of(model, column) -> str:
    """ "enterprise" of "enterprise.credit_code": the records that are named on a column's way."""
    way = []
    accessor = getattr(column, "accessor", None)
    for name in accessor.split(".") if isinstance(accessor, str) else ():
        field = field_of(model, name)
        if field is None or not (field.many_to_one or field.one_to_one):
            break
        way.append(name)
        model = field.related_model
    return "__".join(way)
