"""The list of those who want to be told of policies: who reads it, and what of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from crm.core.granting import give_role
from crm.core.models import User
from crm.site.matching import Facts
from crm.site.models import PolicyKind, PolicySubscription
from crm.site.policies.subscribe import (
    confirm,
    end,
    forget_unconfirmed,
    subscribe_by_mail,
    subscribe_login,
)

NOTHING = Facts(date(2026, 11, 29), {})
LIST = "policysubscription:index"


@pytest.fixture
def subscribed(publish, people):
    """``subscribed(address, *codes)``: somebody who agreed, to these kinds or to all."""

    def make(address: str, *codes: str) -> PolicySubscription:
        kinds = PolicyKind.objects.filter(code__in=codes)
        subscribe_by_mail(address, NOTHING, kinds=kinds)
        return confirm(PolicySubscription.objects.get(email=address))

    return make


@pytest.fixture
def somebody(people):
    """``somebody(role)`` of the city."""

    def make(role: str) -> User:
        user = User.objects.create_user(f"the_{role}", name=role, department=people.city)
        give_role(user, role)
        return user

    return make


@pytest.fixture
def page(client):
    def read(user, query="", name=LIST, args=()):
        client.force_login(user)
        return client.get(reverse(name, args=args) + query)

    return read


def test_the_officer_reads_who_subscribed_and_to_what(subscribed, people, page):
    subscribed("li@example.com", "talent")
    shown = page(people.officer).text
    assert "li@example.com" in shown and "人才引进" in shown


@pytest.mark.parametrize("role", ["leader", "editor", "publisher"])
def test_others_read_how_many_but_not_who(subscribed, somebody, page, role):
    one = subscribed("li@example.com", "talent")
    user = somebody(role)
    for answer in (page(user), page(user, name="policysubscription:inspect", args=[one.pk])):
        assert answer.status_code == 200
        assert "li@example.com" not in answer.text and f"订阅人 {one.pk}" in answer.text


@pytest.mark.parametrize("role", ["finance", "assessor", "security_administrator"])
def test_who_has_nothing_to_do_with_it_has_no_list(subscribed, somebody, page, role):
    subscribed("li@example.com")
    assert page(somebody(role)).status_code in (302, 403, 404)


def test_who_did_not_agree_or_ended_it_is_not_shown(subscribed, people, page):
    subscribe_by_mail("asked@example.com", NOTHING)
    gone = subscribed("gone@example.com")
    end(gone)
    assert "@example.com" not in page(people.officer).text
    answer = page(people.officer, name="policysubscription:inspect", args=[gone.pk])
    assert answer.status_code == 404


def test_an_enterprise_of_others_is_not_shown(publish, people, page, deal):
    one = subscribe_login(people.referrer, enterprise=deal.enterprise)
    assert PolicySubscription.objects.visible_to(people.officer).filter(pk=one.pk).exists()
    assert not PolicySubscription.objects.visible_to(people.outsider).filter(pk=one.pk).exists()


def test_each_kind_is_counted_with_those_who_want_all(subscribed, people, page):
    subscribed("a@example.com", "talent", "parks")
    subscribed("b@example.com", "talent")
    subscribed("c@example.com")
    shown = " ".join(page(people.officer).text.split())
    for word, count in (("人才引进", 3), ("园区发展", 2), ("企业上市", 1)):
        assert f"{word} {count}</a>" in shown
    talent, parks = (PolicyKind.objects.get(code=code) for code in ("talent", "parks"))
    found = page(people.officer, f"?kinds={parks.pk}").text
    assert "a@example.com" in found and "c@example.com" in found and "b@example.com" not in found
    kinds = page(people.headquarters, name="policykind:index").text
    assert "订阅数" in kinds and talent.name_zh in kinds


def test_an_address_that_does_not_agree_is_forgotten_after_a_week(publish, people):
    subscribe_by_mail("asked@example.com", NOTHING)
    subscribe_by_mail("later@example.com", NOTHING)
    eight_days = timezone.now() - timedelta(days=8)
    PolicySubscription.objects.filter(email="asked@example.com").update(asked_at=eight_days)
    connection.check_constraints()  # as when that was committed
    assert forget_unconfirmed() == 1
    assert PolicySubscription.objects.get().email == "later@example.com"
    assert not PolicySubscription.history.filter(email="asked@example.com").exists()
