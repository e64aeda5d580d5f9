"""Invitations: a signed link for one person, for some days, for one use."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.errors import NotPermitted, Refused
from crm.core.history import save_as
from crm.core.letters import send_to
from crm.core.models import Parameter, User
from crm.core.roles import give_role
from leads.models import Agent

from .models import PortalInvitation

SALT = "portal.invitation"


@transaction.atomic
def invite(agent, *, name: str, email: str = "", by) -> PortalInvitation:
    """Invite a person to be a login of ``agent``; a letter goes out where there is an address."""
    if not by.has_perm("portal.add_portalinvitation"):
        raise NotPermitted
    if not agent.is_active:
        raise Refused(_("%(agent)s is no longer active.") % {"agent": agent})
    expires_at = timezone.now() + timedelta(days=Parameter.whole("invitation_days"))
    invitation = save_as(PortalInvitation(agent=agent, name=name, email=email, invited_by=by, expires_at=expires_at), by=by)
    if email:
        text = _("%(name)s, open this link to begin. It is valid until %(day)s and can be used once.") % {"name": name, "day": timezone.localtime(expires_at).strftime("%Y-%m-%d %H:%M")}
        send_to(email, _("Invitation to the portal of Deshang"), f"{text}\n{link_of(invitation)}")
    return invitation


def link_of(invitation) -> str:
    token = signing.dumps(invitation.pk, salt=SALT)
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("portal:invitation", args=[token])


def invitation_of(token: str) -> PortalInvitation | None:
    """The invitation behind a link; None where the link was not made here. It may be used or over."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return PortalInvitation.objects.filter(pk=pk).select_related("agent").first()


@transaction.atomic
def accept(invitation, *, username: str, password: str, email: str) -> User:
    """Make the login. Raises Refused where the invitation was used, withdrawn or is over: of two at once one comes first."""
    invitation = _locked(invitation)
    user = User(username=username, name=invitation.name, email=email)
    user.set_password(password)
    user.full_clean()
    user.save()
    _let_act(user, invitation)
    return user


@transaction.atomic
def join(invitation, *, by):
    """Let the person behind an existing login act for this agent too. Raises Refused as ``accept`` does, and where they do already."""
    invitation = _locked(invitation)
    if by.is_staff:
        raise NotPermitted
    if invitation.agent.users.filter(pk=by.pk).exists():
        raise Refused(_("You act for %(agent)s already.") % {"agent": invitation.agent})
    _let_act(by, invitation)


def _locked(invitation) -> PortalInvitation:
    invitation = PortalInvitation.objects.select_for_update(of=("self",)).select_related("agent").get(pk=invitation.pk)
    if not invitation.is_valid:
        raise Refused(_("This invitation is used or over. Ask the bureau for another."))
    return invitation


def _let_act(user, invitation):
    give_role(user, "referrer" if invitation.agent.is_referrer else "agency")
    agent = Agent.objects.get(pk=invitation.agent_id)
    agent._history_user = user
    agent.users.add(user)
    invitation.used_at, invitation.used_by = timezone.now(), user
    save_as(invitation, by=user, reason=pgettext("invitation to the portal", "accepted"))


@transaction.atomic
def withdraw(invitation, *, by):
    if not by.has_perm("portal.add_portalinvitation"):
        raise NotPermitted
    invitation = PortalInvitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_valid:
        raise Refused(_("This invitation is used or over. Ask the bureau for another."))
    invitation.withdrawn_at = timezone.now()
    save_as(invitation, by=by, reason=_("withdrawn"))


@transaction.atomic
def take_login_away(agent, user, *, by, why: str):
    """From now on ``user`` does not act for ``agent``. Who acts for nobody else can not log in any more, and what they have open ends at once."""
    if not by.has_perm("portal.add_portalinvitation"):
        raise NotPermitted
    if not why.strip():
        raise Refused(_("Say why."))
    agent = Agent.objects.visible_to(by).select_for_update(of=("self",)).get(pk=agent.pk)
    if not agent.users.filter(pk=user.pk).exists():
        raise Refused(_("%(person)s does not act for %(agent)s.") % {"person": user, "agent": agent})
    reason = _("login %(login)s of %(person)s taken away: %(why)s") % {"login": user.username, "person": user, "why": why.strip()}
    agent._history_user, agent._change_reason = by, reason[:100]
    agent.users.remove(user)
    if not (user.is_staff or user.agents.exists()):
        user.is_active = False
        save_as(user, by=by, reason=reason)
