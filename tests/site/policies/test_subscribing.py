"""Being told of new and changed policies that fit."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse

from crm.core.errors import Refused
from crm.core.models import Notification
from crm.site.matching import Facts
from crm.site.models import PolicySubscription
from crm.site.policies.subscribe import confirm, subscribe_by_mail, subscribe_login
from crm.site.policies.tell import tell_all
from crm.site.tasks import tell_of_policies

DAY = date(2026, 11, 29)
MAKER = Facts(DAY, {"industry": "3841", "jobs": Decimal(100), "list500": frozenset()})


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """``letters(do)`` does it and returns the letters that went out."""

    def sent(do):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            do()
        return mail.outbox[before:]

    return sent


def test_nothing_is_told_before_the_address_agrees(publish, people, letters, client):
    (asking,) = letters(lambda: subscribe_by_mail("Li@example.com", MAKER))
    link = re.search(r"/policy/news/[\w-]+/", asking.body)[0]
    publish("jobs")
    assert letters(tell_all) == []
    client.get(link)  # a machine that only looks agrees to nothing
    assert PolicySubscription.objects.get().confirmed_at is None
    client.post(link)
    assert PolicySubscription.objects.get().confirmed_at is not None


def test_what_is_new_and_fits_is_told_once(publish, people, letters):
    letters(lambda: subscribe_by_mail("li@example.com", MAKER))
    confirm(PolicySubscription.objects.get())
    publish("jobs")  # fits
    publish("list500")  # does not
    (letter,) = letters(tell_of_policies)
    assert "企业招工与岗前培训补贴办法" in letter.body and "约 15 万元" in letter.body
    assert "三类500强" not in letter.body
    assert letters(tell_all) == []


def test_a_changed_policy_is_told_again(publish, people, letters):
    letters(lambda: subscribe_by_mail("li@example.com", MAKER))
    confirm(PolicySubscription.objects.get())
    policy = publish("jobs")
    letters(tell_all)
    policy.save_revision().publish()
    assert len(letters(tell_all)) == 1


def test_a_login_hears_in_its_notifications(publish, people):
    subscribe_login(people.officer, facts=MAKER)
    subscribe_login(people.officer, facts=MAKER)  # once is enough
    publish("jobs")
    tell_all()
    told = Notification.objects.get(recipient=people.officer, kind="policies_fit")
    assert "企业招工与岗前培训补贴办法" in str(told.values)


def test_letters_end_by_the_link_in_each(publish, people, letters, client):
    letters(lambda: subscribe_by_mail("li@example.com", MAKER))
    subscription = confirm(PolicySubscription.objects.get())
    client.post(reverse("site:policy_subscription_end", args=[subscription.token]))
    publish("jobs")
    assert letters(tell_all) == []


def test_an_address_is_not_flooded(library, people):
    for _time in range(5):
        subscribe_by_mail("li@example.com", MAKER)
    with pytest.raises(Refused):
        subscribe_by_mail("li@example.com", MAKER)


def test_the_form_asks_for_an_address_and_keeps_the_answers(client, library, people):
    address = f"{reverse('site:policy_subscribe')}?section=C&jobs=100"
    assert "email" in client.post(address, {"email": "nobody"}).context["form"].errors
    assert client.post(address, {"email": "li@example.com"}).status_code == 302
    stored = PolicySubscription.objects.get()
    assert stored.facts == {"industry": "C", "jobs": "100"}
