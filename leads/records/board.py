"""The project board: a column a stage, with count, money and the median days in the stage; a card
moves by drag, by keyboard and by menu. More cards come as one scrolls; shut columns stay shut.
"""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Aggregate, Count, DateField, Max, Prefetch, Q, Sum
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
COLUMNS = {
    **{stage.value: (stage.label, [stage]) for stage in STAGES},
    ENDED: (_("given up"), [ProjectState.TERMINATED, ProjectState.TRANSFERRED]),
}
SHUT = "board_shut"
SHUT_AT_FIRST = f"{ProjectState.AT_CAPACITY}.{ENDED}"
A_YEAR = 365 * 24 * 3600


@dataclass
class Card:
    project: Project
    moves: list[dict]
    today: object

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
        """What was agreed on as the next thing to do, the earliest."""
        return next(iter(self.project.appointments), None)

    @property
    def is_late(self) -> bool:
        return self.appointment.next_on < self.today

    @property
    def is_soon(self) -> bool:
        return (self.appointment.next_on - self.today).days in range(3)

    @property
    def next_move(self) -> dict | None:
        """The first step onward to which the reader has the right; facts may be missing for it."""
        return next((move for move in self.moves if not move["is_negative"]), None)


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
    wanted = filters.narrow(visible).filter(state__in=COLUMNS[stage][1])
    projects = place.rows(_with_facts(wanted), CARDS_MORE + 1)
    cards = _cards(projects[:CARDS_MORE], request.user)
    rest = _rest(stage, cards, len(projects) > CARDS_MORE, filters.asked)
    return render(request, "leads/board_cards.html", {"cards": cards, **rest})


def _need_projects(user):
    if not user.has_perm("leads.view_project"):
        raise PermissionDenied


def _shut(request) -> set[str]:
    """The columns that the reader has shut, as the address says or as it did the last time."""
    said = request.GET.get("shut", request.COOKIES.get(SHUT, SHUT_AT_FIRST))
    return set(said.split(".")) & set(COLUMNS)


class MedianDay(Aggregate):
    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateField()


def _columns(projects, user, shut, asked) -> list[dict]:
    totals = _totals(projects)
    cards = _newest(projects, [code for code in COLUMNS if code not in shut])
    return [
        {
            "code": code,
            "label": label,
            "place": place,
            "is_shut": code in shut,
            "turn": f"?{urlencode({**asked, 'shut': '.'.join(sorted(shut ^ {code}))})}",
            **_added_up(code, [totals[state] for state in states if state in totals]),
            **_filled(code, _cards(cards.get(code, []), user), totals, asked),
        }
        for place, (code, (label, states)) in enumerate(COLUMNS.items(), 1)
    ]


def _totals(projects) -> dict[str, dict]:
    """State → count, money and median day of all its projects, in one query."""
    rows = projects.order_by().values("state")
    return {
        row["state"]: row
        for row in rows.annotate(
            count=Count("*"), amount=Sum(money_of()), since=MedianDay("stage_since")
        )
    }


def _added_up(code, totals) -> dict:
    added = {
        "count": sum(total["count"] for total in totals),
        "amount": sum((total["amount"] for total in totals), Decimal(0)),
    }
    is_running = totals and code != ENDED
    days = (timezone.localdate() - totals[0]["since"]).days if is_running else None
    return {**added, "median_days": days}


def _newest(projects, codes) -> dict[str, list[Project]]:
    """Column → its newest projects."""
    if not codes:
        return {}
    newest = [
        projects.filter(state__in=COLUMNS[code][1]).values_list("pk", flat=True)[:CARDS_AT_FIRST]
        for code in codes
    ]
    keys = newest[0].union(*newest[1:], all=True) if newest[1:] else newest[0]
    column_of = {state: code for code in codes for state in COLUMNS[code][1]}
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


def _filled(code, cards, totals, asked) -> dict:
    count = sum(totals[state]["count"] for state in COLUMNS[code][1] if state in totals)
    left = count - len(cards)
    return {"cards": cards, "left": left, **_rest(code, cards, left > 0 and cards, asked)}


def _rest(code, cards, is_more, asked) -> dict:
    """Where the cards that follow come from, and the list that holds them all; "" where there are
    no more.
    """
    if not is_more:
        return {"more": "", "rest": ""}
    place = Cursor.at(cards[-1].project, Project.objects.all())
    follow = urlencode({**asked, "stage": code, AFTER: place})
    states = urlencode([("state", state.value) for state in COLUMNS[code][1]])
    return {
        "more": f"{reverse('project:board_cards')}?{follow}",
        "rest": f"{reverse('project:index')}?{states}",
    }


def _moves(project, user) -> list[dict]:
    """[{label, target, link, missing, is_negative}] of the card's menu."""
    record = reverse("project:inspect", args=[project.pk])
    moves = [
        {
            "label": step.transition.label,
            "target": step.transition.target,
            "link": f"{record}#step-{step.name}",
            "missing": "、".join(step.missing),
            "is_negative": step.transition.negative,
        }
        for step in next_steps(project, user)
    ]
    for find, target in moving_actions_of(Project):
        moves += [
            {"label": label, "target": target, "link": link, "missing": "", "is_negative": False}
            for label, link in find(project, user)
        ]
    return moves


def _whole(projects, columns) -> dict:
    """What stands beside the title: running projects, their money, and how many have a red light
    or a yellow one as their worst.
    """
    running = [column for column in columns if column["code"] != ENDED]
    worst = (
        WarningLight.objects.filter(project__in=projects.running().order_by().values("pk"))
        .order_by()
        .values("project")
        .annotate(worst=Max("grade"))
    )
    return {
        "count": sum(column["count"] for column in running),
        "amount": sum(column["amount"] for column in running),
        **worst.aggregate(
            yellow=Count("project", filter=Q(worst=Grade.YELLOW)),
            red=Count("project", filter=Q(worst__gt=Grade.YELLOW)),
        ),
    }
