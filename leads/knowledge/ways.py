"""The shortest ways from us to a company, over at most three steps.

A way begins with one of us, with a person of our registers, or with a company that works here; it
goes over people and over what ties companies to one another. It is searched from the company
backwards, level by level; each level asks the database once for each kind of tie and looks at no
more than ``WIDTH`` ties, so that a hub with a hundred thousand of them does not make it slow.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from crm.core.punctuation import phrases

from ..models import Acquaintance, Company, CompanyRelation, Contact, Native, Project

MOST_STEPS = 3
WIDTH = 500  # ties of one kind that are followed from one level
SHOWN = 5


@dataclass(frozen=True)
class Tie:
    """``company`` leads to ``to`` because it is its ``how``."""

    company: int
    to: int
    how: str


@dataclass(frozen=True)
class Way:
    """``person`` is None where the way begins with a company that works here. ``ties`` lead from
    the company that the person knows to the one that is wanted, nearest to us first.
    """

    steps: int
    closeness: int
    person: object | None
    how: str
    companies: tuple[Company, ...]  # the first one is known to the person, or works here
    hows: tuple[str, ...]  # what each company is to the next one
    acquaintance: Acquaintance | None = None

    def __len__(self) -> int:
        return self.steps


def ways_to(company: Company, user) -> list[Way]:
    """The shortest ways that ``user`` may know of, the closest acquaintance first."""
    ties: dict[int, Tie] = {}
    level, candidates = [company.pk], []
    for distance in range(MOST_STEPS):
        candidates += _people(level, distance, user)
        if distance:
            candidates += _settled(level, distance)
        if distance == MOST_STEPS - 1 or _is_enough(candidates, distance):
            break
        level = _further(level, ties, company.pk)
        if not level:
            break
    return _shortest_ways(candidates, company, ties)


def _is_enough(candidates, distance) -> bool:
    """Whether the search may end: what one level further back finds is longer than the shortest of
    ``candidates``, or there are as many as are shown.
    """
    shortest = min((candidate[0] for candidate in candidates), default=MOST_STEPS + 1)
    return shortest <= distance + 1 or len(candidates) >= SHOWN


def _further(level: list[int], ties: dict[int, Tie], goal: int) -> list[int]:
    """The companies that lead to those of ``level``; how they do is noted in ``ties``."""
    next_level = []
    for tie in _ties_to(level):
        if tie.company != goal and tie.company not in ties and tie.company not in level:
            ties[tie.company] = tie
            next_level.append(tie.company)
    return next_level


def _ties_to(level: list[int]) -> Iterable[Tie]:
    keys = set(level)
    relations = (
        CompanyRelation.objects.exclude(kind=CompanyRelation.Kind.COMPETITOR)
        .filter(Q(company__in=level) | Q(other__in=level))
        .values_list("company", "other", "kind")
    )
    for company, other, kind in relations[: 2 * WIDTH]:
        if company in keys:
            yield Tie(other, company, str(CompanyRelation.Kind(kind).label))
        if other in keys:
            yield Tie(company, other, str(CompanyRelation.CONVERSE[kind]))
    kin = (
        Company.objects.order_by("pk")
        .filter(Q(pk__in=level, parent__isnull=False) | Q(parent__in=level))
        .values_list("pk", "parent")
    )
    for member, parent in kin[: 2 * WIDTH]:
        if member in keys:
            yield Tie(parent, member, _("parent group"))
        if parent in keys:
            yield Tie(member, parent, _("member of the group"))


def _people(level: list[int], distance: int, user):
    """(steps, closeness, person, how, company, acquaintance) of those who know a company of
    ``level``: one of us is one step nearer than others.
    """
    acquaintances = Acquaintance.objects.visible_to(user).usable().filter(company__in=level)
    people = acquaintances.select_related("native", "contact", "agent", "colleague")
    for acquaintance in people[:WIDTH]:
        steps = distance + (1 if acquaintance.colleague_id else 2)
        how = phrases((acquaintance.how, acquaintance.get_closeness_display()))
        yield (
            steps,
            acquaintance.closeness,
            acquaintance.person,
            how,
            acquaintance.company_id,
            acquaintance,
        )
    works = _("works there")
    natives = Native.objects.visible_to(user).filter(company__in=level)
    contacts = Contact.objects.visible_to(user).filter(company__in=level)
    for person in [*natives[:WIDTH], *contacts[:WIDTH]]:
        how = phrases((works, person.position))
        yield distance + 2, 2, person, how, person.company_id, None


def _settled(level: list[int], distance: int):
    projects = Project.objects.settled().filter(company__in=level).order_by()
    for company in projects.values_list("company", flat=True).distinct()[:WIDTH]:
        yield distance + 1, 2, None, _("works here"), company, None


def _shortest_ways(candidates, company, ties) -> list[Way]:
    short = [candidate for candidate in candidates if candidate[0] <= MOST_STEPS]
    short.sort(
        key=lambda candidate: (candidate[0], -candidate[1], str(candidate[2] or ""), candidate[4])
    )
    lines = [(candidate, _line(candidate[4], ties)) for candidate in short[:SHOWN]]
    companies = Company.objects.in_bulk({pk for _candidate, line in lines for pk in line})
    return [
        Way(
            steps,
            closeness,
            person,
            how,
            tuple(companies[pk] for pk in line),
            tuple(ties[pk].how for pk in line[:-1]),
            acquaintance,
        )
        for (steps, closeness, person, how, _company, acquaintance), line in lines
    ]


def _line(company: int, ties: dict[int, Tie]) -> list[int]:
    """From ``company`` to the one that is wanted."""
    line = [company]
    while line[-1] in ties:
        line.append(ties[line[-1]].to)
    return line
