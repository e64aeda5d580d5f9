"""Every kind of screen of every role, each list, form, record and tab of each model for itself:
``make test-screens``, which takes an hour. ``test_every_screen.py`` says what is looked at.
"""

import pytest

from tests.browser.screens import WIDE, Screens, tour, words_of

ROLES = [
    "officer",
    "section_head",
    "park_officer",
    "finance",
    "leader",
    "headquarters",
    "assessor",
    "auditor",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
    "agency",
    "referrer",
    "enterprise",
    "enterprise_2",
]


@pytest.fixture(scope="module")
def words(server):
    return words_of(server)


@pytest.mark.parametrize("role", ROLES)
def test_no_screen_has_a_fault(log_in, words, role):
    page = log_in(role)
    page.set_viewport_size(WIDE)
    screens = Screens(page, words)
    found = [fault for _ in tour(screens) for fault in screens.faults()]
    assert "\n".join(map(str, found)) == ""
