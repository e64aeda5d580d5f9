"""The security administrator's work: people come, go, move, and are given roles; never one's own.

A second administrator agrees to what is given, and the audit administrator hears of all of it.
"""

from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.core.again import asks_again
from crm.core.errors import NotPermitted, Refused
from crm.core.granting import check_together, grant, in_order
from crm.core.models import Proposal, User
from crm.core.notifications import notify
from crm.core.proposals.propose import propose_change
from crm.core.roles import THREE_ADMINISTRATORS, labels_of
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

SECURITY, AUDIT = "security_administrator", "audit_administrator"


@asks_again
@as_one()
def enter_person(*, by, codes, password: str, reason: str = "", **facts) -> User:
    """A new colleague with a first password; ``codes`` are keys of ROLES, each of which waits for
    the second administrator's yes where there is one.

    Raises Refused where they exclude one another, ValidationError for a weak password.
    """
    _check(by)
    person = User(**facts, is_staff=True)
    validate_password(password, person)
    person.set_password(password)
    codes_now, codes_later = _split(set(), set(codes), by)
    grant(person, codes_now, by=by, reason=reason)
    return _agreed_later(person, codes_later, by=by, reason=reason)


@asks_again
@as_one()
def change_person(person, *, by, codes, reason: str = "", **facts) -> User:
    """``facts`` are name, department, contacts and whether the login works. What is taken away is
    taken at once; what is given waits for the second administrator, as does a change of who are
    administrators. ``person.proposal`` is what waits then, else None.
    """
    _check(by, person)
    held_codes = {code for code in person.roles.split(",") if code}
    codes_now, codes_later = _split(held_codes, set(codes), by)
    grant(person, codes_now, by=by, reason=reason, **facts)
    return _agreed_later(person, codes_later, by=by, reason=reason)


@asks_again
def set_password(person, *, by, password: str) -> User:
    """Set a password for somebody who forgot theirs; all of their sessions end."""
    _check(by, person)
    validate_password(password, person)
    person.set_password(password)
    save_as(person, by=by, reason=_("new password"))
    tell_the_auditors(person, _("new password"), by=by)
    return person


def second_administrators(by) -> QuerySet:
    """Those who could agree to what ``by`` grants. One whose login is ended counts too, so that
    nobody can grant alone by ending the other's. The demonstration's people watch only each other.
    """
    others = User.objects.filter(groups__name=SECURITY, is_demo=by.is_demo)
    return others.exclude(pk=by.pk)


def tell_the_auditors(person, what: str, *, by):
    auditors = User.objects.staff().filter(groups__name=AUDIT)
    notify(auditors, "rights_changed", person, by=by, what=what)


def _split(held: set, wanted: set, by) -> tuple[set, set | None]:
    """The roles of now, and those that are proposed; None where nothing is."""
    check_together(wanted)
    pending = (wanted - held) | ((held - wanted) & THREE_ADMINISTRATORS)
    if not pending or not second_administrators(by).exists():
        return wanted, None
    return (held & wanted) | (held & pending), wanted


def _agreed_later(person, codes: set | None, *, by, reason: str) -> User:
    person.proposal = None
    tell_the_auditors(person, labels_of(person.role_codes) or "—", by=by)
    if codes is not None and in_order(codes) != person.roles:
        _withdraw_open(person, by)
        person.proposal = propose_change(person, {"roles": in_order(codes)}, by=by, why=reason)
    return person


def _withdraw_open(person, by):
    """Who changes their mind replaces their own proposal."""
    for proposal in Proposal.objects.open().about(person).filter(proposed_by=by):
        move(proposal, "withdraw", by=by)


def _check(by, person=None):
    if not by.has_perm("core.manage_people"):
        raise NotPermitted
    if person is not None and person.pk == by.pk:
        raise Refused(_("Another administrator changes your own login."))
