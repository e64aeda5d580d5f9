"""What each address answers to each role: asked of the product itself, by every method.

Parameters of an address are 1, a record of the deal that the tests make where there is one.
Nothing stays of a request: it is taken back.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from crm.core.granting import give_role
from crm.core.models import User
from crm.core.roles import ROLES
from crm.staff.doors import is_open
from tests.hostile.walk import routes

METHODS = ("GET", "POST")
NOBODY, NO_ROLE = "nobody", "no_role"
OUTSIDER = "outsider"  # an officer of another district, who sees none of the records
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
GROUP = re.compile(r"\(\?P<\w+>.*?\)(?=/|$|\\)|\(\?P<\w+>[^)]*\)|\([^)]*\)")
A_PAGE = r"((?:[\w\-]+/)*)"  # of the public site, whatever its address
LOGINS = ("/admin/login/", "/login/", "/portal/login/")
HOMES = ("/admin/", "/portal/", "/")
WORDS = {"uuid": "00000000-0000-4000-8000-000000000001"}


def address_of(route: str) -> str:
    """The route with 1 for each of its parameters."""
    plain = route.replace(A_PAGE, "")
    plain = PARAMETER.sub(lambda found: WORDS.get(found[1], "1"), plain)
    plain = GROUP.sub("1", plain)
    return "/" + re.sub(r"[\^$\\?]|\.\*", "", plain)


@dataclass(frozen=True)
class Place:
    """One address of the product, under the route that leads to it."""

    route: str
    name: str

    @property
    def address(self) -> str:
        return address_of(self.route)

    @property
    def is_closed(self) -> bool:
        """A library's, which nobody is let into (crm.staff.doors)."""
        try:
            return not is_open(resolve(self.address))
        except Resolver404:
            return False


def places() -> list[Place]:
    """Each route once."""
    return [Place(route, name) for route, (name, _view) in _by_route().items()]


def _by_route() -> dict:
    found: dict = {}
    for route, view, name in routes():
        found.setdefault(route, (name, view))
    return found


def make_visitors(people) -> dict[str, Client | None]:
    """A logged-in browser for each role, for whoever holds none, for nobody, and for an officer of
    another district.
    """
    known: dict[str, User] = {OUTSIDER: people.outsider}
    for user in vars(people).values():
        for code in _roles_of(user):
            known.setdefault(code, user)
    visitors = {NOBODY: Client(raise_request_exception=False)}
    for code in (NO_ROLE, OUTSIDER, *(code for code in ROLES if code != "program")):
        visitors[code] = Client(raise_request_exception=False)
        visitors[code].force_login(known.get(code) or _made(code))
    return visitors


def _roles_of(user) -> list[str]:
    return user.roles.split(",") if isinstance(user, User) else []


def _made(code: str) -> User:
    user = User.objects.create_user(f"visitor_{code}", name=code)
    if code in ROLES:
        give_role(user, code)
    return user


def ask(client: Client, method: str, address: str) -> str:
    """The outcome in a word: ok, login, home, away (led elsewhere) or the number of the status."""
    cookies = client.cookies.copy()  # who logged out is logged in for the next one
    with transaction.atomic():
        answer = getattr(client, method.lower())(address)
        transaction.set_rollback(True)
    client.cookies = cookies
    return outcome_of(answer)


def outcome_of(answer) -> str:
    if answer.status_code in (301, 302, 303):
        target = urlsplit(answer["Location"]).path
        return "login" if target in LOGINS else "home" if target in HOMES else "away"
    return "ok" if answer.status_code in (200, 204) else str(answer.status_code)


def outcomes(place: Place, method: str, visitors: dict) -> dict[str, str]:
    """Role → outcome. What is closed is asked by nobody and by one role alone."""
    asked = visitors
    if place.is_closed:
        asked = {name: visitors[name] for name in (NOBODY, "headquarters")}
    return {name: ask(client, method, place.address) for name, client in asked.items()}


def in_words(found: dict[str, str]) -> str:
    """``404`` where all agree, else who gets what, the others last: ``ok: auditor; home``."""
    groups: dict[str, list[str]] = {}
    for role, outcome in found.items():
        groups.setdefault(outcome, []).append(role)
    *some, (most, _roles) = sorted(groups.items(), key=lambda item: (len(item[1]), item[0]))
    return "; ".join([*(f"{outcome}: {' '.join(roles)}" for outcome, roles in some), most])


def of_role(words: str, role: str) -> str:
    """What ``in_words`` says of one role."""
    *some, rest = words.split("; ")
    for each in some:
        outcome, _colon, roles = each.partition(": ")
        if role in roles.split():
            return outcome
    return rest
