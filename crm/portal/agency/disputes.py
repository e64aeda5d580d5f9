"""One side's part in a dispute: asking for it, evidence, the decision with its reason. The other
side is never shown.
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from crm.core.files import with_files
from crm.core.refusals import refusals_as_message, refusals_on
from crm.core.transitions import perform
from leads.models import Dispute, Plea, Registration
from leads.protection.arbitrate import open_dispute, plead
from leads.protection.pleading import PleaForm

from ..who import for_agents


@for_agents
def ask(request, agent, pk):
    """Ask for arbitration over a company that was taken."""
    registration = get_object_or_404(
        Registration.objects.visible_to(request.user).filter(agent=agent), pk=pk
    )
    form = PleaForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            dispute = open_dispute(registration, by=request.user, **form.facts())
            message = _("Asked as %(number)s. You are told of each step.")
            messages.success(request, message % {"number": dispute.number})
            return redirect("portal:dispute", dispute.pk)
    return render(
        request, "portal/ask_arbitration.html", {"form": form, "registration": registration}
    )


@for_agents
def dispute(request, agent, pk):
    found = get_object_or_404(Dispute.objects.of_party(request.user), pk=pk)
    form = PleaForm(request.POST if "text" in request.POST else None, request.FILES or None)
    if request.method == "POST" and ("withdraw" in request.POST or form.is_valid()):
        with refusals_on(form) if form.is_bound else refusals_as_message(request):
            _act(request, found, agent, form)
            return redirect("portal:dispute", pk)
    registrations = Registration.objects.visible_to(request.user).filter(agent=agent)
    claimed = registrations.filter(pk=found.claimant_id).first()
    pleas = Plea.objects.visible_to(request.user).filter(dispute=found, agent=agent)
    context = {
        "dispute": found,
        "registration": claimed or found.holder,
        "is_claimant": claimed is not None,
        "form": form,
        "pleas": with_files(pleas),
        "is_open": found.state in (Dispute.State.OPEN, Dispute.State.HEARING),
    }
    return render(request, "portal/dispute.html", context)


def _act(request, found, agent, form):
    if "withdraw" in request.POST:
        perform(found, "withdraw", by=request.user)
        messages.success(request, _("Withdrawn."))
    else:
        plead(found, agent=agent, by=request.user, **form.facts())
        messages.success(request, _("Submitted."))
