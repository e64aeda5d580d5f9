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
    return [
        (newer, older)
        for newer in lists
        if (
            older := next(
                (
                    each
                    for each in lists
                    if each.kind_id == newer.kind_id and each.year < newer.year
                ),
                None,
            )
        )
    ]


def movements(newer: TargetList, older: TargetList, user) -> list[Movement]:
    """Every company of the two lists once: as the newer one has them, and then who is gone."""
    now, then = _ranks(newer), _ranks(older)
    companies = Company.objects.in_bulk([*now, *then])
    found = [
        Movement(companies[pk], then.get(pk), now.get(pk), _way(pk, now, then))
        for pk in dict.fromkeys([*now, *then])
    ]
    _add_what_is_known(found, user)
    return found


def _ranks(of: TargetList) -> dict[int, int | None]:
    entries = TargetEntry.objects.filter(target_list=of).order_by("rank", "name_as_listed")
    return dict(entries.values_list("company", "rank"))


def _way(pk, now, then) -> Way:
    if pk not in then:
        return Way.NEW
    if pk not in now:
        return Way.GONE
    rank, before = now[pk], then[pk]
    if None in (rank, before) or rank == before:
        return Way.SAME
    return Way.UP if rank < before else Way.DOWN


def _add_what_is_known(found: list[Movement], user) -> None:
    keys = [each.company.pk for each in found]
    here = set(Project.objects.settled().filter(company__in=keys).values_list("company", flat=True))
    leads: dict[int, int] = {}
    seen = Lead.objects.visible_to(user).open().order_by().filter(company__in=keys)
    for pk in seen.values_list("company", flat=True):
        leads[pk] = leads.get(pk, 0) + 1
    scores = FitScore.objects.visible_to(user).filter(company__in=keys)
    fit = dict(scores.values_list("company", "score"))
    kind = CompanyRelation.Kind.SUCCESSOR
    taken = CompanyRelation.objects.visible_to(user).filter(company__in=keys, kind=kind)
    successors = dict(taken.order_by("said_on").values_list("company", "other__name"))
    for each in found:
        pk = each.company.pk
        each.is_here, each.open_leads = pk in here, leads.get(pk, 0)
        each.fit, each.successor = fit.get(pk), successors.get(pk, "")
