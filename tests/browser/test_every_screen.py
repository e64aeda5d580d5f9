"""Each kind of screen once, at the desk and on the phone, light and dark: nothing in the console,
no request to another host, nothing sideways, nothing cut off, no English, nothing for axe.

The lists, forms and records of all models are a kind each; ``every_screen.py`` beside this goes
through them one by one.
"""

from collections import Counter

import pytest

from tests.browser.screens import WIDE, Screens, shape_of, tour, words_of

# Whoever comes later is shown only what nobody before had.
ROLES = ["officer", "leader", "finance", "park_officer", "headquarters"]
ROLES += ["agency", "referrer", "enterprise"]


@pytest.fixture(scope="module")
def words(server):
    return words_of(server)


@pytest.fixture(scope="module")
def shown():
    return Counter()


@pytest.mark.parametrize("role", ROLES)
def test_no_kind_of_screen_has_a_fault(log_in, words, shown, role):
    page = log_in(role)
    page.set_viewport_size(WIDE)
    screens = Screens(page, words)
    shown["wagtailadmin_home"] = 0  # the home page is each role's own
    found = [fault for _ in tour(screens, seen=shown, kind=shape_of) for fault in screens.faults()]
    assert "\n".join(map(str, found)) == ""
