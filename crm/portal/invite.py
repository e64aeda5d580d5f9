"""Invitations: a signed link for one person, for some days, for one use."""

import unicodedata
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.errors import NotPermitted, Refused
from crm.core.hosts import PORTAL, base_of
from crm.core.letters import send_to
from crm.core.models import Parameter, User
from crm.core.roles import give_role
from crm.core.writing.history import save_as
from leads.agents.telling import tell_agent
from leads.models import Agent

from .models import PortalInvitation

SALT = "portal.invitation"
CODE_DIGITS, WRONG_CODES = 8, 5
WRONG_CODE = gettext_lazy("This is not the code. Ask the person of the bureau who told it to you.")


@transaction.atomic
def invite(agent, *, name: str, email: str = "", by) -> PortalInvitation:
    """Invite a person to be a login of ``agent``. ``email`` is that person's own and gets no
    letter.

    The link goes to the agent's registered address; where there is none, or no mail, it needs a
    code of a second person.
    """
    _only_its_department(agent, by)
    if not agent.is_active:
        raise Refused(_("%(agent)s is no longer active.") % {"agent": agent})
    expires_at = timezone.now() + timedelta(days=Parameter.whole("invitation_days"))
    goes_by_mail = settings.EMAIL_IS_SET_UP and bool(agent.email)
    invitation = PortalInvitation(
        agent=agent,
        name=name,
        email=email,
        invited_by=by,
        expires_at=expires_at,
        needs_code=not goes_by_mail,
    )
    save_as(invitation, by=by)
    if goes_by_mail:
        _send(invitation)
    return invitation


def _only_its_department(agent, by):
    if not by.has_perm("portal.add_portalinvitation"):
        raise NotPermitted
    if not agent.is_kept_by(by):
        raise Refused(_("Another department is responsible for %(agent)s.") % {"agent": agent})


def _send(invitation):
    until = timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M")
    text = _("%(name)s, open this link to begin. It is valid until %(day)s and can be used once.")
    text = text % {"name": invitation.name, "day": until}
    subject = _("Invitation to the portal of Deshang")
    send_to(invitation.agent.email, subject, f"{text}\n{link_of(invitation)}")


def link_of(invitation) -> str:
    token = signing.dumps(invitation.pk, salt=SALT)
    return base_of(PORTAL) + reverse("portal:invitation", args=[token])


def invitation_of(token: str) -> PortalInvitation | None:
    """The invitation behind a link; None where the link was not
    made here. It may be used or over.
    """
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return PortalInvitation.objects.filter(pk=pk).select_related("agent").first()


def code_of(invitation) -> str:
    """Eight digits, which only this house can work out; nothing of them is stored."""
    digest = salted_hmac(f"{SALT}.code", str(invitation.pk), algorithm="sha256").hexdigest()
    return f"{int(digest, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


@transaction.atomic
def hand_over_code(invitation, *, by) -> str:
    """The code, for the second person, who tells it to the agent; from then on no other one is
    shown it.
    """
    _only_its_department(invitation.agent, by)
    invitation = _locked(invitation)
    if not invitation.needs_code:
        raise Refused(_("This invitation went to the registered address and needs no code."))
    if by.pk == invitation.invited_by_id:
        raise Refused(_("You have the link; another person hands the code over."))
    if invitation.code_by_id not in (None, by.pk):
        raise Refused(_("%(person)s hands this code over.") % {"person": invitation.code_by})
    if invitation.code_by_id is None:
        invitation.code_by = by
        save_as(invitation, by=by, reason=_("code taken to be handed over"))
    return code_of(invitation)


@transaction.atomic
def is_right_code(invitation, code: str) -> bool:
    """Whether ``code`` opens the invitation. Each wrong one counts, and the last one allowed ends
    the invitation.
    """
    invitation = PortalInvitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.needs_code or _fits(invitation, code):
        return True
    invitation.wrong_codes += 1
    if invitation.wrong_codes >= WRONG_CODES and invitation.is_valid:
        invitation.withdrawn_at = timezone.now()
    invitation.skip_history_when_saving = invitation.withdrawn_at is None
    save_as(invitation, by=None, reason=_("too many wrong codes"))
    return False


def _fits(invitation, code: str) -> bool:
    digits = "".join(char for char in unicodedata.normalize("NFKC", code) if char.isdecimal())
    return constant_time_compare(digits, code_of(invitation))


@transaction.atomic
def accept(invitation, *, username: str, password: str, email: str, code: str = "") -> User:
    """Make the login. Raises Refused where the invitation was used, withdrawn or is over, or wants
    another code.

    Of two at once one comes first.
    """
    invitation = _locked(invitation, code)
    user = User(username=username, name=invitation.name, email=email)
    user.set_password(password)
    user.full_clean()
    user.save()
    _let_act(user, invitation)
    return user


@transaction.atomic
def join(invitation, *, by, code: str = ""):
    """Let the person behind an existing login act for this agent too. Raises Refused as ``accept``
    does, and where they do already.
    """
    invitation = _locked(invitation, code)
    if by.is_staff:
        raise NotPermitted
    if invitation.agent.users.filter(pk=by.pk).exists():
        raise Refused(_("You act for %(agent)s already.") % {"agent": invitation.agent})
    _let_act(by, invitation)


def _locked(invitation, code: str | None = None) -> PortalInvitation:
    invitation = (
        PortalInvitation.objects.select_for_update(of=("self",))
        .select_related("agent")
        .get(pk=invitation.pk)
    )
    if not invitation.is_valid:
        raise Refused(_("This invitation is used or over. Ask the bureau for another."))
    if code is not None and invitation.needs_code and not _fits(invitation, code):
        raise Refused(WRONG_CODE)
    return invitation


def _let_act(user, invitation):
    give_role(user, "referrer" if invitation.agent.is_referrer else "agency")
    agent = Agent.objects.get(pk=invitation.agent_id)
    agent._history_user = user
    agent.users.add(user)
    invitation.used_at, invitation.used_by = timezone.now(), user
    save_as(invitation, by=user, reason=pgettext("invitation to the portal", "accepted"))
    tell_agent(agent, "login_added", login=user.username, person=str(user))


@transaction.atomic
def withdraw(invitation, *, by):
    _only_its_department(invitation.agent, by)
    invitation = PortalInvitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_valid:
        raise Refused(_("This invitation is used or over. Ask the bureau for another."))
    invitation.withdrawn_at = timezone.now()
    save_as(invitation, by=by, reason=_("withdrawn"))


@transaction.atomic
def take_login_away(agent, user, *, by, why: str):
    """From now on ``user`` does not act for ``agent``. Who acts for nobody else can not log in any
    more, and what they have open ends at once.
    """
    _only_its_department(agent, by)
    if not why.strip():
        raise Refused(_("Say why."))
    agent = Agent.objects.kept_by(by).select_for_update(of=("self",)).get(pk=agent.pk)
    if not agent.users.filter(pk=user.pk).exists():
        raise Refused(
            _("%(person)s does not act for %(agent)s.") % {"person": user, "agent": agent}
        )
    reason = _("login %(login)s of %(person)s taken away: %(why)s") % {
        "login": user.username,
        "person": user,
        "why": why.strip(),
    }
    tell_agent(agent, "login_taken", addresses=[user.email], login=user.username, person=str(user))
    agent._history_user, agent._change_reason = by, reason[:100]
    agent.users.remove(user)
    if not (user.is_staff or user.agents.exists()):
        user.is_active = False
        save_as(user, by=by, reason=reason)
