"""Letters for a new password: few to one address, few from one address, and no answer tells."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.db.models import F

from crm.accounts.models import ResetRequest
from crm.portal.reset_letters import send_letters

TEMPLATES = ("portal/password_reset_subject.txt", "portal/password_reset_letter.txt")


@pytest.fixture
def ask(people):
    for name in ("agency", "referrer"):
        person = getattr(people, name)
        person.email = f"{name}@example.com"
        person.save()

    def send(email, client="203.0.113.7"):
        before = len(mail.outbox)
        send_letters(email, *TEMPLATES, "zh-hans", client)
        return len(mail.outbox) - before

    return send


def test_three_letters_an_hour_go_to_one_account_from_wherever(ask):
    sent = [ask("agency@example.com", f"203.0.113.{number}") for number in range(5)]
    assert sent == [1, 1, 1, 0, 0]
    assert ask("AGENCY@example.com", "203.0.113.99") == 0
    assert ask("referrer@example.com") == 1
    ResetRequest.objects.update(asked_at=F("asked_at") - timedelta(minutes=61))
    assert ask("agency@example.com") == 1


def test_one_address_asks_for_twenty_an_hour(ask):
    for number in range(20):
        assert ask(f"nobody{number}@example.com") == 0
    assert ask("agency@example.com") == 0
    assert ask("agency@example.com", "203.0.113.8") == 1


def test_no_address_of_e_mail_is_kept(ask):
    ask("agency@example.com")
    with connection.cursor() as cursor:
        cursor.execute("select digest from accounts_resetrequest")
        [(digest,)] = cursor.fetchall()
    assert len(digest) == 64 and "agency" not in digest


def test_after_a_day_nothing_is_kept(ask):
    ask("agency@example.com")
    ResetRequest.objects.update(asked_at=F("asked_at") - timedelta(hours=25))
    ResetRequest.forget_old()
    assert not ResetRequest.objects.exists()
