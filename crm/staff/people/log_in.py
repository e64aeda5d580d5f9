"""What the security administrator does with a colleague's log-in: lets in who is locked out, ends
sessions, takes a lost second factor away.
"""

from django.utils.translation import gettext as _

from crm.accounts import factors, lockout
from crm.accounts.sessions import end_sessions
from crm.core.again import asks_again
from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from .enter import tell_the_auditors


@asks_again
@as_one()
def unlock(person, *, by, reason: str):
    _check(by, person, reason)
    lockout.unlock(person)
    _write_down(person, _("let in again: %(why)s"), by, reason)


@asks_again
@as_one()
def end_all_sessions(person, *, by, reason: str):
    _check(by, person, reason)
    end_sessions(person)
    _write_down(person, _("sessions ended: %(why)s"), by, reason)


@asks_again
@as_one()
def take_away_factors(person, *, by, reason: str):
    _check(by, person, reason)
    factors.take_away_factors(person, by=by, reason=reason)
    tell_the_auditors(person, _("second factor taken away: %(why)s") % {"why": reason}, by=by)


def _check(by, person, reason: str):
    if not by.has_perm("core.manage_people"):
        raise NotPermitted
    if person.pk == by.pk:
        raise Refused(_("Another administrator changes your own login."))
    if not reason.strip():
        raise Refused(_("Say why."))


def _write_down(person, what: str, by, reason: str):
    text = what % {"why": reason.strip()}
    save_as(person, by=by, reason=text[:100])
    tell_the_auditors(person, text, by=by)
