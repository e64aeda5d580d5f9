"""Investment and tax: what is verified, what waits for the park, and reporting more."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.files import files_of
from crm.core.refusals import refusals_as_message, refusals_on
from crm.core.transitions import next_steps, perform
from parks.contributions.declare import declare
from parks.models import Contribution

from .money_forms import FORMS, SAID
from .project import sums_of
from .who import for_people

PER_PAGE = 30
State = Contribution.State
TONES = {
    State.DECLARED: "wait",
    State.REPORTED: "wait",
    State.VERIFIED: "done",
    State.REJECTED: "bad",
}


def _own(person):
    return Contribution.objects.visible_to(person.user).filter(enterprise=person.enterprise)


@for_people("handles_money")
def contributions(request, person):
    page = Paginator(_own(person), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(contribution, TONES.get(contribution.state, "")) for contribution in page]
    context = {
        "page": page,
        "rows": rows,
        "sums": sums_of(person.enterprise, request.user),
        "kinds": _kinds(),
    }
    return render(request, "portal/enterprise/money.html", context)


def _kinds() -> list[tuple]:
    return [(kind.value, kind.label, SAID[kind]) for kind in FORMS]


@for_people("handles_money")
def choose_kind(request, person):
    return render(request, "portal/enterprise/money_kinds.html", {"kinds": _kinds()})


@for_people("handles_money")
def report(request, person, kind):
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            stored = declare(person.enterprise, by=request.user, metric=kind, **form.facts())
            messages.success(request, _("Reported. Your park checks it and you are told."))
            return redirect("portal:contribution", stored.pk)
    kind = Contribution.Metric(kind)
    context = {"form": form, "kind": kind, "said": SAID[kind]}
    return render(request, "portal/enterprise/report_money.html", context)


@for_people("handles_money")
def contribution(request, person, pk):
    found = get_object_or_404(_own(person), pk=pk)
    is_own = not found.reported_by.is_staff
    context = {
        "contribution": found,
        "tone": TONES.get(found.state, ""),
        "files": files_of(found, request.user),
        "is_own": is_own,
        "reason": _reason(found) if is_own else "",
        "may_take_back": any(step.is_open for step in next_steps(found, request.user)),
        "may_report_anew": found.state == State.REJECTED and found.metric in FORMS,
    }
    return render(request, "portal/enterprise/contribution.html", context)


def _reason(contribution) -> str:
    """Why it was sent back; notes of other steps are the bureau's own."""
    if contribution.state != State.REJECTED:
        return ""
    judged = contribution.moves().last()
    return judged.note if judged else ""


@require_POST
@for_people("handles_money")
def take_back(request, person, pk):
    contribution = get_object_or_404(_own(person), pk=pk)
    with refusals_as_message(request):
        perform(contribution, "take_back", by=request.user)
        messages.success(request, _("Taken back."))
    return redirect("portal:contribution", pk)
