"""What a session has proved of the person: by which means, and how long ago.

allauth keeps the list in the session: [{"method": "password", "at": …}, {"method": "mfa", …}].
"""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings

from crm.core.models import Parameter

PASSWORD, FACTOR, FROM_THE_CITY = "password", "mfa", "socialaccount"


def record(request, person, method: str, **facts):
    """Note that ``person`` has just proved by ``method`` who they are."""
    record_authentication(request, person, method, **facts)


def has_own_factor(person) -> bool:
    """Whether a second factor is set up; codes on paper alone are none."""
    factors = Authenticator.objects.filter(user_id=person.pk)
    return factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def has_second_factor(request) -> bool:
    """Whether this session was begun, or confirmed since, by more than a password."""
    return any(_is_factor(proof) for proof in _proofs(request))


def is_recent(request) -> bool:
    """Whether the person proved within the minutes of the rule who they are: by the second factor,
    where they have one.
    """
    proofs = _proofs(request)
    if has_own_factor(request.user):
        proofs = [proof for proof in proofs if _is_factor(proof)]
    newest = max((proof["at"] for proof in proofs), default=0)
    return time.time() - newest < 60 * float(Parameter.get("asked_again_minutes"))


def _proofs(request) -> list[dict]:
    return get_authentication_records(request, request.user)


def _is_factor(proof: dict) -> bool:
    methods = {FACTOR, FROM_THE_CITY} if settings.OIDC_IS_SECOND_FACTOR else {FACTOR}
    return proof["method"] in methods
