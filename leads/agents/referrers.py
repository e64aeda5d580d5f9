"""Who brought a project and how they share, on the screen; and an agent's bank account."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.encryption import NOT_KEPT
from crm.core.refusals import refusals_on
from crm.staff.extensions import add_actions
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput, ReasonForm
from crm.staff.permitted import permitted

from ..models import Agent, Project
from ..pipeline.referrals import STORED, Referrer, set_referrers
from .accounts import ask_change

EMPTY_ROWS = 3


class ReferrerForm(forms.Form):
    agent = forms.ModelChoiceField(Agent.objects.none(), label=gettext_lazy("referred by"))
    parts = forms.IntegerField(
        label=gettext_lazy("parts"), min_value=1, max_value=1_000_000, initial=1
    )
    registered_on = forms.DateField(label=gettext_lazy("registered on"), widget=DayInput())
    investor_confirmed_on = forms.DateField(
        label=gettext_lazy("confirmed by the investor on"), widget=DayInput(), required=False
    )
    role = forms.CharField(
        label=pgettext_lazy("of a referrer", "role"), max_length=30, required=False
    )
    is_investor_related = forms.BooleanField(
        label=gettext_lazy("belongs to the investor"), required=False
    )
    team = forms.CharField(label=gettext_lazy("team"), max_length=60, required=False)
    agreed_on = forms.DateField(
        label=gettext_lazy("agreed on as the one to be paid, on"), widget=DayInput(), required=False
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = Agent.objects.visible_to(user)


ReferrerForms = forms.formset_factory(ReferrerForm, extra=EMPTY_ROWS, can_delete=True, max_num=20)


def edit_referrers(request, pk):
    projects = Project.objects.visible_to(request.user)
    project = permitted(request, projects, pk, "leads.change_referral")
    stored = [
        {"agent": referral.agent_id} | {name: getattr(referral, name) for name in STORED}
        for referral in project.referrals.all()
    ]
    rows = ReferrerForms(request.POST or None, initial=stored, form_kwargs={"user": request.user})
    note = ReasonForm(request.POST or None)
    if request.method == "POST" and rows.is_valid() and note.is_valid():
        filled = [
            row.cleaned_data
            for row in rows
            if row.cleaned_data.get("agent") and not row.cleaned_data.get("DELETE")
        ]
        referrers = [
            Referrer(row["agent"], **{name: row[name] for name in STORED}) for row in filled
        ]
        with refusals_on(note):
            set_referrers(project, referrers, by=request.user, note=note.cleaned_data["note"])
            messages.success(
                request, _("The referrers of %(project)s are stored.") % {"project": project}
            )
            return redirect("project:inspect", pk)
    return render(
        request,
        "leads/referrers.html",
        {"title": _("Referrers and shares"), "project": project, "rows": rows, "note": note},
    )


class AccountForm(forms.Form):
    holder = forms.CharField(label=gettext_lazy("account holder"), max_length=200)
    bank = forms.CharField(label=gettext_lazy("bank and branch"), max_length=200)
    number = forms.CharField(
        label=gettext_lazy("account number"),
        max_length=40,
        widget=forms.TextInput(attrs=NOT_KEPT),
    )
    why = forms.CharField(label=gettext_lazy("reason"), max_length=300)


def edit_account(request, pk):
    """Ask for a new account of an agent; another person confirms it. The number in use is never
    shown whole.
    """
    agent = permitted(request, Agent.objects.visible_to(request.user), pk, "leads.add_payeeaccount")
    form = AccountForm(request.POST or None, initial={"holder": agent.name})

    def act():
        change = ask_change(agent, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            _(
                "Asked for. The account in use stays in force until another person "
                "confirms the new one."
            ),
        )
        return redirect("accountchange:inspect", change.pk)

    return form_page(request, form, act, title=_("Change the account"), subtitle=agent, at="number")


def referrer_action(project, user):
    return (
        [(_("Referrers and shares"), reverse("project:referrers", args=[project.pk]))]
        if user.has_perm("leads.change_referral")
        else []
    )


def account_action(agent, user):
    return (
        [(_("Change the account"), reverse("agent:account", args=[agent.pk]))]
        if user.has_perm("leads.add_payeeaccount")
        else []
    )


add_actions(Project, referrer_action)
add_actions(Agent, account_action)
