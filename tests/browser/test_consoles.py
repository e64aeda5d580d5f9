"""No list of any role leaves an error in the console of the browser."""

import json
import re

import pytest

LISTS = re.compile(r"/admin/[a-z]+/$")


def links_of(page) -> list[str]:
    """The lists that the menu offers, wherever it folds them away."""
    page.goto("/admin/")
    menu = json.dumps(
        page.evaluate(
            "[...document.querySelectorAll('script[type=\"application/json\"]')].map(each => "
            "each.textContent)"
        )
    )
    found = set(re.findall(r'/admin/[a-z]+/(?=[\\"?])', menu + page.content()))
    return sorted(link for link in found if LISTS.search(link) and "logout" not in link)


@pytest.mark.parametrize("role", ["section_head", "auditor", "assessor"])
def test_the_console_of_every_list_stays_empty(server, log_in, role):
    """A section head acts on many at once, an auditor on nothing, an assessing department sees a
    few lists.
    """
    page = log_in(role)
    said = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    links = links_of(page)
    assert len(links) > 5
    for link in links:
        answer = page.goto(link)
        assert answer.status < 400 or answer.status == 404, link
        if answer.status == 404:  # an address that scripts know and no menu shows
            said.clear()
        page.wait_for_timeout(50)
    assert said == []
