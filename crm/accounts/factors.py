"""Second factors: codes checked once, and what becomes of a lost one."""

import hashlib

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from crm.core.again import asks_again
from crm.core.errors import NotPermitted, Refused
from crm.core.letters import write_to
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from .audit import factor_changed
from .sessions import end_sessions

USED = "used"  # digests of the last codes, in the data of the authenticator
REMEMBERED = 4  # codes, each valid for a minute and a half


def authenticator_of_code(person, code: str) -> Authenticator | None:
    """The person's authenticator that gave this code; no process takes a code a second time."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    with transaction.atomic():
        authenticators = Authenticator.objects.select_for_update().filter(
            user_id=person.pk, type__in=kinds
        )
        for authenticator in authenticators:
            if authenticator.wrap().validate_code(code) and _is_first_use(authenticator, code):
                authenticator.user = person
                return authenticator
    return None


def _is_first_use(authenticator, code: str) -> bool:
    """A recovery code crosses itself out; a code of the clock is remembered while it is valid."""
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    digest = hashlib.sha256(f"{authenticator.pk}:{code.strip()}".encode()).hexdigest()
    digests = authenticator.data.get(USED, [])
    if digest in digests:
        return False
    authenticator.data[USED] = [digest, *digests][:REMEMBERED]
    authenticator.save(update_fields=["data"])
    return True


def tell_of_change(person, said: str, by=None):
    """In the audit log, and by a letter, so that a person notices what somebody else did in their
    name.
    """
    factor_changed(person, said, by)
    text = _("If this was not you, tell the security administrator of the bureau at once.")
    write_to([person], _("Your second factor at Deshang"), f"{said}\n{text}")


@asks_again
@as_one()
def take_away_factors(person, *, by, reason: str):
    """For who lost telephone and codes: all second factors and sessions end, and the next log-in
    sets up a new one.
    """
    if not by.has_perm("core.manage_people"):
        raise NotPermitted
    if person.pk == by.pk:
        raise Refused(_("Another administrator changes your own login."))
    if not reason.strip():
        raise Refused(_("Say why."))
    authenticators = list(Authenticator.objects.filter(user_id=person.pk))
    if not authenticators:
        raise Refused(_("There is no second factor."))
    for authenticator in authenticators:
        authenticator.delete()
    end_sessions(person)
    save_as(person, by=by, reason=_("second factor taken away: %(why)s") % {"why": reason.strip()})
    tell_of_change(person, _("An administrator took your second factor away."), by)
