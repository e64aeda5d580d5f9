"""What a use case, a model or the database refuses stands on the form, at the field that it is
about.
"""

from contextlib import contextmanager

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import CheckConstraint, ProtectedError
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .errors import Refused
from .punctuation import clauses, listed

REFUSALS = (Refused, ValidationError, IntegrityError, DataError, ProtectedError)


@contextmanager
def refusals_on(form, *, at: str | None = None):
    """Do what stands in the block whole or not at all; a refusal ends it and stands on ``form``.

    It stands at its own field, at ``at`` where it names none, above the form where that has no such
    field. The block returns the answer of what was stored; after it comes the form again:

        with refusals_on(form):
            return redirect(store(**form.cleaned_data))
        return render(request, …, {"form": form})
    """
    is_done = False
    try:
        with transaction.atomic():
            yield
            is_done = True
    except REFUSALS as refusal:
        if is_done:
            raise  # by the commit itself, when the answer was given already
        add_refusal(form, refusal, at=at)


@contextmanager
def refusals_as_message(request):
    """As ``refusals_on`` where nothing was typed that could be lost: the refusal is a message on
    the page that follows.
    """
    is_done = False
    try:
        with transaction.atomic():
            yield
            is_done = True
    except REFUSALS as refusal:
        if is_done:
            raise
        messages.error(request, in_words(refusal))


def add_refusal(form, refusal: Exception, *, at: str | None = None):
    """Add ``refusal`` to a bound form."""
    for name, texts in by_field(refusal).items():
        for text in texts:
            field = next((field for field in (name, at) if field in form.fields), None)
            field = field or _field_meant(form, text)
            form.add_error(field, text if field else f"{_label(form, name)}{text}")


def _field_meant(form, message: str) -> str | None:
    """The one field of the form that a model's check constraint with this message is about; None
    where there is none, or several fields.
    """
    rules = [
        constraint
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    ]
    for rule in rules:
        if str(rule.get_violation_error_message()) == message:
            names = {name.split("__")[0] for name in _names_in(rule.condition)} & form.fields.keys()
            if len(names) == 1:
                return names.pop()
    return None


def _names_in(condition):
    for child in getattr(condition, "children", ()):
        if isinstance(child, tuple):
            yield child[0]
        else:
            yield from _names_in(child)


def by_field(refusal: Exception) -> dict[str, list[str]]:
    """{name of a field, or NON_FIELD_ERRORS: what was refused}."""
    if isinstance(refusal, ValidationError):
        if hasattr(refusal, "error_dict"):
            return {name: list(texts) for name, texts in refusal.message_dict.items()}
        return {NON_FIELD_ERRORS: list(refusal.messages)}
    return {NON_FIELD_ERRORS: [_in_words(refusal)]}


def in_words(refusal: Exception) -> str:
    """The whole refusal as one line, for a message."""
    return clauses(text for texts in by_field(refusal).values() for text in texts)


def _label(form, name: str) -> str:
    """What people call a field that the form does not show; "" for the form as a whole."""
    model = getattr(getattr(form, "_meta", None), "model", None)
    names = {field.name: field.verbose_name for field in model._meta.fields} if model else {}
    return _("%(field)s: ") % {"field": capfirst(names[name])} if name in names else ""


def _in_words(refusal: Exception) -> str:
    if isinstance(refusal, ProtectedError):
        held_by = listed(
            dict.fromkeys(str(record._meta.verbose_name) for record in refusal.protected_objects)
        )
        return _("Other records hold on to it: %(kinds)s.") % {"kinds": held_by}
    if isinstance(refusal, DataError):
        return _("A number or a text is larger than can be stored.")
    if isinstance(refusal, IntegrityError):
        return str(
            _of_constraint(refusal) or _("Another record that is stored already stands against it.")
        )
    return str(refusal)


def _of_constraint(refusal: IntegrityError) -> str | Promise:
    """The model's message for the constraint that the database names; "" where it has none."""
    name = getattr(getattr(refusal.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return _said_of(model, constraint)
    return ""


def _said_of(model, constraint) -> str | Promise:
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return constraint.get_violation_error_message()
    if getattr(constraint, "fields", ()) and not constraint.condition:
        return " ".join(model().unique_error_message(model, constraint.fields).messages)
    return ""
