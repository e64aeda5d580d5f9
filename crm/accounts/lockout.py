"""Who guesses is locked out, the account by itself and the address by itself.

Counted by django-axes in the database, for all processes together: wrong passwords, and wrong codes
of a second factor, which ``count_wrong`` reports as a failed log-in.
"""

from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.utils.translation import gettext as _

from crm.core.address import address_of
from crm.core.errors import Refused
from crm.core.models import Parameter

NOWHERE = "0.0.0.0"  # a request without an address: the next machine speaks by a socket


def address_counted(request) -> str:
    """The address of whoever asks; of an IPv6 network its first one."""
    return address_of(request).split("/")[0] or NOWHERE


def cool_off(_request=None) -> timedelta:
    return timedelta(minutes=Parameter.whole("lockout_minutes"))


def account_limit(_request=None, _credentials=None) -> int:
    return Parameter.whole("lockout_account_failures")


class ByAccountAndAddress(AxesDatabaseHandler):
    """More failures are suffered from an address, which a whole office may share, than of an
    account.
    """

    def get_failures(self, request, credentials=None) -> int:
        """The failures of the account; where the address has reached its limit, as many as lock
        one.
        """
        failures = dict.fromkeys(("username", "ip_address"), 0)
        querysets = self.get_user_attempts(request, credentials)
        for name, attempts in zip(failures, querysets, strict=True):
            total = attempts.aggregate(total=Sum("failures_since_start"))["total"]
            failures[name] = total or 0
        of_account, of_address = Parameter.several(
            "lockout_account_failures", "lockout_address_failures"
        )
        is_address_full = failures["ip_address"] >= of_address
        return int(of_account) if is_address_full else failures["username"]


def refuse_locked(request, person):
    """Raises Refused where the person's account or the address is locked."""
    if not AxesProxyHandler.is_allowed(request, _credentials(person)):
        raise Refused(_("Too many attempts. Wait a quarter of an hour, then try again."))


def count_wrong(request, person):
    """A wrong code counts as a wrong password does."""
    user_login_failed.send(sender=__name__, credentials=_credentials(person), request=request)


def _credentials(person) -> dict:
    return {"username": person.get_username()}


def unlock(person):
    """Let the person try again at once."""
    AxesProxyHandler.reset_attempts(username=person.get_username())
