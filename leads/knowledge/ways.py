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
    before: dict[int, Tie] = {}
    level, found = [company.pk], []
    for distance in range(MOST_STEPS):
        found += _people(level, distance, user)
        if distance:
            found += _settled(level, distance)
        if distance == MOST_STEPS - 1 or _is_enough(found, distance):
            break
        level = _further(level, before, company.pk)
        if not level:
            break
    return _told(found, company, before)


def _is_enough(found, distance) -> bool:
    """Ways that are found one level further back are longer than all of ``found``."""
    shortest = min((each[0] for each in found), default=MOST_STEPS + 1)
    return shortest <= distance + 1 or len(found) >= SHOWN


def _further(level: list[int], before: dict[int, Tie], wanted: int) -> list[int]:
    """The companies that lead to those of ``level``; how they do is noted in ``before``."""
    fresh = []
    for tie in _ties_to(level):
        if tie.company != wanted and tie.company not in before and tie.company not in level:
            before[tie.company] = tie
            fresh.append(tie.company)
    return fresh


def _ties_to(level: list[int]) -> Iterable[Tie]:
    wanted = set(level)
    relations = (
        CompanyRelation.objects.exclude(kind=CompanyRelation.Kind.COMPETITOR)
        .filter(Q(company__in=level) | Q(other__in=level))
        .values_list("company", "other", "kind")
    )
    for company, other, kind in relations[: 2 * WIDTH]:
        if company in wanted:
            yield Tie(other, company, str(CompanyRelation.Kind(kind).label))
        if other in wanted:
            yield Tie(company, other, str(CompanyRelation.CONVERSE[kind]))
    kin = (
        Company.objects.order_by("pk")
        .filter(Q(pk__in=level, parent__isnull=False) | Q(parent__in=level))
        .values_list("pk", "parent")
    )
    for member, parent in kin[: 2 * WIDTH]:
        if member in wanted:
            yield Tie(parent, member, _("parent group"))
        if parent in wanted:
            yield Tie(member, parent, _("member of the group"))


def _people(level: list[int], distance: int, user):
    """(steps, closeness, person, how, company, acquaintance) of those who know a company of
    ``level``: one of us is one step nearer than others.
    """
    known = Acquaintance.objects.visible_to(user).usable().filter(company__in=level)
    people = known.select_related("native", "contact", "agent", "colleague")
    for each in people[:WIDTH]:
        steps = distance + (1 if each.colleague_id else 2)
        how = phrases((each.how, each.get_closeness_display()))
        yield steps, each.closeness, each.person, how, each.company_id, each
    works = _("works there")
    natives = Native.objects.visible_to(user).filter(company__in=level)
    contacts = Contact.objects.visible_to(user).filter(company__in=level)
    for person in [*natives[:WIDTH], *contacts[:WIDTH]]:
        how = phrases((works, person.position))
        yield distance + 2, 2, person, how, person.company_id, None


def _settled(level: list[int], distance: int):
    here = Project.objects.settled().filter(company__in=level).order_by()
    for company in here.values_list("company", flat=True).distinct()[:WIDTH]:
        yield distance + 1, 2, None, _("works here"), company, None


def _told(found, company, before) -> list[Way]:
    short = [each for each in found if each[0] <= MOST_STEPS]
    short.sort(key=lambda each: (each[0], -each[1], str(each[2] or ""), each[4]))
    lines = [(each, _line(each[4], before)) for each in short[:SHOWN]]
    named = Company.objects.in_bulk({pk for _each, line in lines for pk in line})
    return [
        Way(
            steps,
            closeness,
            person,
            how,
            tuple(named[pk] for pk in line),
            tuple(before[pk].how for pk in line[:-1]),
            acquaintance,
        )
        for (steps, closeness, person, how, _company, acquaintance), line in lines
    ]


def _line(company: int, before: dict[int, Tie]) -> list[int]:
    """From ``company`` to the one that is wanted."""
    line = [company]
    while line[-1] in before:
        line.append(before[line[-1]].to)
    return line
