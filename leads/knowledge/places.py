"""A company's places on the lists over the years, with how it moved from list to list."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.money import scaled

from ..models import Company, TargetEntry, TargetList


@dataclass(frozen=True)
class Place:
    """A place on the list of one year; ``before`` is the rank on the list of that kind stored for
    the year before it, None where it did not stand there. ``had_before``: there is such a list.
    """

    entry: TargetEntry
    before: int | None
    had_before: bool
    grown: Decimal | None  # revenue against that place, a fraction

    @property
    def revenue(self) -> str:
        entry = self.entry
        return "—" if entry.revenue is None else scaled(entry.revenue, entry.currency)

    @property
    def movement(self) -> str:
        rank = self.entry.rank
        if not self.had_before:
            return "—"
        if self.before is None:
            return _("newly listed")
        if rank is None or rank == self.before:
            return "="
        return f"▲{self.before - rank}" if rank < self.before else f"▼{rank - self.before}"


@dataclass(frozen=True)
class Gone:
    """The company stood on the list of ``year`` and stands on no newer one of its kind."""

    kind: str
    year: int
    newest: int


def years_of_kinds() -> dict[str, list[int]]:
    """{kind of list: the years that are stored, newest first}."""
    years = defaultdict(list)
    for kind, year in TargetList.objects.order_by("-year").values_list("kind", "year"):
        years[kind].append(year)
    return years


def places_of(company: Company) -> tuple[list[Place], list[Gone]]:
    """Its own places, newest first, and the kinds of list that it has left."""
    entries = list(TargetEntry.objects.filter(company=company).select_related("target_list"))
    stored = years_of_kinds()
    by_list = {(entry.target_list.kind_id, entry.target_list.year): entry for entry in entries}
    places = [_place(entry, by_list, stored) for entry in entries]
    last_years = {}
    for kind, year in by_list:
        last_years[kind] = max(year, last_years.get(kind, 0))
    gone = [
        Gone(kind, year, stored[kind][0])
        for kind, year in sorted(last_years.items())
        if year < stored[kind][0]
    ]
    return places, gone


def _place(entry, by_list, stored) -> Place:
    kind, year = entry.target_list.kind_id, entry.target_list.year
    earlier = next((other for other in stored[kind] if other < year), None)
    previous = by_list.get((kind, earlier))
    return Place(entry, previous and previous.rank, earlier is not None, _grown(entry, previous))


def _grown(entry, previous) -> Decimal | None:
    """Revenue against the earlier place, where both are in one currency."""
    if not (previous and previous.revenue and entry.revenue) or previous.currency != entry.currency:
        return None
    return entry.revenue / previous.revenue - 1
