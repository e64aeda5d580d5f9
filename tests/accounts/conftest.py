import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.urls import reverse

from crm.core.granting import give_role
from crm.core.models import User
from tests.commissions.conftest import confirmed_statement, contribute, verified_assets

__all__ = ["confirmed_statement", "contribute", "verified_assets"]  # fixtures of a statement
PASSWORD = "a-long-password-1"


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now, or ``steps`` half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def log_in():
    def send(client, name, password=PASSWORD, door="wagtailadmin_login", **more):
        return client.post(reverse(door), {"username": name, "password": password}, **more)

    return send


@pytest.fixture
def with_app(db):
    """Gives a person an app; what it knows."""

    def give(person):
        secret = generate_totp_secret()
        authenticator = TOTP.activate(person, secret).instance
        RecoveryCodes.activate(person)
        return SimpleNamespace(secret=secret, authenticator=authenticator)

    return give


@pytest.fixture
def age_proofs():
    """Let all that the session has proved lie so many minutes back."""

    def age(client, minutes: float):
        session = client.session
        for each in session["account_authentication_methods"]:
            each["at"] -= 60 * minutes
        session.save()

    return age


@pytest.fixture
def administrators(people):
    """The three, and a second one for security."""
    names = {
        "system": "system_administrator",
        "security": "security_administrator",
        "security2": "security_administrator",
        "audit": "audit_administrator",
    }
    found = {}
    for name, role in names.items():
        person = User.objects.create_user(name, password=PASSWORD, name=name)
        found[name] = give_role(person, role)
    return SimpleNamespace(**found)


def factors_of(person) -> list[str]:
    return sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))
