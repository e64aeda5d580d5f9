"""Each route × role × method answers what the matrix declares, and no route is undeclared.

``make test`` asks a share of the routes, ``make test-matrix`` all of them.
"""

import json
import logging
import os
import re
from pathlib import Path
from zlib import crc32

import pytest
from django.template.backends.django import Template
from django.utils.safestring import SafeString

from crm.core.models import RateLimit
from leads.models import Agent
from parks.models import EnterprisePerson
from tests.hostile.share import WHOLE
from tests.matrix import declared
from tests.matrix.walk import METHODS, in_words, make_visitors, of_role, outcomes, places
from tests.portal.enterprise.cast import login

ONE_IN = 20
PROPOSED = os.environ.get("PROPOSE_MATRIX", "")  # a pattern of routes
# In pieces, which two processes share, and none of which lasts so long that people are asked again
# who they are.
PIECES = 24 if WHOLE or PROPOSED else 2


@pytest.fixture
def visitors(people, deal, settings, monkeypatch):
    """Pages are not drawn: whether one is given is what is asked, not what stands on it. Nor does
    it count how many were asked before.
    """
    logging.disable(logging.CRITICAL)
    monkeypatch.setattr(Template, "render", lambda *_given, **_named: SafeString(""))
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    RateLimit.objects.update(is_on=False)
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    people.boss = login("boss")
    EnterprisePerson.objects.create(enterprise=deal.enterprise, user=people.boss, is_first=True)
    referrer = Agent.objects.create(name="引荐人", kind="referrer", department=people.city)
    referrer.users.add(people.referrer)
    yield make_visitors(people)
    logging.disable(logging.NOTSET)


def test_every_route_is_declared_and_nothing_else():
    known = {(place.route, method) for place in places() for method in METHODS}
    assert len(known) > 2000
    assert sorted(known ^ set(declared.read())) == [], (
        "run .venv/bin/python -m tests.matrix.propose and read what it changes"
    )


def is_asked(place) -> bool:
    if PROPOSED:
        return re.search(PROPOSED, place.route) is not None
    return WHOLE or crc32(place.route.encode()) % ONE_IN == 0


def asked_in(piece: int) -> list:
    return [place for place in places() if is_asked(place)][piece::PIECES]


def propose(found, piece: int):
    """For ``tests.matrix.propose``, which puts the pieces together."""
    rows = [[route, method, in_words(each)] for (route, method), each in found.items()]
    file = Path(os.environ["PROPOSE_INTO"], f"{piece}.json")
    known = [place.route for place in places()]
    file.write_text(json.dumps({"known": known, "rows": rows}), encoding="utf-8")


@pytest.mark.parametrize("piece", range(PIECES))
def test_every_route_answers_each_role_as_declared(visitors, piece):
    found = {
        (place.route, method): outcomes(place, method, visitors)
        for place in asked_in(piece)
        for method in METHODS
    }
    if PROPOSED:
        propose(found, piece)
        return
    told = declared.read()
    differ = [
        f"{method} {route} as {role}: {outcome}, declared {of_role(told[route, method], role)}"
        for (route, method), each in found.items()
        if (route, method) in told
        for role, outcome in each.items()
        if of_role(told[route, method], role) != outcome
    ]
    assert differ == []


def test_the_file_has_the_form_that_it_is_written_in():
    told = declared.read()
    assert declared.FILE.read_text(encoding="utf-8") == declared.HEAD + "".join(
        declared.lines_of(told)
    )
    open_ones = {"500", "?"}
    left = {
        key: each for key, each in told.items() if open_ones & set(each.replace(";", "").split())
    }
    assert left == {}
