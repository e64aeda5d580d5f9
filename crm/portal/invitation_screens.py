"""What the staff admin shows of every kind of invitation: the link for one person and the code for
another, and that one may be withdrawn.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.refusals import refusals_as_message
from crm.staff.extensions import add_actions
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from .invite import code_of, hand_over_code, link_of, withdraw
from .models import EnterpriseInvitation, PortalInvitation

OF_EVERY_KIND = [
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


class InvitationRecord(RecordView):
    def panels(self, record):
        """The link for one person and the code for another while the invitation is open; nobody
        sees both.

        A link that opens by itself was mailed to the registered address and stands on no screen.
        """
        user = self.request.user
        if not (record.is_valid and record.needs_code and record.host.is_kept_by(user)):
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


class InvitationViewSet(RecordViewSet):
    icon = "ds-mail"

    def get_urlpatterns(self):
        invitations = [
            path("<int:pk>/code/", self._of_one(take_code), name="code"),
            path("<int:pk>/withdraw/", self._of_one(withdraw_invitation), name="withdraw"),
        ]
        return [*super().get_urlpatterns(), *invitations]

    def _of_one(self, screen):
        """``screen`` of the invitation that the address names, for who looks after its host."""

        def view(request, pk):
            invitation = get_object_or_404(self.model.objects.visible_to(request.user), pk=pk)
            if not invitation.is_looked_after_by(request.user):
                raise PermissionDenied
            return screen(request, invitation)

        return view


def _page(found, name: str) -> str:
    return reverse(f"{found._meta.model_name}:{name}", args=[found.pk])


def withdraw_invitation(request, found):
    if request.method == "POST":
        with refusals_as_message(request):
            withdraw(found, by=request.user)
        return redirect(_page(found, "inspect"))
    page = {"form": forms.Form(), "title": _("Withdraw the invitation"), "subtitle": found}
    return render(request, "core/form_page.html", page)


def take_code(request, found):
    """The second person takes the code, which from then on stands on the invitation's page for them
    alone.
    """
    if request.method == "POST":
        with refusals_as_message(request):
            hand_over_code(found, by=request.user)
        return redirect(_page(found, "inspect"))
    page = {"form": forms.Form(), "title": _("Take the code, to hand it over"), "subtitle": found}
    return render(request, "core/form_page.html", page)


def withdraw_action(found, user):
    if not (found.is_valid and found.is_looked_after_by(user)):
        return []
    return [(_("Withdraw the invitation"), _page(found, "withdraw"))]


def code_action(found, user):
    is_second = found.needs_code and user.pk != found.invited_by_id and found.code_by_id is None
    if not (is_second and found.is_valid and found.is_looked_after_by(user)):
        return []
    return [(_("Take the code, to hand it over"), _page(found, "code"))]


for kind in (PortalInvitation, EnterpriseInvitation):
    add_actions(kind, code_action, withdraw_action)
