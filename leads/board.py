"""The project board: a column a stage, with count and money; a card moves by drag, by keyboard and by menu."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.shortcuts import render
from django.urls import reverse

from crm.core.transitions import next_steps
from crm.core.viewsets import MOVING_ACTIONS

from .models import Project
from .models.project import STAGES

CARDS_A_COLUMN = 20
NONE = {"count": 0, "amount": None}


def board(request):
    """Where a step needs facts, moving a card opens the step's form; the table of transitions decides what is possible."""
    if not request.user.has_perm("leads.view_project"):
        raise PermissionDenied
    return render(request, "leads/board.html", {"columns": _columns(request.user)})


def _columns(user) -> list[dict]:
    projects = Project.objects.visible_to(user)
    totals, cards = _totals(projects), _cards(projects)
    return [_column(stage, totals.get(stage, NONE), [{"project": project, "moves": _moves(project, user)} for project in cards[stage]]) for stage in STAGES]


def _totals(projects) -> dict:
    """Stage → count and money of all its projects, in one query."""
    rows = projects.filter(state__in=STAGES).order_by().values("state")
    return {row["state"]: row for row in rows.annotate(count=Count("*"), amount=Sum("contract_amount"))}


def _cards(projects) -> dict[str, list[Project]]:
    """Stage → its newest projects."""
    newest = [projects.filter(state=stage).values_list("pk", flat=True)[:CARDS_A_COLUMN] for stage in STAGES]
    shown = projects.filter(pk__in=list(newest[0].union(*newest[1:], all=True)))
    cards = {stage: [] for stage in STAGES}
    for project in shown.select_related("company", "owner").prefetch_related("milestones"):
        cards[project.state].append(project)
    return cards


def _column(stage, total, cards) -> dict:
    more = f"{reverse('project:index')}?state={stage.value}" if total["count"] > len(cards) else ""
    return {"code": stage.value, "label": stage.label, "count": total["count"], "amount": total["amount"] or Decimal(0), "cards": cards, "more": more}


def _moves(project, user) -> list[dict]:
    """[{label, target, link, missing}] of the card's menu."""
    record = reverse("project:inspect", args=[project.pk])
    moves = [
        {"label": step.transition.label, "target": step.transition.target, "link": f"{record}#step-{step.name}", "missing": "、".join(step.missing)}
        for step in next_steps(project, user)
    ]
    for find, target in MOVING_ACTIONS.get(Project, []):
        moves += [{"label": label, "target": target, "link": link, "missing": ""} for label, link in find(project, user)]
    return moves
