"""Sharing out, and handing over what one officer has to another."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.models import User
from crm.core.punctuation import phrases
from crm.staff.form_page import form_page
from crm.staff.forms import scope_choices
from crm.staff.permitted import permitted

from ..models import Campaign
from .hand_over import hand_over_companies
from .share import Rule, share


class ShareForm(forms.Form):
    rule = forms.ChoiceField(
        label=gettext_lazy("rule"),
        choices=Rule.choices,
        help_text=gettext_lazy(
            "What each officer is named for, and how many companies at most, stands with the team."
        ),
    )


class HandOverCompaniesForm(forms.Form):
    giver = forms.ModelChoiceField(User.objects.staff(), label=gettext_lazy("officer until then"))
    to = forms.ModelChoiceField(User.objects.staff(), label=gettext_lazy("officer in charge"))
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300)


def share_screen(request, pk):
    campaigns = Campaign.objects.visible_to(request.user)
    campaign = permitted(request, campaigns, pk, "leads.assign_campaigntarget")
    form = ShareForm(request.POST or None)

    def act():
        _say(request, share(campaign, form.cleaned_data["rule"], by=request.user))
        return redirect("campaign:inspect", pk)

    return form_page(request, form, act, title=_("Share out"), subtitle=campaign)


def _say(request, shared):
    counts = phrases(f"{officer} {count}" for officer, count in shared.by_officer.items())
    if counts:
        messages.success(request, _("Shared out: %(each)s.") % {"each": counts})
    if shared.left:
        messages.warning(
            request,
            _("%(count)d companies are left: nobody is named for them, or all have their limit.")
            % {"count": shared.left},
        )
    if not counts and not shared.left:
        messages.info(request, _("Nothing is in nobody's hand."))


def hand_over_screen(request, pk):
    campaigns = Campaign.objects.visible_to(request.user)
    campaign = permitted(request, campaigns, pk, "leads.assign_campaigntarget")
    form = scope_choices(HandOverCompaniesForm(request.POST or None), request.user)

    def act():
        count = hand_over_companies(by=request.user, campaign=campaign, **form.cleaned_data)
        messages.success(request, _("%(count)d companies handed over.") % {"count": count})
        return redirect("campaign:inspect", pk)

    return form_page(request, form, act, title=_("Hand over companies"), subtitle=campaign)
