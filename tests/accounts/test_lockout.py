"""By account and by address, each by itself; and whose address it is behind a proxy."""

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts import lockout
from crm.core.address import address_of
from crm.core.models import Parameter, User


def attempt(name, address, password="wrong-password-1"):
    form = {"username": name, "password": password}
    return Client().post(reverse("wagtailadmin_login"), form, REMOTE_ADDR=address).status_code


def test_one_password_tried_on_thirty_accounts_ends_at_the_twentieth(people):
    for number in range(30):
        User.objects.create_user(f"person{number}", password="a-long-password-1")
    statuses = [attempt(f"person{number}", "203.0.113.9") for number in range(30)]
    assert statuses == [200] * 19 + [429] * 11
    assert attempt("officer", "203.0.113.9", "a-long-password-1") == 429
    assert attempt("officer", "203.0.113.10", "a-long-password-1") == 302


def test_one_account_tried_from_many_addresses_is_locked_everywhere(people):
    statuses = [attempt("officer", f"203.0.113.{number}") for number in range(1, 10)]
    assert statuses == [200] * 7 + [429] * 2
    assert attempt("officer", "198.51.100.1", "a-long-password-1") == 429
    assert attempt("head", "203.0.113.1", "a-long-password-1") == 302


def test_the_numbers_are_the_bureaus(people):
    Parameter.objects.filter(code="lockout_account_failures").update(value=3)
    assert [attempt("officer", f"203.0.113.{number}") for number in (1, 2, 3)] == [200, 200, 429]


def test_who_is_let_in_again_comes_in(people):
    for number in range(8):
        attempt("officer", f"203.0.113.{number}")
    lockout.unlock(people.officer)
    assert attempt("officer", "203.0.113.1", "a-long-password-1") == 302


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "found"),
    [
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.7", "198.51.100.7"),
        # what the client wrote itself stands before what the proxy saw
        (["10.0.0.0/8"], "10.0.0.1", "192.0.2.1, 198.51.100.7", "198.51.100.7"),
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (["10.0.0.0/8"], "", "198.51.100.7", "198.51.100.7"),
        # a stranger who comes past the proxy is believed nothing
        (["10.0.0.0/8"], "203.0.113.5", "198.51.100.7", "203.0.113.5"),
        ([], "203.0.113.5", "198.51.100.7", "203.0.113.5"),
        (["fd00::/8"], "fd00::1", "2001:db8:1:2::5", "2001:db8:1:2::/64"),
        (["10.0.0.0/8"], "10.0.0.1", "nonsense", ""),
    ],
)
def test_the_address_is_that_before_our_own_proxies(rf, settings, proxies, peer, forwarded, found):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == found


def test_behind_a_proxy_the_clients_are_told_apart(people, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    for number in range(25):
        Client().post(
            reverse("wagtailadmin_login"),
            {"username": f"nobody{number}", "password": "wrong-password-1"},
            REMOTE_ADDR="10.0.0.1",
            HTTP_X_FORWARDED_FOR="198.51.100.66",
        )
    good = {"username": "officer", "password": "a-long-password-1"}
    for seen, status in (("198.51.100.66", 429), ("198.51.100.67", 302)):
        answer = Client().post(
            reverse("wagtailadmin_login"),
            good,
            REMOTE_ADDR="10.0.0.1",
            HTTP_X_FORWARDED_FOR=seen,
        )
        assert answer.status_code == status, seen
