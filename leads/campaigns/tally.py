"""How far the companies of campaigns have come, and what came of them, counted in the database from
the days on which they first came to each state, and from what their leads have become since.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Aggregate, Count, F, FloatField, Func, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from ..models import CampaignEvent, CampaignTarget, Project
from ..models.campaign import EventState
from ..models.campaign_target import OPEN_TARGET, TargetState

WAY = [str(state) for state in CampaignTarget.WAY]
REACHED_ON = [CampaignTarget.REACHED_ON[state] for state in CampaignTarget.WAY[1:]]
# A visit is on the way of most, but not of all.
FUNNEL = [state for state in WAY if state != TargetState.VISITED]
PLACE = {state: place for place, state in enumerate(WAY)}

# What companies can be counted by.
KEYS = {
    "campaign": F("campaign"),
    "way": F("way"),
    "list": F("list_kind"),
    "chain": Coalesce("link__chain", "campaign__chain"),
    "officer": F("owner"),
}


class DaysBetween(Func):
    """The whole days from the second day to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def _came_to(place: int) -> Count:
    """How many came to that state of the way or beyond it, whatever came after."""
    steps = REACHED_ON[place - 1 :]
    return Count(Coalesce(*steps) if len(steps) > 1 else F(steps[0]))


COUNTS = {
    "chosen": Count("*"),
    **{f"to_{place}": _came_to(place) for place in range(1, len(WAY))},
    "visited": Count("visited_on"),
    "open": Count("pk", filter=Q(state__in=OPEN_TARGET)),
    "declined": Count("pk", filter=Q(state=TargetState.DECLINED)),
}


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

    @classmethod
    def of_counts(cls, row: dict) -> "Tally":
        passed = [row["chosen"], *(row[f"to_{place}"] for place in range(1, len(WAY)))]
        return cls(passed, row["visited"], row["open"], row["declined"])

    def __add__(self, other: "Tally") -> "Tally":
        passed = [one + more for one, more in zip(self.passed, other.passed, strict=True)]
        return Tally(
            passed,
            self.visited + other.visited,
            self.open + other.open,
            self.declined + other.declined,
            self.signed + other.signed,
            self.money + other.money,
        )

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


def signed_of(targets: QuerySet) -> dict[int, Decimal]:
    """{lead: the money of its project and of the increases since} of what is signed."""
    leads = targets.order_by().exclude(lead=None).values("lead")
    projects = Project.objects.committed().counted().filter(lead__in=leads)
    contracts = {
        pk: (lead, money or Decimal(0)) for pk, lead, money in _contracts(projects, "lead")
    }
    added: dict = defaultdict(Decimal)
    increases = Project.objects.committed().filter(extends__in=list(contracts))
    for _pk, extends, money in _contracts(increases, "extends"):
        added[extends] += money or Decimal(0)
    return {lead: money + added[pk] for pk, (lead, money) in contracts.items()}


def _contracts(projects, name: str):
    return projects.order_by().values_list("pk", name, "contract_amount")


def tallies(targets: QuerySet, by: str, signed: dict | None = None) -> dict[object, Tally]:
    """What ``targets`` came to, by one of KEYS (None: those that have none); ``signed`` is what
    ``signed_of`` says of them.
    """
    keyed = targets.order_by().annotate(key=KEYS[by])
    by_key = {
        row["key"] or None: Tally.of_counts(row) for row in keyed.values("key").annotate(**COUNTS)
    }
    signed = signed_of(targets) if signed is None else signed
    for key, lead in keyed.filter(lead__in=list(signed)).values_list("key", "lead"):
        by_key[key or None].signed += 1
        by_key[key or None].money += signed[lead]
    return by_key


def tally(targets: QuerySet, signed: dict | None = None) -> Tally:
    """What all of them came to."""
    total = Tally.of_counts(targets.order_by().aggregate(**COUNTS))
    signed = signed_of(targets) if signed is None else signed
    total.signed, total.money = len(signed), sum(signed.values(), Decimal(0))
    return total


def days_per_step(targets: QuerySet) -> list[int | None]:
    """[n]: the days in which half of the companies came to the n-th state of the way from the state
    before it; None where no company came to both.
    """
    chosen = targets.order_by().annotate(chosen_on=TruncDate("created_at"))
    names = ["chosen_on", *REACHED_ON]
    medians = chosen.aggregate(
        **{
            f"to_{after}": Median(
                DaysBetween(F(after), F(before)),
                filter=Q(**{f"{after}__gte": F(before)}),
                output_field=FloatField(),
            )
            for before, after in zip(names, names[1:], strict=False)
        }
    )
    return [None, *(_whole_days(medians[f"to_{name}"]) for name in REACHED_ON)]


def _whole_days(days: float | None) -> int | None:
    return None if days is None else int(days)


def cost_of(campaigns) -> Decimal:
    """What their events cost so far, in yuan; what was cancelled costs nothing."""
    events = CampaignEvent.objects.filter(campaign__in=campaigns).exclude(
        state=EventState.CANCELLED
    )
    return events.aggregate(sum=Sum("cost"))["sum"] or Decimal(0)


def cost_of_one(cost: Decimal, count: int) -> Decimal | None:
    """What one of them cost, in yuan to the fen; None where there is none."""
    return (cost / count).quantize(Decimal("0.01")) if count else None


def for_ten_thousand(cost: Decimal, money: Decimal) -> Decimal | None:
    """What 10,000 yuan of contracts cost, in yuan."""
    return (cost * 10_000 / money).quantize(Decimal("0.01")) if money else None
