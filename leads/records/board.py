"""The project board: a column a stage, with count, money and the median days in the stage; a card
moves by drag, by keyboard and by menu. More cards come as one scrolls; shut columns stay shut.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Aggregate, Count, DateField, Max, Prefetch, Q, Sum
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.punctuation import listed
from crm.core.transitions import next_steps
from crm.staff.extensions import moving_actions_of
from crm.staff.paging import AFTER, Cursor

from ..models import Activity, Project, WarningLight
from ..models.project import STAGES, ProjectState
from ..models.warning import Grade
from .board_filters import BoardFilters, money_of

CARDS_AT_FIRST = 8  # a column, about what a screen shows
CARDS_MORE = 20
ENDED = "ended"


class Stages(NamedTuple):
    label: str
    states: list[ProjectState]


COLUMNS = {
    **{stage.value: Stages(stage.label, [stage]) for stage in STAGES},
    ENDED: Stages(_("given up"), [ProjectState.TERMINATED, ProjectState.TRANSFERRED]),
}
SHUT = "board_shut"
SHUT_AT_FIRST = f"{ProjectState.AT_CAPACITY}.{ENDED}"
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class CardMove:
    """An entry of a card's menu; ``target`` is the state that it leads to."""

    label: str
    target: str
    link: str
    missing: str = ""  # the facts to be found first, in words
    is_negative: bool = False


@dataclass
class Card:
    project: Project
    moves: list[CardMove]
    today: date

    @property
    def amount(self) -> Decimal:
        return self.project.contract_amount or self.project.investment

    @property
    def days(self) -> int:
        """In its stage."""
        return max((self.today - self.project.stage_since).days, 0)

    @property
    def light(self) -> WarningLight | None:
        """The worst one."""
        return max(self.project.lights.all(), key=lambda light: light.grade, default=None)

    @property
    def appointment(self) -> Activity | None:
        """The earliest of the things agreed on to do next."""
        return next(iter(self.project.appointments), None)

    @property
    def is_late(self) -> bool:
        return self.appointment.next_on < self.today

    @property
    def is_soon(self) -> bool:
        return (self.appointment.next_on - self.today).days in range(3)

    @property
    def next_move(self) -> CardMove | None:
        """The first step onward to which the reader has the right; facts may be missing for it."""
        return next((move for move in self.moves if not move.is_negative), None)


@dataclass(frozen=True)
class Total:
    """What all projects of a column come to; ``since`` is the median of the days on which they came
    into its state.
    """

    count: int = 0
    amount: Decimal = Decimal(0)
    since: date | None = None


@dataclass(frozen=True)
class Following:
    """The addresses of the cards that follow, and of the list of the whole column."""

    cards: str
    all: str


@dataclass
class Column:
    """A stage, or what was given up, with its total and its newest cards; ``turn`` is the address
    that shuts it or opens it again, ``asked`` the parts of the address that narrow the board.
    """

    code: str
    place: int
    total: Total
    cards: list[Card]
    is_shut: bool
    turn: str
    asked: dict[str, str]

    @property
    def label(self) -> str:
        return COLUMNS[self.code].label

    @property
    def is_running(self) -> bool:
        return self.code != ENDED

    @property
    def median_days(self) -> int | None:
        """The median of the days in the stage; None where it is empty, or no stage."""
        since = self.total.since if self.is_running else None
        return (timezone.localdate() - since).days if since else None

    @property
    def following(self) -> Following | None:
        """None where the column shows all its cards."""
        is_whole = self.total.count <= len(self.cards)
        return None if is_whole else _following(self.code, self.cards, self.asked)


def board(request):
    """Where a step needs facts, moving a card opens the step's form; the table of transitions
    decides what is possible.
    """
    _need_projects(request.user)
    visible = Project.objects.visible_to(request.user)
    filters = BoardFilters(request.GET, visible=visible)
    shut = _shut(request)
    projects = filters.narrow(visible)
    columns = _columns(projects, request.user, shut, filters.asked)
    context = {"columns": columns, "filters": filters, **_whole(projects, columns)}
    response = render(request, "leads/board.html", context)
    if "shut" in request.GET:
        response.set_cookie(SHUT, ".".join(sorted(shut)), max_age=A_YEAR, samesite="Lax")
    return response


def more_cards(request):
    """The cards of a ``?stage=`` that follow a place in the order of projects, as they stand in the
    column.
    """
    _need_projects(request.user)
    stage, visible = request.GET.get("stage"), Project.objects.visible_to(request.user)
    place = Cursor.of(request, visible)
    if stage not in COLUMNS or place is None:
        raise Http404
    filters = BoardFilters(request.GET, visible=visible)
    in_stage = filters.narrow(visible).filter(state__in=COLUMNS[stage].states)
    projects = place.rows(_with_facts(in_stage), CARDS_MORE + 1)
    cards = _cards(projects[:CARDS_MORE], request.user)
    is_last = len(projects) <= CARDS_MORE
    following = None if is_last else _following(stage, cards, filters.asked)
    return render(request, "leads/board_cards.html", {"cards": cards, "following": following})


def _need_projects(user):
    if not user.has_perm("leads.view_project"):
        raise PermissionDenied


def _shut(request) -> set[str]:
    """The columns that the reader has shut, as the address says or as it did the last time."""
    codes = request.GET.get("shut", request.COOKIES.get(SHUT, SHUT_AT_FIRST))
    return set(codes.split(".")) & set(COLUMNS)


class MedianDay(Aggregate):
    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateField()


def _columns(projects, user, shut, asked) -> list[Column]:
    totals = _totals(projects)
    newest = _newest(projects, [code for code in COLUMNS if code not in shut])
    return [
        Column(
            code=code,
            place=place,
            total=totals.get(code, Total()),
            cards=_cards(newest.get(code, []), user),
            is_shut=code in shut,
            turn=f"?{urlencode({**asked, 'shut': '.'.join(sorted(shut ^ {code}))})}",
            asked=asked,
        )
        for place, code in enumerate(COLUMNS, 1)
    ]


def _totals(projects) -> dict[str, Total]:
    """Column → what all its projects come to, in one query by state, as the index lies."""
    rows = projects.order_by().values("state")
    sums = rows.annotate(count=Count("*"), amount=Sum(money_of()), since=MedianDay("stage_since"))
    of_state = {row.pop("state"): Total(**row) for row in sums}
    given_up = [of_state.pop(state, Total()) for state in COLUMNS[ENDED].states]
    count, amount = sum(total.count for total in given_up), sum(total.amount for total in given_up)
    return {**of_state, ENDED: Total(count, Decimal(amount))}


def _newest(projects, codes) -> dict[str, list[Project]]:
    """Column → its newest projects."""
    if not codes:
        return {}
    newest = [
        projects.filter(state__in=COLUMNS[code].states).values_list("pk", flat=True)[
            :CARDS_AT_FIRST
        ]
        for code in codes
    ]
    keys = newest[0].union(*newest[1:], all=True) if newest[1:] else newest[0]
    column_of = {state: code for code in codes for state in COLUMNS[code].states}
    cards = {code: [] for code in codes}
    for project in _with_facts(projects.filter(pk__in=list(keys))):
        cards[column_of[project.state]].append(project)
    return cards


def _with_facts(projects):
    appointments = Activity.objects.with_open_step().order_by("next_on", "id")
    return projects.select_related("company", "owner").prefetch_related(
        "milestones",
        Prefetch("lights", WarningLight.objects.select_related("rule")),
        Prefetch("activities", appointments, to_attr="appointments"),
    )


def _cards(projects, user) -> list[Card]:
    today = timezone.localdate()
    return [Card(project, _moves(project, user), today) for project in projects]


def _following(code: str, cards: list[Card], asked: dict[str, str]) -> Following | None:
    """What follows the last of ``cards``, in the order of the list of projects."""
    if not cards:
        return None
    place = Cursor.at(cards[-1].project, Project.objects.all())
    follow = urlencode({**asked, "stage": code, AFTER: place})
    states = urlencode([("state", state.value) for state in COLUMNS[code].states])
    return Following(
        cards=f"{reverse('project:board_cards')}?{follow}",
        all=f"{reverse('project:index')}?{states}",
    )


def _moves(project, user) -> list[CardMove]:
    """What the card's menu offers: the steps that this person may take, whatever they still lack,
    and the screens that take the project to a state.
    """
    record = reverse("project:inspect", args=[project.pk])
    steps = [
        CardMove(
            label=step.transition.label,
            target=step.transition.target,
            link=f"{record}#step-{step.name}",
            missing=listed(step.missing),
            is_negative=step.transition.negative,
        )
        for step in next_steps(project, user)
        if not step.refusal
    ]
    screens = [
        CardMove(label, target, link)
        for find, target in moving_actions_of(Project)
        for label, link in find(project, user)
    ]
    return [*steps, *screens]


def _whole(projects, columns) -> dict:
    """What stands beside the title: running projects, their money, and how many have a red light
    or a yellow one as their worst.
    """
    totals = [column.total for column in columns if column.is_running]
    worst = (
        WarningLight.objects.filter(project__in=projects.running().order_by().values("pk"))
        .order_by()
        .values("project")
        .annotate(worst=Max("grade"))
    )
    return {
        "count": sum(total.count for total in totals),
        "amount": sum(total.amount for total in totals),
        **worst.aggregate(
            yellow=Count("project", filter=Q(worst=Grade.YELLOW)),
            red=Count("project", filter=Q(worst__gt=Grade.YELLOW)),
        ),
    }
