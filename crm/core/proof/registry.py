"""What the checkpoints cover. Each app says it once, in ``proof.py``, called by its ``ready()``:

* ``append_only(model)``: rows are added, never changed and never taken away;
* ``tracked(model)``: rows change, and each change leaves a row in the model's history;
* ``noted(table)``: rows change without a history; what changed is told, and alarms nobody unless a
  check of the app knows how it has to be.

The history tables of all models are covered without being named, but those of ``forget_history``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.apps import apps
from django.db.models import Model

APPEND_ONLY, TRACKED, NOTED = "append-only", "tracked", "noted"


@dataclass(frozen=True)
class Covered:
    """One table under the checkpoints.

    ``name`` is that of the table; a second covering of the same table has its own. ``columns`` are
    what is covered of a row, ``secret`` those that leave the database as a keyed digest alone.
    ``history`` is the table that explains the changes, and ``unwritten`` the columns that it does
    not have or that are written past it. ``fixed`` columns never change; with ``fixed_in`` not once
    the row has been in one of these states. A row counts ``once`` that column has a value.
    ``label`` is the model's, as content types name it.
    """

    name: str
    table: str
    kind: str
    key: str
    columns: tuple[str, ...]
    secret: frozenset[str] = frozenset()
    history: str = ""
    unwritten: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    fixed_in: frozenset[str] = frozenset()
    label: str = ""
    has_moves: bool = False
    once: str = ""
    model: type[Model] | None = field(default=None, compare=False, repr=False)


COVERED: dict[str, Covered] = {}
_FORGETTING: set[type[Model]] = set()
# Each gets an opened export and yields what is wrong in it (crm.core.proof.fault.Fault).
PROOF_CHECKS: list[Callable] = []
# What else each checkpoint signs, by its name in the body: a function that knows it from elsewhere
# than the database.
SIGNED_FACTS: dict[str, Callable[[], object]] = {}
# (model, field with a file, whether the file itself goes into an export, or its hash alone).
EXPORTED_FILES: list[tuple[type[Model], str, bool]] = []


def cover(*coverings: Covered) -> None:
    COVERED.update({covering.name: covering for covering in coverings})


def register_check(check: Callable) -> None:
    if check not in PROOF_CHECKS:
        PROOF_CHECKS.append(check)


def sign_also(name: str, tell: Callable[[], object]) -> None:
    SIGNED_FACTS[name] = tell


def export_files(model: type[Model], field: str, *, are_copied: bool) -> None:
    if (model, field, are_copied) not in EXPORTED_FILES:
        EXPORTED_FILES.append((model, field, are_copied))


def append_only(
    model: type[Model],
    *,
    only: Iterable[str] = (),
    without: Iterable[str] = (),
    name: str = "",
    once: str = "",
) -> Covered:
    """``only``: just these fields never change; ``without``: these do. A part of a row has a
    ``name`` of its own. ``once``: from when that field has a value.
    """
    fields = [model._meta.get_field(field_name) for field_name in only] or _fields(model, without)
    table = model._meta.db_table
    covered = _covered(model, fields, name=f"{table}.{name}" if name else table, kind=APPEND_ONLY)
    return replace(covered, once=model._meta.get_field(once).column) if once else covered


def tracked(
    model: type[Model],
    *,
    without: Iterable[str] = (),
    unwritten: Iterable[str] = (),
    fixed: Iterable[str] = (),
    fixed_in: Iterable[str] = (),
) -> Covered:
    """``without``: fields that are not covered. Fields that the history leaves out are
    ``unwritten`` by themselves.
    """
    history = model.history.model
    tracked_names = {field.name for field in history.tracked_fields}
    fields = _fields(model, without)
    columns = {
        field.column
        for field in fields
        if field.name not in tracked_names or field.name in unwritten
    }
    return replace(
        _covered(model, fields, name=model._meta.db_table, kind=TRACKED),
        history=history._meta.db_table,
        unwritten=frozenset(columns),
        fixed=frozenset(model._meta.get_field(name).column for name in fixed),
        fixed_in=frozenset(fixed_in),
        has_moves=hasattr(model, "TRANSITIONS"),
    )


def noted(model: type[Model], *, without: Iterable[str] = ()) -> Covered:
    fields = _fields(model, without)
    return _covered(model, fields, name=model._meta.db_table, kind=NOTED)


def forget_history(model: type[Model]) -> None:
    """Its history may be taken away by law (personal data), so the checkpoints leave it out."""
    _FORGETTING.add(model)


def all_covered() -> dict[str, Covered]:
    """By name: what the apps named, and every history."""
    return {**{history.name: history for history in _histories()}, **COVERED}


def _histories() -> list[Covered]:
    histories = []
    for model in apps.get_models():
        of_rows = hasattr(model, "history_object") and model.instance_type not in _FORGETTING
        of_links = any(field.name == "m2m_history_id" for field in model._meta.fields)
        if of_rows or of_links:
            histories.append(append_only(model))
    return histories


def _fields(model: type[Model], without: Iterable[str]) -> list:
    left_out = set(without)
    return [field for field in model._meta.concrete_fields if field.name not in left_out]


def _covered(model: type[Model], fields: list, *, name: str, kind: str) -> Covered:
    key = model._meta.pk
    columns = dict.fromkeys([key.column, *(field.column for field in fields)])
    return Covered(
        name=name,
        table=model._meta.db_table,
        kind=kind,
        key=key.column,
        columns=tuple(columns),
        secret=frozenset(field.column for field in fields if getattr(field, "secret", False)),
        label=model._meta.label_lower,
        model=model,
    )
