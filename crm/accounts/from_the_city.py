"""Who stands behind a log-in by the city's identity provider.

A person is known by the provider's subject, once they have come; the first time by the claim that
the settings name: a verified address of e-mail, or another claim that is the login name. Nobody is
made by it, and nobody gets a right.
"""

from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.models import User
from crm.core.writing.history import save_as

from .doors import STAFF, came_by


def person_behind(sociallogin, request) -> User:
    """Raises Refused where nobody of the bureau is meant, or the login works no more."""
    if sociallogin.state.get("process") != AuthProcess.LOGIN:
        raise Refused(_("Log in through the city's identity provider at the entrance."))
    came_by(request, STAFF)
    if sociallogin.is_existing:
        return _checked(sociallogin.user)
    person = _checked(_first_known(_claims(sociallogin)))
    sociallogin.connect(request, person)
    save_as(person, by=person, reason=_("known to the city's identity provider"))
    return person


def _checked(person: User | None) -> User:
    if person is None:
        raise Refused(_("The bureau knows nobody by this identity. Ask your administrator."))
    if not (person.is_active and person.is_staff):
        raise Refused(_("This login works no more. Ask your administrator."))
    return person


def _claims(sociallogin) -> dict:
    data = sociallogin.account.extra_data
    return {**(data.get("id_token") or {}), **(data.get("userinfo") or {})}


def _first_known(claims: dict) -> User | None:
    """The one colleague meant; None where there is none, or several."""
    value = claims.get(settings.OIDC_CLAIM)
    if not isinstance(value, str) or not value:
        return None
    people = User.objects.of_the_house().filter(is_staff=True)
    if settings.OIDC_CLAIM == "email":
        candidates = (
            people.filter(email__iexact=value) if claims.get("email_verified") is True else ()
        )
    else:
        candidates = people.filter(username=value)
    matches = list(candidates[:2])
    return matches[0] if len(matches) == 1 else None
