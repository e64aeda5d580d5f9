"""Inviting a person to act for an agent, and taking a login away, in the staff admin."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.extensions import add_actions
from crm.staff.form_page import form_page
from crm.staff.permitted import permitted
from leads.models import Agent

from ..invitation_screens import OF_EVERY_KIND, InvitationRecord, InvitationViewSet
from ..models import PortalInvitation
from .logins import invite, take_login_away


class PortalInvitationRecord(InvitationRecord):
    record_fields = ["agent", *OF_EVERY_KIND]


class PortalInvitationViewSet(InvitationViewSet):
    model = PortalInvitation
    list_hint = gettext_lazy("Who was invited to the portal stands here.")
    inspect_view_class = PortalInvitationRecord
    create_through = staticmethod(invite)
    form_fields = ["agent", "name", "email"]
    list_display = ["agent", "name", "invited_by", "expires_at", "used_at"]
    list_export = ["agent.name", "name", "invited_by", "invited_at", "expires_at", "used_at"]
    search_fields = ["agent__name", "name"]
    add_to_admin_menu = True
    menu_label = gettext_lazy("Invitations")
    menu_order = 190

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("of/<int:pk>/take-away/", take_away, name="take_away"),
        ]


def invite_action(agent, user):
    return (
        [(_("Invite to the portal"), f"{reverse('portalinvitation:add')}?agent={agent.pk}")]
        if _may_invite(agent, user)
        else []
    )


def _may_invite(agent, user) -> bool:
    return PortalInvitation(agent=agent).is_looked_after_by(user)


class TakeAwayForm(forms.Form):
    login = forms.ModelChoiceField(None, label=gettext_lazy("login"))
    why = forms.CharField(label=gettext_lazy("why"), max_length=60)

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].queryset = agent.users.order_by("pk")


def take_away(request, pk):
    """Take the login of somebody who has left the agency."""
    agent = permitted(request, Agent.objects.kept_by(request.user), pk, PortalInvitation.RIGHT)
    form = TakeAwayForm(request.POST or None, agent=agent)

    def act():
        person = form.cleaned_data["login"]
        take_login_away(agent, person, by=request.user, why=form.cleaned_data["why"])
        message = _("%(person)s does not act for %(agent)s any more.")
        messages.success(request, message % {"person": person, "agent": agent})
        return redirect("agent:inspect", pk)

    return form_page(request, form, act, title=_("Take a login away"), subtitle=agent)


def take_away_action(agent, user):
    may = _may_invite(agent, user) and agent.users.exists()
    return (
        [(_("Take a login away"), reverse("portalinvitation:take_away", args=[agent.pk]))]
        if may
        else []
    )


add_actions(Agent, invite_action, take_away_action)
