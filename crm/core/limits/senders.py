"""Who is counted: an address, a login, an organisation. Of addresses a keyed digest is kept."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from ..address import address_of


@dataclass(frozen=True)
class Sender:
    """The name under which one is counted in each scope. Who has no login is counted by address,
    and who acts for no organisation by login.
    """

    address: str
    account: str
    organisation: str


def sender_of(request) -> Sender:
    address = digest(address_of(request))
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Sender(address, address, address)
    account = f"login {user.pk}"
    return Sender(address, account, organisation_of(user) or account)


def organisation_of(user) -> str:
    """Whom a person from outside acts for in this request; "" for the bureau's own."""
    if user.acting_for:
        return f"acts for {user.acting_for}"
    return f"company {user.acting_for_company}" if user.acting_for_company else ""


def digest(address: str) -> str:
    """Recognises an address and does not reveal it."""
    return salted_hmac("limits", address, algorithm="sha256").hexdigest()[:40]
