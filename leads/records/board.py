"""The project board: a column a stage, with count and money; a card moves by drag, by keyboard and
by menu. More cards come as one scrolls.
"""

from decimal import Decimal
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from crm.core.transitions import next_steps
from crm.staff.extensions import moving_actions_of
from crm.staff.paging import AFTER, Cursor

from ..models import Project
from ..models.project import STAGES

CARDS_AT_FIRST = 8  # a column, about what a screen shows
CARDS_MORE = 20
NONE = {"count": 0, "amount": None}


def board(request):
    """Where a step needs facts, moving a card opens the step's form; the table of transitions
    decides what is possible.
    """
    _need_projects(request.user)
    return render(request, "leads/board.html", {"columns": _columns(request.user)})


def more_cards(request):
    """The cards of a ``?stage=`` that follow a place in the order of projects, as they stand in the
    column.
    """
    _need_projects(request.user)
    stage, visible = request.GET.get("stage"), Project.objects.visible_to(request.user)
    place = Cursor.of(request, visible)
    if stage not in STAGES or place is None:
        raise Http404
    projects = place.rows(_with_facts(visible.filter(state=stage)), CARDS_MORE + 1)
    cards = _menus(projects[:CARDS_MORE], request.user)
    return render(
        request,
        "leads/board_cards.html",
        {"cards": cards, **_rest(stage, cards, len(projects) > CARDS_MORE)},
    )


def _need_projects(user):
    if not user.has_perm("leads.view_project"):
        raise PermissionDenied


def _columns(user) -> list[dict]:
    projects = Project.objects.visible_to(user)
    totals, cards = _totals(projects), _newest(projects)
    return [_column(stage, totals.get(stage, NONE), _menus(cards[stage], user)) for stage in STAGES]


def _totals(projects) -> dict:
    """Stage → count and money of all its projects, in one query: what was contracted, or is meant
    to be invested as long as nothing is, as on the cards.
    """
    rows = projects.filter(state__in=STAGES).order_by().values("state")
    money = Sum(Coalesce("contract_amount", "investment"))
    return {row["state"]: row for row in rows.annotate(count=Count("*"), amount=money)}


def _newest(projects) -> dict[str, list[Project]]:
    """Stage → its newest projects."""
    newest = [
        projects.filter(state=stage).values_list("pk", flat=True)[:CARDS_AT_FIRST]
        for stage in STAGES
    ]
    cards = {stage: [] for stage in STAGES}
    for project in _with_facts(
        projects.filter(pk__in=list(newest[0].union(*newest[1:], all=True)))
    ):
        cards[project.state].append(project)
    return cards


def _with_facts(projects):
    return projects.select_related("company", "owner").prefetch_related("milestones")


def _menus(projects, user) -> list[dict]:
    return [{"project": project, "moves": _moves(project, user)} for project in projects]


def _column(stage, total, cards) -> dict:
    amounts = {"count": total["count"], "amount": total["amount"] or Decimal(0)}
    return {
        "code": stage.value,
        "label": stage.label,
        "cards": cards,
        **amounts,
        **_rest(stage, cards, total["count"] > len(cards)),
    }


def _rest(stage, cards, is_more) -> dict:
    """Where the cards that follow come from, and the list that holds them all; "" where there are
    no more.
    """
    if not is_more:
        return {"more": "", "rest": ""}
    follow = urlencode(
        {"stage": stage, AFTER: Cursor.at(cards[-1]["project"], Project.objects.all())}
    )
    return {
        "more": f"{reverse('project:board_cards')}?{follow}",
        "rest": f"{reverse('project:index')}?state={stage}",
    }


def _moves(project, user) -> list[dict]:
    """[{label, target, link, missing}] of the card's menu."""
    record = reverse("project:inspect", args=[project.pk])
    moves = [
        {
            "label": step.transition.label,
            "target": step.transition.target,
            "link": f"{record}#step-{step.name}",
            "missing": "、".join(step.missing),
        }
        for step in next_steps(project, user)
    ]
    for find, target in moving_actions_of(Project):
        moves += [
            {"label": label, "target": target, "link": link, "missing": ""}
            for label, link in find(project, user)
        ]
    return moves
