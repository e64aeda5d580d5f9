"""Taking personal data away: from a record and from its history, with what has to stay.

The record stays where something may rest on it; its personal fields are blanked. Of a text in which
the person is named, their name and numbers alone are cut out. Each leaves a row of ``Erasure``, and
the database blanks the history by that row alone (``core_forget_history``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from ..models import Erasure, PersonRequest, User
from ..punctuation import listed
from ..writes import as_one
from ..writing.history import save_as
from .find import fields_of_person
from .labels import called
from .registry import HOLDINGS, Holding, Kind, grounds_of

NOBODY = "〔已删除〕"  # in place of a name; the same in every language, as it is stored
SAID_IN_TEXTS = (Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.IDENTITY)
SHORTEST = 2  # characters
CUT = "〔…〕"  # in place of a name or number within a text


@dataclass
class Erased:
    """What was taken away of one record, and what stays: {label of the field: why}."""

    blanked: list[str] = field(default_factory=list)
    stays: dict[str, str] = field(default_factory=dict)
    is_deleted: bool = False


@as_one()
def erase(
    record: models.Model,
    *,
    by: User,
    why: str,
    terms: Sequence[str] = (),
    request: PersonRequest | None = None,
    whole: bool = False,
) -> Erased:
    """Blank the personal fields of ``record``, or delete it if ``whole`` and nothing has to stay.

    ``terms`` are what is cut out of texts; without any, the record's own names and numbers are.
    """
    model = type(record)
    row = model._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    holding, grounds = HOLDINGS[model], grounds_of(row)
    cut = [*terms] or _own_terms(row, holding)
    names = fields_of_person(row, holding, [*terms])
    values = _blanks(row, holding, names, grounds, cut)
    erased = Erased(list(values), grounds)
    if whole and not grounds:
        erased.is_deleted = True
        values = {name: blank_of(model, name) for name in holding.fields}
    if not values:
        return erased
    connection.check_constraints()  # of what was written before, while its history says the same
    trace = Erasure(
        content_type=ContentType.objects.get_for_model(model),
        object_id=row.pk,
        fields=_as_traced(model, values, holding),
        is_deleted=erased.is_deleted,
        why=why[:200],
        request=request,
        by=by,
    )
    trace.save()
    _take_away(row, holding, values, erased.is_deleted, by=by, why=why)
    forget_history(trace, cut)
    return erased


def _own_terms(row, holding: Holding) -> list[str]:
    texts = (str(getattr(row, name) or "") for name in holding.of_kind(*SAID_IN_TEXTS))
    terms = {text for text in texts if len(text) >= SHORTEST and text != NOBODY}
    return sorted(terms, key=len)[::-1]


def _blanks(row, holding: Holding, names: list[str], grounds: dict, terms: list[str]) -> dict:
    """{field: what stands there from now on}, of those that hold something."""
    blanks = {}
    for name in names:
        kind, value = holding.fields[name], getattr(row, name)
        if name in grounds or value in (None, "", [], {}):
            continue
        blank = without(value, terms) if kind == Kind.WORDS else blank_of(type(row), name)
        if blank != value:
            blanks[name] = blank
    return blanks


def blank_of(model: type[models.Model], name: str):
    """The value of a field that was blanked."""
    model_field = model._meta.get_field(name)
    if isinstance(model_field, models.JSONField):
        return model_field.get_default()
    if HOLDINGS[model].fields[name] == Kind.NAME and not model_field.blank:
        return NOBODY
    return None if model_field.null else ""


def without(value, terms: list[str]):
    """The text, or all texts of a structure, with ``terms`` cut out."""
    if isinstance(value, str):
        for term in terms:
            value = value.replace(term, CUT)
        return value
    if isinstance(value, list):
        return [without(item, terms) for item in value]
    if isinstance(value, dict):
        return {key: without(item, terms) for key, item in value.items()}
    return value


def _as_traced(model, values: dict, holding: Holding) -> dict:
    """By column; of a text nothing is kept but that it was cut."""
    return {
        model._meta.get_field(name).column: None if holding.fields[name] == Kind.WORDS else value
        for name, value in values.items()
    }


def _take_away(row, holding: Holding, values: dict, is_deleted: bool, *, by, why: str) -> None:
    for name in holding.of_kind(Kind.FILE):
        file = getattr(row, name)
        if name in values and file:
            transaction.on_commit(partial(file.storage.delete, file.name))
    if is_deleted:
        row._history_user, row._change_reason = by, why[:100]
        row.delete()
        return
    for name, value in values.items():
        setattr(row, name, value)
    save_as(row, by=by, reason=why, update_fields=[*values])


def forget_history(trace: Erasure, terms: list[str]) -> None:
    """The same fields in the record's history, and ``terms`` in the reasons that stand there."""
    with connection.cursor() as cursor:
        cursor.execute("select core_forget_history(%s, %s::text[])", [trace.pk, terms])


def in_words(record: models.Model, erased: Erased) -> str:
    """What was taken away and what stays, for the record of the request."""
    meta = type(record)._meta

    def label(name: str) -> str:
        return called(meta.get_field(name))

    if erased.is_deleted:
        return _("Deleted whole.")
    parts = []
    if erased.blanked:
        parts.append(_("Removed: %s.") % listed(map(label, erased.blanked)))
    for why in dict.fromkeys(erased.stays.values()):
        names = [label(name) for name, ground in erased.stays.items() if ground == why]
        parts.append(_("Stays: %(fields)s. %(why)s") % {"fields": listed(names), "why": why})
    return " ".join(parts) or _("Nothing was left to be removed.")
