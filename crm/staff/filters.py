"""The conditions of lists: several choices of one kind at once, amounts from and to, and each
condition as a chip that can be read and taken away.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial, reduce
from operator import or_

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django_filters.fields import ModelChoiceIterator, ModelMultipleChoiceField
from django_filters.widgets import SuffixedMultiWidget
from wagtail.admin.active_filters import (
    BaseFilterAdapter,
    RangeFilterAdapter,
    register_filter_adapter_class,
)
from wagtail.admin.filters import WagtailFilterSet

from crm.core.indicators.behind import KEY as BEHIND
from crm.core.indicators.behind import read_behind
from crm.core.money import plain, unit_for

WAN = 10**4  # yuan
AS_CHIPS = 5  # conditions with a chip of their own; the others stand behind “more conditions”
NAMED = 2  # choices that a chip names; more are counted
OF_A_PAGE = ("p", "after", "before", "_w_filter_fragment")


class BehindFilter(django_filters.CharFilter):
    """The records that were counted for a figure: an address leads here, nobody types it."""

    def filter(self, rows, value):
        if not value:
            return rows
        behind = read_behind(value)
        is_of_these = behind and behind.indicator.source.model is rows.model
        return behind.of(rows) if is_of_these else rows.none()


class BehindAdapter(BaseFilterAdapter):
    def get_active_filters(self):
        behind = read_behind(self.value)
        user = self.filter.parent.request.user
        for active in super().get_active_filters():
            yield active._replace(value=behind.in_words(user) if behind else "?")


register_filter_adapter_class(BehindFilter, BehindAdapter)


class OfferedChoices(ModelChoiceIterator):
    """Of a published standard one level (its model's ``OFFERED``) instead of thousands of codes."""

    def __init__(self, field):
        super().__init__(field)
        self.queryset = self.queryset.filter(self.queryset.model.OFFERED)


class CodesField(ModelMultipleChoiceField):
    iterator = OfferedChoices


class CodesFilter(django_filters.ModelMultipleChoiceFilter):
    """By codes that are read from the left: a chosen one finds what lies below it too."""

    field_class = CodesField

    def filter(self, rows, value):
        conditions = (Q(**{f"{self.field_name}__pk__startswith": code.pk}) for code in value or ())
        return rows.filter(reduce(or_, conditions)) if value else rows


class ListFilters(WagtailFilterSet):
    """Of a field of the row itself several values may be chosen; of a related record's field only
    one, since rows would come twice.
    """

    figure = BehindFilter(label=gettext_lazy("figure"), widget=forms.HiddenInput)

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        if not (data and data.get(BEHIND)):
            del self.filters[BEHIND]

    @classmethod
    def filter_for_field(cls, model_field, name, lookup_expr=None):
        single = super().filter_for_field(model_field, name, lookup_expr)
        several = {
            django_filters.ChoiceFilter: django_filters.MultipleChoiceFilter,
            django_filters.ModelChoiceFilter: django_filters.ModelMultipleChoiceFilter,
        }.get(type(single))
        if several is None or "__" in name:
            return single
        options = {
            key: value for key, value in single.extra.items() if key in ("choices", "queryset")
        }
        if hasattr(model_field.related_model, "OFFERED"):
            several = CodesFilter
        elif _is_long(model_field.related_model):
            options["queryset"] = partial(_in_use, model_field)
        return several(
            field_name=name,
            distinct=False,
            widget=forms.CheckboxSelectMultiple,
            **options,
        )


def _is_long(model) -> bool:
    return model is ContentType or getattr(model, "IS_LONG", False)


def _in_use(field, _request):
    """Of a long list only the records that some row refers to."""
    keys = field.model._base_manager.order_by().values(field.name)
    return field.related_model.objects.filter(pk__in=keys)


class WanRangeWidget(SuffixedMultiWidget):
    suffixes = ["from", "to"]

    def __init__(self):
        super().__init__(
            [
                forms.NumberInput(attrs={"placeholder": _("at least"), "step": "any"}),
                forms.NumberInput(attrs={"placeholder": _("at most"), "step": "any"}),
            ]
        )

    def decompress(self, value):
        return [value.start, value.stop] if value else [None, None]


class WanRangeFilter(django_filters.RangeFilter):
    """Amounts from and to, in ten thousand yuan."""

    def __init__(self, **kwargs):
        super().__init__(widget=WanRangeWidget, **kwargs)

    def filter(self, rows, value):
        """A range that begins after it ends finds nothing; an open end is no end."""
        bounds = {"gte": value.start, "lte": value.stop} if value else {}
        conditions = {
            f"{self.field_name}__{bound}": Decimal(number) * WAN
            for bound, number in bounds.items()
            if number is not None
        }
        return rows.filter(**conditions) if conditions else rows


class WanRangeAdapter(RangeFilterAdapter):
    def format_value(self, value):
        return "" if value is None else plain(value)

    def get_active_filters(self):
        """In words: “≥ 5,000 万元”."""
        for active in super().get_active_filters():
            yield active._replace(value=self._in_words())

    def _in_words(self) -> str:
        low, high = self.value.start, self.value.stop
        unit = unit_for([Decimal(WAN)]).name
        if low is not None and high is not None:
            return f"{plain(low)}–{plain(high)} {unit}"
        return f"≥ {plain(low)} {unit}" if high is None else f"≤ {plain(high)} {unit}"


register_filter_adapter_class(WanRangeFilter, WanRangeAdapter)


@dataclass
class Chip:
    """One condition: what it is called, what it says now ("" while it is not set), the field that
    sets it and the address of the list without it.
    """

    name: str
    label: str
    says: str
    without: str
    field: BoundField


@dataclass
class Chips:
    shown: list[Chip] = field(default_factory=list)
    more: list[Chip] = field(default_factory=list)
    clear: str = ""

    @property
    def active(self) -> list[Chip]:
        return [chip for chip in self.shown if chip.says]


def chips_of(filters, active_filters, request, index_url: str) -> Chips:
    """The chips of a list: first those that are set, then the next ones, the rest behind “more”."""
    if not filters:
        return Chips()
    values = defaultdict(list)
    for active in active_filters:
        values[active.auto_id].append(str(active.value))
    chips = [
        _chip(bound, values.get(bound.auto_id, []), request, index_url) for bound in filters.form
    ]
    chips.sort(key=lambda chip: not chip.says)
    places = max(AS_CHIPS, sum(bool(chip.says) for chip in chips))
    clear = address_without(request, index_url, *(_keys(bound) for bound in filters.form))
    return Chips(chips[:places], chips[places:], clear)


def _chip(bound: BoundField, values: list[str], request, index_url) -> Chip:
    return Chip(
        name=bound.name,
        label=str(bound.label),
        says=_in_short(values),
        without=address_without(request, index_url, _keys(bound)),
        field=bound,
    )


def _in_short(values: list[str]) -> str:
    if len(values) > NAMED:
        parts = {"first": values[0], "count": len(values)}
        return _("%(first)s and others, %(count)d in all") % parts
    return pgettext("between choices", " or ").join(values)


def _keys(bound: BoundField) -> list[str]:
    """The keys of an address that belong to the field."""
    suffixes = getattr(bound.field.widget, "suffixes", None)
    return [bound.name, *(f"{bound.name}_{suffix}" for suffix in suffixes or ())]


def address_without(request, index_url: str, *keys: list[str]) -> str:
    """The list as it is shown, without these conditions, from its first page."""
    query = request.GET.copy()
    for key in (*OF_A_PAGE, *(name for group in keys for name in group)):
        query.pop(key, None)
    return f"{index_url}?{query.urlencode() or 'view=all'}"
