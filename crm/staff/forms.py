"""Form fields of the house: amounts typed in 万元 and kept in yuan; days as every browser reads
them.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import groupby
from operator import attrgetter

from django import forms
from django.db import models
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms.models import formfield_for_dbfield as registered_formfield

from crm.core.joins import read_with
from crm.core.models import User
from crm.core.money import FEN, is_money
from crm.core.seen import seen
from crm.core.sight import Sight, called_by

WAN = Decimal(10_000)


class NoteForm(forms.Form):
    """What is asked with a step that may be explained."""

    note = forms.CharField(label=_("note"), max_length=300, required=False)


class ReasonForm(forms.Form):
    """What is asked with a step that has to be explained."""

    note = forms.CharField(label=_("reason"), max_length=300)


def as_typed(number: Decimal) -> str:
    """A number as it is typed: no needless zeros and never an exponent ("7000", not "7E+3")."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class PlainNumber(forms.NumberInput):
    """Shows a stored number as a person would type it."""

    def format_value(self, value):
        return as_typed(value) if isinstance(value, Decimal) else super().format_value(value)


class UnitInput(PlainNumber):
    """A number with its unit beside it."""

    template_name = "core/unit_input.html"

    def __init__(self, unit, attrs=None):
        super().__init__(attrs)
        self.unit = unit

    def get_context(self, name, value, attrs):
        return {**super().get_context(name, value, attrs), "unit": self.unit}


class WanField(forms.DecimalField):
    """An amount shown and typed in ten thousand yuan (four places: the yuan), whose value is in
    yuan.
    """

    widget = UnitInput(pgettext_lazy("unit", "ten thousand yuan"))

    def __init__(self, **kwargs):
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 6)
        kwargs.setdefault("min_value", 0)
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return as_typed(value / WAN) if isinstance(value, Decimal) else value

    def clean(self, value):
        cleaned = super().clean(value)
        return None if cleaned is None else (cleaned * WAN).quantize(FEN)

    def has_changed(self, initial, data):
        return super().has_changed(initial / WAN if isinstance(initial, Decimal) else initial, data)


class DayInput(forms.DateInput):
    """The browser's own calendar; it wants ISO dates, whatever the language."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


def _is_in_yuan(field) -> bool:
    """An amount whose name does not say its unit yet."""
    return is_money(field) and str(_("yuan")) not in str(field.verbose_name)


def formfield(field, **kwargs):
    """The form field of a model field: a chooser window where its model has one, the browser's
    calendar for days.
    """
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        kwargs.setdefault("widget", DayInput())
    if isinstance(field, models.DecimalField):
        kwargs.setdefault("widget", UnitInput(_("yuan")) if _is_in_yuan(field) else PlainNumber())
    form_field = registered_formfield(field, **kwargs)
    if field.is_relation and field.related_model._meta.label == "core.User":
        form_field.queryset = form_field.queryset.staff()
    return form_field


class ByDepartment(ModelChoiceIterator):
    """Colleagues under the names of their departments, the nearest department first."""

    def __init__(self, field, *, nearest: int | None):
        super().__init__(field)
        self.nearest = nearest

    def __iter__(self):
        people = sorted(self.queryset.select_related("department"), key=self._place)
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for department, members in groupby(people, key=attrgetter("department")):
            yield str(department or "—"), [self.choice(member) for member in members]

    def _place(self, person):
        return (
            person.department_id != self.nearest,
            str(person.department or ""),
            person.department_id or 0,
            str(person),
        )


# (model, its field) → function (user) → the condition of the records that the field offers them.
_OFFERED: dict[tuple[type, str], Callable[[User], Q]] = {}


def offer_only(model: type, name: str, condition: Callable[[User], Q]):
    """Let the field ``name`` of ``model`` offer the records alone for which ``condition(user)``
    holds; one that was chosen before stays.
    """
    _OFFERED[model, name] = condition


def who_may(right: str) -> Callable[[User], Q]:
    """The condition of colleagues who hold the permission ``right``."""
    return lambda _user: Q(pk__in=User.objects.staff().with_right(right).values("pk"))


def scope_choices(form, user, model=None):
    """Let every choice of records in ``form`` offer only what ``user`` sees and ``offer_only`` says
    of the fields of ``model`` (that of the form, where it has one), and what is chosen already; of
    colleagues those nearby first.

    What is chosen already and is not the user's to know stays chosen, without its name.
    """
    sight = Sight(user)
    model = model or getattr(getattr(form, "_meta", None), "model", None)
    for name, field in form.fields.items():
        manager = (
            getattr(getattr(field, "queryset", None), "model", None)
            and field.queryset.model.objects
        )
        if manager and manager.model._meta.label == "core.User":
            field.iterator = partial(ByDepartment, nearest=user.department_id)
        if hasattr(manager, "visible_to"):
            chosen = getattr(getattr(form, "instance", None), f"{name}_id", None)
            key = getattr(field, "to_field_name", None) or "pk"
            may_be_chosen = seen("pk", manager.model, user)
            if condition := _OFFERED.get((model, name)):
                may_be_chosen &= condition(user)
            field.queryset = field.queryset.filter(may_be_chosen | Q(**{key: chosen}))
            field.queryset = read_with(field.queryset, called_by(manager.model))
            field.label_from_instance = partial(
                _known_label, sight, field.label_from_instance, key, chosen
            )
            field.widget.offered, field.widget.sight = field.queryset, sight
    return form


def _known_label(sight, usual, key, chosen, record) -> str:
    is_chosen = getattr(record, key) == chosen
    return sight.label(record) if is_chosen and not sight.knows(record) else usual(record)
