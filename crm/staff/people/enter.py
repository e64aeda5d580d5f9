"""The administrator's work: people come, go, move, and are given roles; never one's own."""

from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.granting import grant
from crm.core.models import User
from crm.core.writing.history import save_as


def enter_person(*, by, codes, password: str, reason: str = "", **facts) -> User:
    """A new colleague with a first password; ``codes`` are keys of ROLES.

    Raises Refused where they exclude one another, ValidationError for a weak password.
    """
    _check(by)
    person = User(**facts)
    validate_password(password, person)
    person.set_password(password)
    return grant(person, codes, by=by, reason=reason)


def change_person(person, *, by, codes, reason: str = "", **facts) -> User:
    """``facts`` are name, department, contacts and whether the login works."""
    _check(by, person)
    return grant(person, codes, by=by, reason=reason, **facts)


def set_password(person, *, by, password: str) -> User:
    """Set a password for somebody who forgot theirs; all of their sessions end."""
    _check(by, person)
    validate_password(password, person)
    person.set_password(password)
    return save_as(person, by=by, reason=_("new password"))


def _check(by, person=None):
    if not by.has_perm("core.manage_people"):
        raise NotPermitted
    if person is not None and person.pk == by.pk:
        raise Refused(_("Another administrator changes your own login."))
