"""The page of the plan, and urging all whose targets are red."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.core.punctuation import listed
from crm.core.replica.read import reads_from_replica
from crm.staff.form_page import form_page
from crm.staff.permitted import permitted

from ..models import Plan
from ..models.urging import URGES
from ..worklist.tally import bars_of, late_tasks, tasks_of
from ..worklist.urge import urge_all
from ..worklist.urge_screens import UrgeForm
from .board import Board, By

# Functions (plan, request) → HTML of a card beside the targets, or "", told by rooms above.
_BESIDE: list[Callable] = []


def stand_beside(draw: Callable) -> None:
    if draw not in _BESIDE:
        _BESIDE.append(draw)


@reads_from_replica
def plan_in_force(request):
    """The newest plan in force, or an empty page that offers the first action."""
    plan = _plans(request.user).in_force().first()
    return _page(request, plan)


@reads_from_replica
def plan_page(request, pk):
    return _page(request, get_object_or_404(_plans(request.user), pk=pk))


def _plans(user):
    if not user.has_perm("dispatch.view_plan"):
        raise PermissionDenied
    return Plan.objects.visible_to(user).select_related("department").prefetch_related("phases")


def _page(request, plan):
    if plan is None:
        may_add = request.user.has_perm("dispatch.add_plan")
        return render(request, "dispatch/no_plan.html", {"may_add": may_add})
    board = Board(plan, request.GET.get("by", ""))
    late, late_count = late_tasks(plan, request.user)
    context = {
        "plan": plan,
        "board": board,
        "lights": board.lights,
        "ways": [(way.value, way.label, way == board.by) for way in By],
        "beside": [card for draw in _BESIDE if (card := draw(plan, request))],
        "bars": bars_of(plan),
        "late_tasks": late,
        "late_count": late_count,
        "tasks_url": tasks_of(plan),
        "may_urge": request.user.has_perm(URGES) and plan.is_in_force,
    }
    return render(request, "dispatch/plan.html", context)


def urge_red(request, pk):
    """All whose targets are red, each by an urging of its own."""
    plan = permitted(request, _plans(request.user), pk, URGES)
    if not plan.is_in_force:
        raise Http404
    form = UrgeForm(request.POST or None)

    def act():
        _say(request, *urge_all(Board(plan).red, by=request.user, **form.cleaned_data))
        return redirect("action_plan_of", pk)

    return form_page(request, form, act, title=_("Urge all red targets"), subtitle=plan)


def _say(request, urgings, nobody):
    if urgings:
        message = ngettext("%(count)d urging sent.", "%(count)d urgings sent.", len(urgings))
        messages.success(request, message % {"count": len(urgings)})
    else:
        messages.info(request, _("Nobody is left to be urged: all have an open urging."))
    if nobody:
        names = listed(nobody)
        messages.warning(request, _("Nobody answers by name for: %(names)s.") % {"names": names})


urls = [
    path("action-plan/", plan_in_force, name="action_plan"),
    path("action-plan/<int:pk>/", plan_page, name="action_plan_of"),
    path("action-plan/<int:pk>/urge/", urge_red, name="action_plan_urge"),
]
