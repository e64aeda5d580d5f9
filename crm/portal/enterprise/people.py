"""The colleagues who log in for an enterprise: the first one invites them and says what they may
do.
"""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.core.refusals import refusals_as_message, refusals_on
from parks.models import EnterprisePerson
from parks.models.enterprise_person import RIGHTS

from ..invite import link_of
from ..models import EnterpriseInvitation
from .logins import change_rights, hand_on, invite_colleague, take_away, withdraw_own
from .who import for_people

CHOICES = [(right, EnterprisePerson._meta.get_field(right).verbose_name) for right in RIGHTS]


class RightsForm(forms.Form):
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("may do"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ColleagueForm(RightsForm):
    name = forms.CharField(label=gettext_lazy("name of the person"), max_length=60)
    email = forms.EmailField(
        label=gettext_lazy("e-mail"),
        required=False,
        help_text=gettext_lazy("The link goes there; without one you pass it on yourself."),
    )
    field_order = ["name", "email", "rights"]


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("why"), max_length=60)


@for_people("is_first")
def people(request, person):
    form = ColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            invite_colleague(person.enterprise, by=request.user, **form.cleaned_data)
            messages.success(request, _("Invited. The link is valid once, for some days."))
            return redirect("portal:people")
    invited = EnterpriseInvitation.objects.visible_to(request.user).valid()
    context = {
        "person": person,
        "colleagues": _colleagues(person),
        "invited": [
            (invitation, link_of(invitation))
            for invitation in invited.filter(enterprise=person.enterprise, is_first=False)
        ],
        "form": form,
    }
    return render(request, "portal/enterprise/people.html", context)


def _held(person) -> dict:
    return {"rights": [right for right in RIGHTS if getattr(person, right)]}


def _colleagues(person):
    rows = EnterprisePerson.objects.visible_to(person.user).filter(enterprise=person.enterprise)
    return rows.select_related("user")


@for_people("is_first")
def colleague(request, person, pk):
    """What one may do, handing the logins on to them, and taking theirs away."""
    found = get_object_or_404(_colleagues(person), pk=pk)
    form = RightsForm(request.POST or None, initial=_held(found))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            change_rights(found, by=request.user, rights=form.cleaned_data["rights"])
            messages.success(request, _("Saved."))
            return redirect("portal:people")
    return _shown(request, found, form, WhyForm())


def _shown(request, found, form, away):
    context = {"colleague": found, "form": form, "away": away}
    return render(request, "portal/enterprise/colleague.html", context)


@require_POST
@for_people("is_first")
def remove(request, person, pk):
    colleague = get_object_or_404(_colleagues(person), pk=pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _shown(request, colleague, RightsForm(initial=_held(colleague)), form)
    with refusals_as_message(request):
        take_away(colleague, by=request.user, why=form.cleaned_data["why"])
        messages.success(
            request,
            _("%(person)s does not act for %(agent)s any more.")
            % {"person": colleague.user, "agent": person.enterprise},
        )
    return redirect("portal:people")


@require_POST
@for_people("is_first")
def make_first(request, person, pk):
    colleague = get_object_or_404(_colleagues(person), pk=pk)
    with refusals_as_message(request):
        hand_on(colleague, by=request.user)
        messages.success(
            request,
            _("%(person)s looks after the logins from now on.") % {"person": colleague.user},
        )
        return redirect("portal:enterprise")
    return redirect("portal:people")


@require_POST
@for_people("is_first")
def withdraw_invitation(request, person, pk):
    invitations = EnterpriseInvitation.objects.visible_to(request.user)
    invitation = get_object_or_404(invitations.filter(enterprise=person.enterprise), pk=pk)
    with refusals_as_message(request):
        withdraw_own(invitation, by=request.user)
        messages.success(request, _("Withdrawn."))
    return redirect("portal:people")
