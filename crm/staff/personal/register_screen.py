"""The register: what is stored of whom, for what, and for how long."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from crm.core.models import Parameter
from crm.core.personal.labels import called
from crm.core.personal.registry import (
    HOLDINGS,
    IMPERSONAL,
    KIND_LABELS,
    Holding,
    Kind,
    months_in_words,
)
from crm.core.punctuation import listed

from ..tables.export_screen import Sheet, export_sheet

TIME = 5  # the place of the column


def register(request):
    if not request.user.has_perm("core.view_personalregister"):
        raise PermissionDenied
    if "export" in request.GET:
        return export_sheet(request, sheet_of_register())
    columns = _columns()
    context = {
        "columns": columns,
        "rows": [(_labelled(row["cells"], columns), row["times"]) for row in _rows()],
        "title": _title(),
        "not_personal": sum(len(names) for names in IMPERSONAL.values()),
    }
    return render(request, "core/personal/register.html", context)


def sheet_of_register() -> Sheet:
    """One row for each model and each kind of data in it; then what was declared as not personal,
    with its reason.
    """
    rows = [cells for row in _rows() for cells in row["cells"]]
    return Sheet(_title(), _columns(), [*rows, *_impersonal()])


def _title() -> str:
    return _("Register of personal data")


def _columns() -> list[str]:
    return [
        _("kind of record"),
        _("whose data"),
        _("kind of data"),
        _("fields"),
        _("purpose"),
        _("kept for"),
        _("why it is not taken away on request"),
    ]


def _rows() -> list[dict]:
    """By kind of record; structured data of people before those in which they are only named.
    ``times`` is the key of the rule number that says how long, for whoever may propose another.
    """
    holdings = sorted(HOLDINGS.values(), key=_order)
    codes = {holding.keeping.code for holding in holdings if holding.keeping}
    numbers = {parameter.code: parameter for parameter in Parameter.objects.filter(code__in=codes)}
    rows = []
    for holding in holdings:
        number = holding.keeping and numbers[holding.keeping.code]
        term = months_in_words(int(number.value) if number else 0)
        rows.append({"cells": _cells(holding, term), "times": number and number.pk})
    return rows


def _order(holding: Holding) -> tuple:
    only_named = set(holding.fields.values()) <= {Kind.WORDS}
    return only_named, holding.model._meta.app_label, str(holding.model._meta.verbose_name)


def _cells(holding: Holding, term: str) -> list[list[str]]:
    name, reason = capfirst(called(holding.model)), str(holding.stays)
    return [
        [name, str(holding.who), str(label), labels, str(holding.purpose), term, reason]
        for kind, label in KIND_LABELS.items()
        if (labels := _labels(holding, kind))
    ]


def _labels(holding: Holding, kind: Kind) -> str:
    fields = (holding.model._meta.get_field(name) for name in holding.of_kind(kind))
    return listed(dict.fromkeys(called(field) for field in fields))


def _impersonal() -> list[list[str]]:
    return [
        [capfirst(called(model)), _("nobody’s"), "", name, "", "", str(why)]
        for model, names in IMPERSONAL.items()
        for name, why in names.items()
    ]


def _labelled(lines: list[list[str]], columns: list[str]) -> list[list[tuple]]:
    """[(column, cell, whether it says how long)] of each line; on a phone the columns stand beside
    the cells.
    """
    return [
        [
            (title, cell, place == TIME)
            for place, (title, cell) in enumerate(zip(columns, cells, strict=True))
        ]
        for cells in lines
    ]
