"""The edit screens of records whose days are promised: who moves one says why.

A model names the days that bind it at present in its property ``promised_days``. The reason stands
in the record's history, beside the day as it was.
"""

from django import forms
from django.utils.translation import gettext as _

WHY = "why_moved"


class AsksWhyDaysMove:
    """Mixin of the screens that edit."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if promised_days(form):
            form.fields[WHY] = forms.CharField(
                label=_("why the day moves"),
                required=False,
                max_length=100,
                help_text=_("Asked for when a promised day moves; it is kept in the history."),
            )
        return form

    def is_valid(self, form):
        if WHY in form.fields:
            form.fields[WHY].required = any(_moves(form, name) for name in promised_days(form))
        return super().is_valid(form)


def promised_days(form) -> list[str]:
    """The names of the fields of ``form`` that hold a promised day."""
    record = form.instance
    names = getattr(record, "promised_days", ())
    return [name for name in names if name in form.fields and form.initial.get(name)]


def _moves(form, name: str) -> bool:
    return form.fields[name].has_changed(form.initial[name], form[name].data)


def why_moved(form) -> str:
    """The reason, empty where none was given."""
    return form.cleaned_data.get(WHY, "")
