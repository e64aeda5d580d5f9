"""Invitations of every kind: a signed link for one person, for some days, for one use. Who is
invited to what, and by whom, says the room of the host: ``agency.logins``, ``enterprise.logins``.
"""

import unicodedata
from collections.abc import Callable
from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.errors import NotPermitted, Refused
from crm.core.hosts import PORTAL, base_of
from crm.core.letters import send_to
from crm.core.models import Parameter, User
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.agents.consents import agree, standing_consent
from leads.models import ConsentText

from .models import EnterpriseInvitation, PortalInvitation
from .models.invitation import Invitation

CODE_DIGITS, WRONG_CODES = 8, 5
WRONG_CODE = gettext_lazy("This is not the code. Ask the person of the bureau who told it to you.")
OVER = gettext_lazy("This invitation is used or over. Ask the bureau for another.")

# By kind of invitation: what makes ``user`` a login of its host.
_ENTRANCES: dict[type[Invitation], Callable[[Invitation, User], None]] = {}


def register_entrance(model: type[Invitation], let_in: Callable[[Invitation, User], None]):
    _ENTRANCES[model] = let_in


def last_day():
    """Until when an invitation of this moment is valid."""
    return timezone.now() + timedelta(days=Parameter.whole("invitation_days"))


def check_keeper(invitation: Invitation, by):
    """Raises unless ``by`` is a person of the bureau who looks after the host's logins."""
    if not by.has_perm(invitation.RIGHT):
        raise NotPermitted
    if not invitation.is_looked_after_by(by):
        raise Refused(
            _("Another department is responsible for %(agent)s.") % {"agent": invitation.host}
        )


def send_link(invitation: Invitation, address: str):
    until = timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M")
    text = _("%(name)s, open this link to begin. It is valid until %(day)s and can be used once.")
    text = text % {"name": invitation.name, "day": until}
    subject = _("Invitation to the portal of Deshang")
    send_to(address, subject, f"{text}\n{link_of(invitation)}")


def link_of(invitation: Invitation) -> str:
    token = signing.dumps(invitation.pk, salt=invitation.SALT)
    return base_of(PORTAL) + reverse("portal:invitation", args=[token])


def invitation_of(token: str) -> Invitation | None:
    """The invitation behind a link; None where the link was not made here. It may be used or
    over.
    """
    for model, host in ((PortalInvitation, "agent"), (EnterpriseInvitation, "enterprise")):
        try:
            pk = signing.loads(token, salt=model.SALT)
        except signing.BadSignature:
            continue
        return model.objects.filter(pk=pk).select_related(host).first()
    return None


def code_of(invitation: Invitation) -> str:
    """Eight digits, which only this house can work out; nothing of them is stored."""
    salt = f"{invitation.SALT}.code"
    digest = salted_hmac(salt, str(invitation.pk), algorithm="sha256").hexdigest()
    return f"{int(digest, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


@as_one()
def hand_over_code(invitation: Invitation, *, by) -> str:
    """The code, for the second person, who tells it to the person invited; from then on no other
    one is shown it.
    """
    check_keeper(invitation, by)
    invitation = locked(invitation)
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


@as_one()
def is_right_code(invitation: Invitation, code: str) -> bool:
    """Whether ``code`` opens the invitation. Each wrong one counts, and the last one allowed ends
    the invitation.
    """
    invitation = type(invitation).objects.select_for_update().get(pk=invitation.pk)
    if not invitation.needs_code or _fits(invitation, code):
        return True
    invitation.wrong_codes += 1
    if invitation.wrong_codes >= WRONG_CODES and invitation.is_valid:
        invitation.withdrawn_at = timezone.now()
    why = _("too many wrong codes") if invitation.withdrawn_at else _("a wrong code")
    save_as(invitation, by=None, reason=why)
    return False


def _fits(invitation: Invitation, code: str) -> bool:
    digits = "".join(char for char in unicodedata.normalize("NFKC", code) if char.isdecimal())
    return constant_time_compare(digits, code_of(invitation))


@as_one()
def accept(
    invitation: Invitation,
    *,
    username: str,
    password: str,
    email: str,
    code: str = "",
    agrees: bool = False,
) -> User:
    """Make the login. Raises Refused where the invitation was used, withdrawn or is over, or wants
    another code.

    Of two at once one comes first.
    """
    invitation = locked(invitation, code)
    user = User(username=username, name=invitation.name, email=email)
    user.set_password(password)
    user.full_clean()
    user.save()
    _let_in(user, invitation)
    if agrees and asked_words(invitation):
        agree(invitation.host, by=user)
    return user


def asked_words(invitation: Invitation) -> str:
    """What the person is asked to agree to: a referrer, who has not yet, to being named."""
    host = invitation.host
    if not getattr(host, "is_referrer", False) or standing_consent(host):
        return ""
    return ConsentText.objects.in_force().text


@as_one()
def join(invitation: Invitation, *, by, code: str = ""):
    """Let the person behind an existing login act for this host too. Raises Refused as ``accept``
    does, and where they do already.
    """
    invitation = locked(invitation, code)
    if by.is_staff:
        raise NotPermitted
    _let_in(by, invitation)


def _let_in(user: User, invitation: Invitation):
    _ENTRANCES[type(invitation)](invitation, user)
    invitation.used_at, invitation.used_by = timezone.now(), user
    save_as(invitation, by=user, reason=pgettext("invitation to the portal", "accepted"))


def locked(invitation: Invitation, code: str | None = None) -> Invitation:
    """The row, locked, while it is valid. Raises Refused where it is over, or wants another
    ``code``.
    """
    row = type(invitation).objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not row.is_valid:
        raise Refused(OVER)
    if code is not None and row.needs_code and not _fits(row, code):
        raise Refused(WRONG_CODE)
    return row


@as_one()
def withdraw(invitation: Invitation, *, by):
    """By a person of the bureau who looks after the host's logins."""
    check_keeper(invitation, by)
    end(invitation, by=by)


def end(invitation: Invitation, *, by):
    """The link opens no more. Whether ``by`` may, the caller has asked."""
    invitation = locked(invitation)
    invitation.withdrawn_at = timezone.now()
    save_as(invitation, by=by, reason=_("withdrawn"))
