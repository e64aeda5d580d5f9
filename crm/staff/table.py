"""The table of a list: its head with units and the order, its rows, its totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.ui.tables import Table

from crm.core.money import scaled
from crm.core.punctuation import aside

from .columns import ActionsColumn, BoxColumn, MoneyColumn, NameColumn, amount_in

FACTS_ON_PHONE = 4  # below the name
FIRM = 4  # columns after the name that stay while a preview is open


@dataclass(frozen=True)
class Head:
    """``order`` is "ascending", "descending" or ""; ``link`` sorts, the other way round where the
    list is sorted by it already.
    """

    label: str
    css: str
    unit: str = ""
    size: int = 1  # yuan of the unit
    link: str = ""
    order: str = ""
    is_box: bool = False
    is_actions: bool = False


@dataclass(frozen=True)
class Totals:
    """What rows come to: {name of a column: (currency, amount)}."""

    label: str
    amounts: dict[str, tuple[str, Decimal]]
    remark: str = ""  # which rows do not count

    def with_remark(self, text: str) -> str:
        return text + aside(self.remark)


class ListTable(Table):
    template_name = "core/lists/table.html"

    def __init__(self, columns, data, *, request, link_of, row_link, totals=(), **kwargs):
        """``link_of(ordering)`` is the address of the list in that order, ``row_link(instance)``
        that of a row's record, "" for none.
        """
        super().__init__(columns, list(data), **kwargs)
        self.request, self.link_of, self.row_link = request, link_of, row_link
        self.totals = list(totals)

    @cached_property
    def fits(self) -> dict:
        return {column.name: column.fit(self.data) for column in self.columns.values()}

    @cached_property
    def css(self) -> dict[str, str]:
        """The classes of each column, by what it is and where it stands."""
        classes, facts, firm, has_lead = {}, 0, 0, False
        for column in self.columns.values():
            on_phone = column.on_phone
            if on_phone == "lead" and has_lead:
                on_phone = "fact"
            has_lead = has_lead or on_phone == "lead"
            if on_phone == "fact":
                facts += 1
                on_phone = "fact" if facts <= FACTS_ON_PHONE else "skip"
            is_own = isinstance(column, (BoxColumn, ActionsColumn, NameColumn))
            firm += not (is_own or column.is_light)
            steps_back = not is_own and (column.is_light or firm > FIRM)
            words = [column.css, on_phone if on_phone != "name" else "", "extra" * steps_back]
            classes[column.name] = " ".join(filter(None, words))
        return classes

    @property
    def heads(self) -> Iterator[Head]:
        for column in self.columns.values():
            yield self._head(column)

    def _head(self, column) -> Head:
        unit = self.fits[column.name] if isinstance(column, MoneyColumn) else None
        is_sorted = column.sort_key and self.ordering in (column.sort_key, f"-{column.sort_key}")
        is_descending = is_sorted and self.ordering.startswith("-")
        other_way = "" if is_descending or not is_sorted else "-"
        return Head(
            label=str(column.label),
            css=self.css[column.name].replace("ds-row-actions", ""),
            unit=unit.name if unit else "",
            size=unit.size if unit else 1,
            link=self.link_of(other_way + column.sort_key) if column.sort_key else "",
            order=("descending" if is_descending else "ascending") if is_sorted else "",
            is_box=isinstance(column, BoxColumn),
            is_actions=isinstance(column, ActionsColumn),
        )

    @property
    def body(self) -> Iterator[SafeString]:
        context = {"request": self.request, "table": self}
        columns = [(column, self.css[column.name]) for column in self.columns.values()]
        for instance in self.data:
            yield format_html(
                '<tr data-list-target="row" data-link="{}">{}</tr>',
                self.row_link(instance),
                mark_safe(
                    "".join(_cell(column, css, instance, context) for column, css in columns)
                ),
            )

    @property
    def feet(self) -> Iterator[dict]:
        """A row of totals for each currency, with an empty cell where nothing is summed."""
        for total in self.totals:
            yield {
                "label": total.with_remark(total.label),
                "cells": [self._total(column, total) for column in self.columns.values()],
            }

    def _total(self, column, total: Totals) -> dict:
        money = total.amounts.get(column.name)
        text = ""
        if money:
            currency, amount = money
            is_yuan = currency == "CNY"
            text = (
                amount_in(self.fits[column.name], amount) if is_yuan else scaled(amount, currency)
            )
        is_name = isinstance(column, NameColumn)
        return {"css": self.css[column.name], "is_name": is_name, "text": text}


def _cell(column, css, instance, context) -> SafeString:
    inner = column.inner(instance, context)
    label = column.label if "fact" in css and column.is_labelled else ""
    return format_html('<td class="{}"{}>{}</td>', css, _label(label) if inner else "", inner)


def _label(label) -> SafeString:
    return format_html(' data-label="{}"', label) if label else SafeString("")
