"""Two people in one form: what both typed is kept, and where they differ the second one decides,
with both texts in view.
"""

from dataclasses import dataclass

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from simple_history.utils import get_history_manager_for_model

from crm.core.by_key import key_of
from crm.core.punctuation import listed
from crm.core.writing.history import in_words

VERSION = "form_version"


@dataclass(frozen=True)
class Difference:
    """A field that someone else stored while the form was open: ``theirs`` is stored, ``conflicts``
    where the user typed something else.
    """

    name: str
    theirs: object
    conflicts: bool


def newest_version(record):
    """The newest row of the record's history; None where it keeps none."""
    if not hasattr(record, "history"):
        return None
    history = get_history_manager_for_model(type(record))
    return (
        history.filter(**{record._meta.pk.attname: record.pk})
        .select_related("history_user")
        .order_by("-history_id")
        .first()
    )


def remember_version(form, record, version=None):
    """Let the form say, when it comes back, which version of the record it was filled in from;
    ``version`` is the newest one, where that is known already.
    """
    version = version or newest_version(record)
    if version:
        form.fields[VERSION] = forms.IntegerField(
            required=False, widget=forms.HiddenInput(), initial=version.history_id
        )
    return form


def differences(form, record) -> tuple[object, list[Difference]]:
    """(newest version, what was stored since the form was opened); (None, []) if nothing was."""
    newest = newest_version(record)
    opened = newest and key_of(type(newest), form.data.get(VERSION))
    if opened is None or opened >= newest.history_id:
        return None, []
    history = type(newest).objects
    base = history.filter(**{record._meta.pk.attname: record.pk, "history_id": opened}).first()
    if base is None:
        return None, []
    compared = [
        _difference(form, field, base, newest)
        for field in newest.tracked_fields
        if field.name in form.fields
    ]
    return newest, [difference for difference in compared if difference]


def _difference(form, field, base, newest) -> Difference | None:
    before, theirs = getattr(base, field.attname), getattr(newest, field.attname)
    if before == theirs:
        return None
    bound, typed = form.fields[field.name], form[field.name].data
    mine_is_old = not bound.has_changed(before, typed)
    mine_is_theirs = not bound.has_changed(theirs, typed)
    return None if mine_is_theirs else Difference(field.name, theirs, conflicts=not mine_is_old)


def take_theirs(form, record, changes: list[Difference]):
    """Fields that only the other person changed keep that person's value."""
    data = form.data.copy()
    for change in changes:
        if not change.conflicts:
            data[form.add_prefix(change.name)] = _typed(form, change.name, change.theirs)
    form.data = data


def _typed(form, name, value):
    """The value as the browser would send it."""
    if value is None or value is False:
        return ""
    field = form.fields[name]
    prepared = field.prepare_value(value)
    if prepared is None:
        return ""
    return str(prepared if hasattr(field, "queryset") else field.widget.format_value(prepared))


def show_conflicts(form, record, newest, changes: list[Difference]):
    """The typed text stays in its fields; beside each field that differs stands what was stored,
    with a button that takes it.
    """
    data = form.data.copy()
    data[form.add_prefix(VERSION)] = str(newest.history_id)
    form.data = data
    who = newest.history_user or "—"
    for change in changes:
        if change.conflicts:
            form.add_error(change.name, _beside(form, record, who, change))
    form.add_error(
        None,
        _(
            "%(person)s changed this record while you were typing. Your text is kept; decide "
            "on each marked field, then save again."
        )
        % {"person": who},
    )


def _beside(form, record, who, change):
    field = record._meta.get_field(change.name)
    value = change.theirs
    if field.is_relation and value is not None:
        stored = form.fields[change.name].queryset.filter(pk=value)  # what the person may choose
        value = stored.first() or value
    words = in_words(field, value)
    typed = _typed(form, change.name, change.theirs)
    return format_html(
        '<span class="beside">{} <q>{}</q> <button type="button" class="button button-small '
        'button-secondary" data-take="{}" data-value="{}" '
        'data-title="{}">{}</button>{}</span>',
        _("%s stored:") % who,
        words,
        form[change.name].id_for_label,
        typed,
        words,
        _("Take this"),
        _append_button(form, change.name, typed),
    )


def _append_button(form, name, typed):
    if not isinstance(form.fields[name].widget, forms.Textarea):
        return ""
    return format_html(
        ' <button type="button" class="button button-small button-secondary" '
        'data-append="{}" data-value="{}">{}</button>',
        form[name].id_for_label,
        typed,
        _("Keep both"),
    )


def names_of(form, changes: list[Difference]) -> str:
    return listed(form.fields[change.name].label for change in changes)
