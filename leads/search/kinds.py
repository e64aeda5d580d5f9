"""What the search box finds: each kind of record with how it is shown."""

from collections.abc import Callable
from dataclasses import dataclass

from crm.staff.searches import INDEXED, Index

from .found import matching, newest_keys, terms_of


@dataclass(frozen=True)
class Kind:
    """``title`` and ``detail`` give the two lines of a hit; ``names`` are the fields that say how
    good a hit it is, and ``newest`` is the order of equally good ones; ``place`` is that of the
    kinds.
    """

    place: int
    model: type
    list_name: str
    icon: str
    permission: str
    title: Callable
    detail: Callable
    names: tuple[str, ...] = ("name",)
    newest: tuple[str, ...] = ("-updated_at", "-pk")
    related: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.verbose_name_plural


SEARCHED: list[Kind] = []


def register(kind: Kind):
    """Let the search box, the lists and the choosers of ``kind.model`` search by its index; the
    table has the search columns.

    A model has one kind, however often its app is made ready.
    """
    SEARCHED[:] = sorted(
        [*(other for other in SEARCHED if other.model is not kind.model), kind],
        key=lambda item: item.place,
    )
    INDEXED[kind.model] = Index(matching, terms_of, newest_keys)
