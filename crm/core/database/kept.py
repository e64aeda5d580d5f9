"""Tables whose rows stay as they were written: who runs the application can not change or remove
them, whatever the code says. Declared beside the model.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model


@dataclass(frozen=True)
class Kept:
    """``but``: the columns that may be written later; ``may_go``: rows may be removed, as what is
    personal has to be one day.
    """

    but: tuple[str, ...] = ()
    may_go: bool = False


KEPT_ROWS: dict[type[Model], Kept] = {}


def keep_rows(model: type[Model], *, but: Iterable[str] = (), may_go: bool = False) -> None:
    """Rows of ``model`` are only added to; of its fields ``but`` alone are written later. A model
    of a history is one by itself.
    """
    KEPT_ROWS[model] = Kept(tuple(but), may_go)


def written_later(model: type[Model]) -> tuple[str, ...] | None:
    """The fields that alone may be saved again; None where all may."""
    return KEPT_ROWS[model].but if model in KEPT_ROWS else None


def kept_rows() -> dict[str, Kept]:
    """{table: what may be done to its rows}, those of all histories among them."""
    by_table = {model._meta.db_table: Kept() for model in apps.get_models() if is_history(model)}
    for model, kept in KEPT_ROWS.items():
        columns = tuple(str(model._meta.get_field(name).column) for name in kept.but)
        by_table[model._meta.db_table] = Kept(columns, kept.may_go)
    return by_table


def is_history(model: type[Model]) -> bool:
    return hasattr(model, "history_object") and hasattr(model, "instance_type")
