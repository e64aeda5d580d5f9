"""Who is new on a list, has risen, fallen or gone between two of its years, and what that means for
those whom we go after.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from ..models import Company, CompanyRelation, FitScore, Lead, Project, TargetEntry, TargetList


class Way(StrEnum):
    NEW, UP, SAME, DOWN, GONE = "new", "up", "same", "down", "gone"


@dataclass
class Movement:
    """``successor`` is the company that took over one that is gone; ``fit`` is None for companies
    that are here.
    """

    company: Company
    before: int | None
    rank: int | None
    way: Way
    is_here: bool = False
    open_leads: int = 0
    fit: int | None = None
    successor: str = ""

    @property
    def steps(self) -> int | None:
        """Places upwards; None where there are not two ranks."""
        return None if None in (self.before, self.rank) else self.before - self.rank

    @property
    def meaning(self) -> str:
        """What to do about it."""
        if self.way == Way.GONE:
            return self._gone()
        if self.is_here:
            return _HERE[self.way]()
        if self.open_leads:
            return _IN_HAND[self.way]()
        return _NOT_YET[self.way]()

    def _gone(self) -> str:
        if self.successor:
            return _("Taken over by %(company)s: go on there.") % {"company": self.successor}
        if self.is_here:
            return _("No longer on the list: ask the enterprise here how it does.")
        if self.open_leads:
            return _("No longer on the list: look again at the open leads.")
        return _("No longer on the list: approach it after the others.")


_HERE = {
    Way.NEW: lambda: _("Newly on the list and here: ask for its next project."),
    Way.UP: lambda: _("Grows and is here: ask for its next project."),
    Way.SAME: lambda: _("Is here: keep in touch."),
    Way.DOWN: lambda: _("Falls and is here: ask how it does."),
}
_IN_HAND = {
    Way.NEW: lambda: _("Newly on the list: press on with the open leads."),
    Way.UP: lambda: _("Grows: press on with the open leads."),
    Way.SAME: lambda: _("Go on with the open leads."),
    Way.DOWN: lambda: _("Falls: examine the open leads anew."),
}
_NOT_YET = {
    Way.NEW: lambda: _("Newly on the list: take it up as a target."),
    Way.UP: lambda: _("Grows: approach it."),
    Way.SAME: lambda: _("Nothing new."),
    Way.DOWN: lambda: _("Falls: no hurry."),
}


def pairs_of_lists(user) -> list[tuple[TargetList, TargetList]]:
    """(a list, the one of its kind stored before it), the newest first."""
    lists = list(TargetList.objects.visible_to(user))
    return [(newer, older) for newer in lists if (older := _list_before(newer, lists))]


def _list_before(newer: TargetList, lists: list[TargetList]) -> TargetList | None:
    """``lists`` begin with the newest."""
    earlier = (
        other for other in lists if other.kind_id == newer.kind_id and other.year < newer.year
    )
    return next(earlier, None)


def movements(newer: TargetList, older: TargetList, user) -> list[Movement]:
    """Every company of the two lists once: as the newer one has them, and then who is gone."""
    ranks, old_ranks = _ranks(newer), _ranks(older)
    companies = Company.objects.in_bulk([*ranks, *old_ranks])
    moves = [
        Movement(companies[pk], old_ranks.get(pk), ranks.get(pk), _way(pk, ranks, old_ranks))
        for pk in dict.fromkeys([*ranks, *old_ranks])
    ]
    _add_what_is_known(moves, user)
    return moves


def _ranks(of: TargetList) -> dict[int, int | None]:
    entries = TargetEntry.objects.filter(target_list=of).order_by("rank", "name_as_listed")
    return dict(entries.values_list("company", "rank"))


def _way(pk, ranks, old_ranks) -> Way:
    if pk not in old_ranks:
        return Way.NEW
    if pk not in ranks:
        return Way.GONE
    rank, old_rank = ranks[pk], old_ranks[pk]
    if None in (rank, old_rank) or rank == old_rank:
        return Way.SAME
    return Way.UP if rank < old_rank else Way.DOWN


def _add_what_is_known(moves: list[Movement], user) -> None:
    keys = [move.company.pk for move in moves]
    settled = set(
        Project.objects.settled().filter(company__in=keys).values_list("company", flat=True)
    )
    leads: dict[int, int] = {}
    open_leads = Lead.objects.visible_to(user).open().order_by().filter(company__in=keys)
    for pk in open_leads.values_list("company", flat=True):
        leads[pk] = leads.get(pk, 0) + 1
    scores = FitScore.objects.visible_to(user).filter(company__in=keys)
    fit = dict(scores.values_list("company", "score"))
    kind = CompanyRelation.Kind.SUCCESSOR
    relations = CompanyRelation.objects.visible_to(user).filter(company__in=keys, kind=kind)
    successors = dict(relations.order_by("said_on").values_list("company", "other__name"))
    for move in moves:
        pk = move.company.pk
        move.is_here, move.open_leads = pk in settled, leads.get(pk, 0)
        move.fit, move.successor = fit.get(pk), successors.get(pk, "")
