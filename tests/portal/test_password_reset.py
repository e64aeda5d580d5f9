"""An answer tells nobody whether an address is known, neither by its words nor by the work that is
done before it.
"""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.portal import tasks

ADDRESSES = {"portal:password_reset": "agency", "wagtailadmin_password_reset": "officer"}


@pytest.fixture
def handed_on(monkeypatch):
    """What a worker would be given."""
    waiting = []
    monkeypatch.setattr("crm.portal.password_reset.send", lambda _task, *told: waiting.append(told))
    return waiting


@pytest.fixture
def known(people):
    for name in ADDRESSES.values():
        user = getattr(people, name)
        user.email = f"{name}@example.com"
        user.save(update_fields=["email"])


@pytest.mark.parametrize(("screen", "name"), ADDRESSES.items())
def test_a_known_and_an_unknown_address_cost_the_same_before_the_answer(
    client, known, handed_on, screen, name
):
    client.get(reverse(screen))
    answers = []
    for address in (f"{name}@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as queries:
            page = client.post(reverse(screen), {"email": address})
        answers.append((page.status_code, page.headers["Location"], len(queries)))
    assert answers[0] == answers[1]
    assert answers[0][2] == 1, "that it is counted against the limit"
    assert [told[0] for told in handed_on] == [f"{name}@example.com", "nobody@example.com"]
    assert mail.outbox == []


@pytest.mark.parametrize(("screen", "name"), ADDRESSES.items())
def test_the_worker_writes_to_the_known_one_with_a_link_to_the_address_of_the_settings(
    client, known, handed_on, settings, screen, name
):
    settings.WAGTAILADMIN_BASE_URL = "https://deshang.example.cn"
    for address in (f"{name}@example.com", "nobody@example.com"):
        client.post(reverse(screen), {"email": address}, headers={"host": "localhost"})
    for told in handed_on:
        tasks.send_reset_letters(*told)
    [letter] = mail.outbox
    assert letter.to == [f"{name}@example.com"]
    link = re.search(r"https://deshang\.example\.cn(/\S+)", letter.body).group(1)
    assert "new_password1" in client.get(link, follow=True).content.decode()
