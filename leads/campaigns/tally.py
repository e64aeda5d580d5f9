"""How far the companies of campaigns have come, and what came of them, counted from the steps that
were taken and from what their leads have become since.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from django.contrib.contenttypes.models import ContentType
from django.db.models import Min, Sum

from crm.core.days import day_of
from crm.core.models import Move

from ..models import CampaignEvent, CampaignTarget, Project
from ..models.campaign import EventState
from ..models.campaign_target import OPEN_TARGET, TargetState

WAY = [str(state) for state in CampaignTarget.WAY]
# A visit is on the way of most, but not of all.
FUNNEL = [state for state in WAY if state != TargetState.VISITED]
PLACE = {state: place for place, state in enumerate(WAY)}
COLUMNS_READ = (
    "pk",
    "campaign",
    "campaign__chain",
    "campaign__chain__name",
    "link__chain",
    "link__chain__name",
    "list_kind",
    "owner",
    "way",
    "lead",
    "state",
    "created_at",
)


@dataclass
class Course:
    """One company: what is known of it, and on which day it first reached which state."""

    known: dict
    reached: dict[str, date]

    @property
    def furthest(self) -> int:
        """The place on the way to which it came, whatever came after."""
        return max(PLACE[state] for state in self.reached if state in PLACE)

    @property
    def chain(self) -> tuple[int, str] | None:
        for way in ("link__chain", "campaign__chain"):
            if self.known[way]:
                return self.known[way], self.known[f"{way}__name"]
        return None


@dataclass
class Tally:
    """``passed[n]``: how many companies came at least to the n-th state of the way. ``signed`` are
    projects, ``money`` their contracts with what was added since, in yuan.
    """

    passed: list[int] = field(default_factory=lambda: [0] * len(WAY))
    visited: int = 0  # those that really came: a lead may be won without
    open: int = 0
    declined: int = 0
    signed: int = 0
    money: Decimal = Decimal(0)

    def add(self, course: Course, signed: dict[int, Decimal]):
        for place in range(course.furthest + 1):
            self.passed[place] += 1
        self.visited += TargetState.VISITED in course.reached
        self.open += course.known["state"] in OPEN_TARGET
        self.declined += course.known["state"] == TargetState.DECLINED
        if course.known["lead"] in signed:
            self.signed += 1
            self.money += signed[course.known["lead"]]

    def came_to(self, state) -> int:
        return self.passed[PLACE[state]]

    @property
    def chosen(self) -> int:
        return self.passed[0]

    @property
    def approached(self) -> int:
        return self.came_to(TargetState.APPROACHED)

    @property
    def met(self) -> int:
        return self.came_to(TargetState.MET)

    @property
    def leads(self) -> int:
        return self.came_to(TargetState.LEAD)


def courses_of(targets) -> list[Course]:
    """Two queries, however many ``targets`` (a queryset) are."""
    rows = list(targets.order_by().values(*COLUMNS_READ))
    first = _first_moves(targets)
    return [
        Course(row, {WAY[0]: day_of(row["created_at"])} | first.get(row["pk"], {})) for row in rows
    ]


def _first_moves(targets) -> dict[int, dict[str, date]]:
    kind = ContentType.objects.get_for_model(CampaignTarget)
    moves = Move.objects.filter(content_type=kind, object_id__in=targets.order_by().values("pk"))
    found: dict = defaultdict(dict)
    rows = moves.order_by().values_list("object_id", "target").annotate(at=Min("at"))
    for pk, state, at in rows:
        found[pk][state] = day_of(at)
    return found


def signed_of(targets) -> dict[int, Decimal]:
    """{lead: the money of its project and of the increases since} of what is signed."""
    leads = targets.order_by().exclude(lead=None).values("lead")
    projects = Project.objects.committed().counted().filter(lead__in=leads)
    found = {pk: (lead, money or Decimal(0)) for pk, lead, money in _contracts(projects, "lead")}
    added: dict = defaultdict(Decimal)
    increases = Project.objects.committed().filter(extends__in=list(found))
    for _pk, extends, money in _contracts(increases, "extends"):
        added[extends] += money or Decimal(0)
    return {lead: money + added[pk] for pk, (lead, money) in found.items()}


def _contracts(projects, name: str):
    return projects.order_by().values_list("pk", name, "contract_amount")


def tallies(targets, key: Callable[[Course], object]) -> dict[object, Tally]:
    """What ``targets`` came to, by what ``key`` says of each course."""
    signed, found = signed_of(targets), {}
    for course in courses_of(targets):
        found.setdefault(key(course), Tally()).add(course, signed)
    return found


def tally(targets) -> Tally:
    return tallies(targets, lambda course: None).get(None) or Tally()


def days_per_step(courses: Iterable[Course]) -> list[int | None]:
    """Half of the companies took no more days from the state before to the n-th of the way; None
    where none took both.
    """
    taken: list[list[int]] = [[] for _state in WAY]
    for course in courses:
        for place in range(1, len(WAY)):
            before, after = (course.reached.get(WAY[n]) for n in (place - 1, place))
            if before and after and after >= before:
                taken[place].append((after - before).days)
    return [int(median(days)) if days else None for days in taken]


def costs_of(campaigns) -> dict[int, Decimal]:
    """{campaign: what its events cost so far, in yuan}; what was cancelled costs nothing."""
    events = CampaignEvent.objects.filter(campaign__in=campaigns).exclude(
        state=EventState.CANCELLED
    )
    rows = events.order_by().values_list("campaign").annotate(Sum("cost"))
    return {campaign: cost or Decimal(0) for campaign, cost in rows}


def cost_of_one(cost: Decimal, count: int) -> Decimal | None:
    """What one of them cost, in yuan to the fen; None where there is none."""
    return (cost / count).quantize(Decimal("0.01")) if count else None


def for_ten_thousand(cost: Decimal, money: Decimal) -> Decimal | None:
    """What 10,000 yuan of contracts cost, in yuan."""
    return (cost * 10_000 / money).quantize(Decimal("0.01")) if money else None
