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
    totals = _totals(request.user)
    return render(request, "leads/board.html", {"columns": [_column(stage, request.user, totals.get(stage, NONE)) for stage in STAGES]})


def _totals(user) -> dict:
    """Stage → count and money of all its projects, in one query."""
    projects = Project.objects.visible_to(user).filter(state__in=STAGES).order_by().values("state")
    return {row["state"]: row for row in projects.annotate(count=Count("pk"), amount=Sum("contract_amount"))}


def _column(stage, user, total) -> dict:
    projects = Project.objects.visible_to(user).filter(state=stage).select_related("company", "owner").prefetch_related("milestones")
    cards = [{"project": project, "moves": _moves(project, user)} for project in projects[:CARDS_A_COLUMN]]
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
