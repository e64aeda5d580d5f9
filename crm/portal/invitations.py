"""Inviting a person (in the staff admin), and the page behind the link."""

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.refusals import said_on, told
from crm.staff.extensions import add_actions
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet
from leads.models import Agent

from .forms import AcceptForm, CodeForm
from .invite import (
    WRONG_CODE,
    accept,
    code_of,
    hand_over_code,
    invitation_of,
    invite,
    is_right_code,
    join,
    link_of,
    take_login_away,
    withdraw,
)
from .models import PortalInvitation
from .who import CHOSEN


def invitation(request, token):
    found = invitation_of(token)
    if found is None or not found.is_valid:
        return render(request, "portal/invitation_over.html", status=410)
    if request.user.is_authenticated and not request.user.is_staff:
        return _join(request, found)
    form = AcceptForm(
        request.POST or None, initial={"email": found.email}, needs_code=found.needs_code
    )
    if request.method == "POST" and form.is_valid() and _is_opened(found, form):
        with said_on(form):
            user = accept(found, **form.facts())
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return redirect("portal:home")
    return render(request, "portal/invitation.html", {"form": form, "invitation": found})


def _join(request, found):
    """Let a person who has a login already act for this agent too, so that they need no second
    password.
    """
    form = (CodeForm if found.needs_code else forms.Form)(
        request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid() and _is_opened(found, form):
        with told(request):
            join(found, by=request.user, code=form.cleaned_data.get("code", ""))
            request.session[CHOSEN] = found.agent_id
        return redirect("portal:home")
    return render(request, "portal/invitation_join.html", {"invitation": found, "form": form})


def _is_opened(found, form) -> bool:
    """Whether the code typed is the right one; a wrong one counts, whatever else becomes of the
    form.
    """
    if is_right_code(found, form.cleaned_data.get("code", "")):
        return True
    form.add_error("code", WRONG_CODE)
    return False


class PortalInvitationRecord(RecordView):
    record_fields = [
        "agent",
        "name",
        "email",
        "invited_by",
        "invited_at",
        "expires_at",
        "needs_code",
        "code_by",
        "used_at",
        "used_by",
        "withdrawn_at",
    ]

    def panels(self, record):
        """The link for one person and the code for another while the invitation is open; nobody
        sees both.

        A link that opens by itself was mailed to the registered address and stands on no screen.
        """
        user = self.request.user
        if not (record.is_valid and record.needs_code and record.agent.is_kept_by(user)):
            return []
        if user.pk == record.invited_by_id:
            return [
                (
                    _("Link to pass on; it opens only with the code"),
                    [pgettext("of an invitation", "link")],
                    [("", [link_of(record)])],
                )
            ]
        if user.pk == record.code_by_id:
            return [
                (
                    _("Code to hand over"),
                    [pgettext("of an invitation", "code")],
                    [("", [code_of(record)])],
                )
            ]
        return []


class PortalInvitationViewSet(RecordViewSet):
    model = PortalInvitation
    icon = "ds-mail"
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
        code = path("<int:pk>/code/", take_code, name="code")
        patterns = [
            code,
            path("<int:pk>/withdraw/", withdraw_invitation, name="withdraw"),
            path("of/<int:pk>/take-away/", take_away, name="take_away"),
        ]
        return [*super().get_urlpatterns(), *patterns]


def withdraw_invitation(request, pk):
    found = get_object_or_404(PortalInvitation.objects.visible_to(request.user), pk=pk)
    if not _may_invite(found.agent, request.user):
        raise PermissionDenied
    if request.method == "POST":
        with told(request):
            withdraw(found, by=request.user)
        return redirect("portalinvitation:inspect", pk)
    return render(
        request,
        "core/form_page.html",
        {"form": forms.Form(), "title": _("Withdraw the invitation"), "subtitle": found},
    )


def withdraw_action(found, user):
    return (
        [(_("Withdraw the invitation"), reverse("portalinvitation:withdraw", args=[found.pk]))]
        if found.is_valid and _may_invite(found.agent, user)
        else []
    )


def invite_action(agent, user):
    return (
        [(_("Invite to the portal"), f"{reverse('portalinvitation:add')}?agent={agent.pk}")]
        if _may_invite(agent, user)
        else []
    )


def code_action(found, user):
    is_second = found.needs_code and user.pk != found.invited_by_id and found.code_by_id is None
    if not (is_second and found.is_valid and _may_invite(found.agent, user)):
        return []
    return [
        (_("Take the code, to hand it over"), reverse("portalinvitation:code", args=[found.pk]))
    ]


def take_code(request, pk):
    """The second person takes the code, which from then on stands on the invitation's page for them
    alone.
    """
    found = get_object_or_404(PortalInvitation.objects.visible_to(request.user), pk=pk)
    if not _may_invite(found.agent, request.user):
        raise PermissionDenied
    if request.method == "POST":
        with told(request):
            hand_over_code(found, by=request.user)
        return redirect("portalinvitation:inspect", pk)
    page = {"form": forms.Form(), "title": _("Take the code, to hand it over"), "subtitle": found}
    return render(request, "core/form_page.html", page)


def _may_invite(agent, user) -> bool:
    return user.has_perm("portal.add_portalinvitation") and agent.is_kept_by(user)


class TakeAwayForm(forms.Form):
    login = forms.ModelChoiceField(None, label=gettext_lazy("login"))
    why = forms.CharField(label=gettext_lazy("why"), max_length=60)

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].queryset = agent.users.order_by("pk")


def take_away(request, pk):
    """Take the login of somebody who has left the agency."""
    agent = get_object_or_404(Agent.objects.kept_by(request.user), pk=pk)
    if not request.user.has_perm("portal.add_portalinvitation"):
        raise PermissionDenied
    form = TakeAwayForm(request.POST or None, agent=agent)
    if request.method == "POST" and form.is_valid():
        with said_on(form):
            take_login_away(
                agent, form.cleaned_data["login"], by=request.user, why=form.cleaned_data["why"]
            )
            messages.success(
                request,
                _("%(person)s does not act for %(agent)s any more.")
                % {"person": form.cleaned_data["login"], "agent": agent},
            )
            return redirect("agent:inspect", pk)
    return render(
        request,
        "core/form_page.html",
        {"form": form, "title": _("Take a login away"), "subtitle": agent},
    )


def take_away_action(agent, user):
    may = _may_invite(agent, user) and agent.users.exists()
    return (
        [(_("Take a login away"), reverse("portalinvitation:take_away", args=[agent.pk]))]
        if may
        else []
    )


add_actions(Agent, invite_action, take_away_action)
add_actions(PortalInvitation, code_action, withdraw_action)
