"""The park invites an enterprise's first person, sees who logs in for it, and takes the first one
away when they have left: from the enterprise's page in the staff admin.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.punctuation import aside, listed
from crm.staff.extensions import add_actions, add_blocks
from crm.staff.form_page import form_page
from crm.staff.record_parts import Block, Item
from parks.models import Enterprise, EnterprisePerson

from ..invitation_screens import OF_EVERY_KIND, InvitationRecord, InvitationViewSet
from ..models import EnterpriseInvitation
from .logins import invite_first, take_away


class EnterpriseInvitationRecord(InvitationRecord):
    record_fields = ["enterprise", "is_first", *OF_EVERY_KIND]


class EnterpriseInvitationViewSet(InvitationViewSet):
    model = EnterpriseInvitation
    list_hint = gettext_lazy("Who was invited to the portal for an enterprise stands here.")
    inspect_view_class = EnterpriseInvitationRecord
    create_through = staticmethod(invite_first)
    form_fields = ["enterprise", "name", "email"]
    list_display = ["enterprise", "name", "is_first", "invited_by", "expires_at", "used_at"]
    list_export = [
        "enterprise.name",
        "name",
        "is_first",
        "invited_by",
        "invited_at",
        "expires_at",
        "used_at",
    ]
    search_fields = ["enterprise__name", "name"]
    add_to_admin_menu = True
    menu_label = pgettext_lazy("menu", "Invitations of enterprises")
    menu_order = 191

    def get_urlpatterns(self):
        take = path("of/<int:pk>/take-away/", take_away_login, name="take_away")
        return [*super().get_urlpatterns(), take]


def _may_invite(enterprise, user) -> bool:
    return EnterpriseInvitation(enterprise=enterprise).is_looked_after_by(user)


def invite_action(enterprise, user):
    if not _may_invite(enterprise, user) or enterprise.people.filter(is_first=True).exists():
        return []
    address = f"{reverse('enterpriseinvitation:add')}?enterprise={enterprise.pk}"
    return [(_("Invite to the portal"), address)]


class TakeAwayForm(forms.Form):
    person = forms.ModelChoiceField(None, label=gettext_lazy("login"))
    why = forms.CharField(label=gettext_lazy("why"), max_length=60)

    def __init__(self, *args, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        people = EnterprisePerson.objects.filter(enterprise=enterprise).select_related("user")
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = lambda each: _named(each.user)


def _named(person) -> str:
    return f"{person}{aside(person.username)}"


def take_away_login(request, pk):
    """Take the login of somebody who has left the enterprise."""
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    if not _may_invite(enterprise, request.user):
        raise PermissionDenied
    form = TakeAwayForm(request.POST or None, enterprise=enterprise)

    def act():
        person = form.cleaned_data["person"]
        take_away(person, by=request.user, why=form.cleaned_data["why"])
        message = _("%(person)s does not act for %(agent)s any more.")
        messages.success(request, message % {"person": person.user, "agent": enterprise})
        return redirect("enterprise:inspect", pk)

    return form_page(request, form, act, title=_("Take a login away"), subtitle=enterprise)


def take_away_action(enterprise, user):
    if not (_may_invite(enterprise, user) and enterprise.people.exists()):
        return []
    return [
        (
            _("Take a login away"),
            reverse("enterpriseinvitation:take_away", args=[enterprise.pk]),
        )
    ]


def logins(enterprise, user) -> list[Block]:
    """Who logs in for it, and what each of them may do there."""
    people = EnterprisePerson.objects.visible_to(user).filter(enterprise=enterprise)
    items = [
        Item(_named(person.user), note=listed(person.rights))
        for person in people.select_related("user")
    ]
    return [Block(_("Logins of the portal"), items)]


add_actions(Enterprise, invite_action, take_away_action)
add_blocks(Enterprise, logins, order=5)
