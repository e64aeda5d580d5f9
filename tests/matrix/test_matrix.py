"""Each route × role × method answers what the matrix declares, and no route is undeclared.

``make test`` asks a share of the routes, ``make test-hostile`` all of them.
"""

import logging
import os
from zlib import crc32

import pytest
from django.template.backends.django import Template
from django.utils.safestring import SafeString

from tests.hostile.share import WHOLE
from tests.matrix import declared
from tests.matrix.walk import METHODS, in_words, make_visitors, of_role, outcomes, places

ONE_IN = 20
PROPOSED = os.environ.get("PROPOSE_MATRIX", "")  # "/" for all, else a part of the routes


@pytest.fixture
def visitors(people, deal, settings, monkeypatch):
    """Pages are not drawn: whether one is given is what is asked, not what stands on it."""
    logging.disable(logging.CRITICAL)
    monkeypatch.setattr(Template, "render", lambda *_arguments: SafeString(""))
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    yield make_visitors(people)
    logging.disable(logging.NOTSET)


@pytest.mark.skipif(bool(PROPOSED), reason="it is being written")
def test_every_route_is_declared_and_nothing_else():
    known = {(place.route, method) for place in places() for method in METHODS}
    assert len(known) > 2000
    assert sorted(known ^ set(declared.read())) == [], (
        "run .venv/bin/python -m tests.matrix.propose and read what it changes"
    )


def is_asked(place) -> bool:
    if PROPOSED:
        return PROPOSED == "/" or PROPOSED in place.route
    return WHOLE or crc32(place.route.encode()) % ONE_IN == 0


def propose(found):
    routes = {place.route for place in places()}
    before = declared.read() if declared.FILE.exists() and PROPOSED != "/" else {}
    kept = {key: words for key, words in before.items() if key[0] in routes}
    declared.write(kept | {key: in_words(each) for key, each in found.items()})


def test_every_route_answers_each_role_as_declared(visitors):
    found = {
        (place.route, method): outcomes(place, method, visitors)
        for place in places()
        if is_asked(place)
        for method in METHODS
    }
    if PROPOSED:
        propose(found)
        return
    told = declared.read()
    differ = [
        f"{method} {route} as {role}: {outcome}, declared {of_role(told[route, method], role)}"
        for (route, method), each in found.items()
        if (route, method) in told
        for role, outcome in each.items()
        if of_role(told[route, method], role) not in ("?", outcome)
    ]
    assert differ == []


@pytest.mark.skipif(bool(PROPOSED), reason="it is being written")
def test_the_file_has_the_form_that_it_is_written_in():
    told = declared.read()
    assert declared.FILE.read_text(encoding="utf-8") == declared.HEAD + "".join(
        declared.lines_of(told)
    )
    errors = {key: words for key, words in told.items() if "500" in words.replace(";", "").split()}
    assert errors == {}
