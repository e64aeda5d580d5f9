"""An agent's own data, its bank account, and the login of the person."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm.core.followups import changed
from crm.core.refusals import refusals_as_message, refusals_on
from crm.core.transitions import perform
from crm.core.writing.history import save_as
from leads.agents.accounts import ask_change
from leads.models import AccountChange, PayeeAccount

from ..forms import PersonForm
from ..person import store_person
from ..who import for_agents
from .forms import AccountForm, AgentForm


@for_agents
def own(request, agent):
    """What the bureau may need at once is changed here; name, codes and kind by the bureau."""
    forms = [
        AgentForm(request.POST or None, instance=agent, prefix="agent"),
        PersonForm(request.POST or None, instance=request.user, prefix="person"),
    ]
    # each of them, so that all mistakes are shown at once
    sound = [form.is_valid() for form in forms]
    if request.method == "POST" and all(sound) and _store(forms, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("portal:own")
    current = (
        PayeeAccount.objects.visible_to(request.user).filter(agent=agent, is_current=True).first()
    )
    return render(
        request,
        "portal/own.html",
        {"agent": agent, "forms": forms, "account": current, "change": _asked(agent, request.user)},
    )


def _store(forms, *, by) -> bool:
    """All that was typed, or, where something is refused, nothing; it stands at its field then."""
    of_agent, of_person = forms
    with transaction.atomic():
        with refusals_on(of_agent):
            agent = of_agent.save(commit=False)
            changed(save_as(agent, by=by, reason=_("changed in the portal")))
        with refusals_on(of_person):
            store_person(of_person, by=by)
        is_stored = all(form.is_valid() for form in forms)
        transaction.set_rollback(not is_stored)
    return is_stored


def _asked(agent, user):
    return (
        AccountChange.objects.visible_to(user)
        .filter(agent=agent, state=AccountChange.State.ASKED)
        .first()
    )


@for_agents
def account(request, agent):
    """Ask for another account, or withdraw what was asked for."""
    change = _asked(agent, request.user)
    form = AccountForm(
        request.POST if "number" in request.POST else None, initial={"holder": agent.name}
    )
    if request.method == "POST":
        with refusals_on(form, at="number") if form.is_bound else refusals_as_message(request):
            if "withdraw" in request.POST and change:
                perform(change, "withdraw", by=request.user)
                return redirect("portal:own")
            if form.is_valid():
                ask_change(agent, by=request.user, **form.cleaned_data)
                messages.success(
                    request,
                    _(
                        "Asked for. The account in use stays in force until the bureau "
                        "confirms the new one."
                    ),
                )
                return redirect("portal:own")
    return render(request, "portal/account.html", {"form": form, "change": change})
