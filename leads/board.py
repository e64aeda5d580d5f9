"""The project board: a column a stage, with count and money; a card moves by drag, by keyboard and by menu."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse

from crm.core.transitions import next_steps
from crm.core.viewsets import ACTIONS

from .models import Project
from .models.project import STAGES

CARDS_A_COLUMN = 50


def board(request):
    """Where a step needs facts, moving a card opens the step's form; the table of transitions decides what is possible."""
    if not request.user.has_perm("leads.view_project"):
        raise PermissionDenied
    return render(request, "leads/board.html", {"columns": [_column(stage, request.user) for stage in STAGES]})


def _column(stage, user) -> dict:
    projects = Project.objects.visible_to(user).filter(state=stage).select_related("company", "owner")
    amounts = [amount or Decimal(0) for amount in projects.values_list("contract_amount", flat=True)]
    cards = [{"project": project, "moves": _moves(project, user)} for project in projects[:CARDS_A_COLUMN]]
    return {"code": stage.value, "label": stage.label, "count": len(amounts), "amount": sum(amounts, Decimal(0)), "cards": cards}


def _moves(project, user) -> list[dict]:
    """[{label, target, link, missing}] of the card's menu."""
    record = reverse("project:inspect", args=[project.pk])
    moves = [
        {"label": step.transition.label, "target": step.transition.target, "link": f"{record}#step-{step.name}", "missing": "、".join(step.missing)}
        for step in next_steps(project, user)
    ]
    for find in ACTIONS.get(Project, []):
        moves += [{"label": label, "target": project.State.ENTERED, "link": link, "missing": ""} for label, link in find(project, user)]
    return moves
