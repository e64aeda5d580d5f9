"""Two doors, one way in: the password, then the second factor."""

import re
from pathlib import Path

import pytest
from allauth.account.signals import user_logged_in
from django.contrib.auth.signals import user_login_failed
from django.test import Client
from django.urls import reverse

from crm.core.models import Parameter

from .conftest import code_of

REPO = Path(__file__).parents[2]
SECOND = reverse("mfa_authenticate")


def test_the_addresses_that_people_know_lead_in():
    assert (reverse("wagtailadmin_login"), reverse("portal:login")) == ("/admin/login/", "/login/")


def test_an_agency_logs_in_at_the_portal_with_its_password(client, people, log_in):
    page = client.get("/login/").text
    assert 'name="username"' in page and "data-passkey" in page
    assert log_in(client, "agency", door="portal:login")["Location"] == "/portal/"
    assert client.get("/portal/").status_code == 200


def test_where_one_wanted_to_go_one_comes_after_both_steps(client, people, log_in, with_app):
    app = with_app(people.officer)
    wanted = reverse("lead:index")
    assert client.get(wanted)["Location"] == f"/admin/login/?next={wanted}"
    form = {"username": "officer", "password": "a-long-password-1", "next": wanted}
    assert client.post("/admin/login/", form)["Location"] == SECOND
    assert client.get(wanted).status_code == 302
    answer = client.post(SECOND, {"code": code_of(app.secret)})
    assert (answer.status_code, answer["Location"]) == (302, wanted)
    assert client.get(wanted).status_code == 200


def test_who_is_in_already_goes_in_and_who_may_not_reads_the_form(client, people):
    client.force_login(people.officer)
    assert client.get("/admin/login/")["Location"] == "/admin/"
    client.force_login(people.agency)
    assert client.get("/admin/login/").status_code == 200


def test_another_host_is_no_place_to_go(client, people, log_in):
    form = {"username": "agency", "password": "a-long-password-1", "next": "https://example.org/"}
    assert client.post("/login/", form)["Location"] == "/portal/"


def test_staff_without_a_second_factor_come_no_further_than_setting_one_up(client, people, log_in):
    assert log_in(client, "officer")["Location"] == "/admin/"
    answer = client.get(reverse("lead:index"))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/factors/")
    assert "请先设置一种" in client.get("/accounts/factors/").text
    assert client.post(reverse("lead:add"), {"title": "x"}).status_code == 403
    assert client.get("/portal/").status_code == 302


def test_the_rule_is_a_number_and_stands_at_one(client, people, log_in):
    rule = Parameter.objects.get(code="second_factor_for_staff")
    assert rule.value == 1 and rule.needs_two
    Parameter.objects.filter(pk=rule.pk).update(value=0)
    log_in(client, "officer")
    assert client.get(reverse("lead:index")).status_code == 200


def test_the_people_of_the_demonstration_need_none(client, people, log_in):
    type(people.officer).objects.filter(pk=people.officer.pk).update(is_demo=True)
    log_in(client, "officer")
    assert client.get(reverse("lead:index")).status_code == 200


def test_a_session_from_before_the_factor_was_set_up_shows_it_first(
    client, people, log_in, with_app
):
    log_in(client, "officer")
    app = with_app(people.officer)
    wanted = reverse("lead:index")
    asked = client.get(wanted)["Location"]
    assert asked == "/accounts/confirm/?next=%2Fadmin%2Flead%2F"
    assert client.post(asked, {"code": "000000"}).status_code == 200
    assert client.post(asked, {"code": code_of(app.secret)})["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_a_code_opens_once_in_whichever_process(people, log_in, with_app):
    """The remembered digests are in the database: the cache of one process is emptied."""
    from django.core.cache import cache

    app = with_app(people.officer)
    code = code_of(app.secret)
    for status in (302, 200):
        own = Client()
        log_in(own, "officer")
        cache.clear()
        assert own.post(SECOND, {"code": code}).status_code == status


def test_a_recovery_code_opens_once(people, log_in, with_app):
    with_app(people.officer)
    codes = people.officer.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    for status in (302, 200):
        own = Client()
        log_in(own, "officer")
        assert own.post(SECOND, {"code": codes[0]}).status_code == status


def test_secrets_are_not_stored_readable(people, with_app):
    app = with_app(people.officer)
    data = str(people.officer.authenticator_set.values_list("data", flat=True))
    assert app.secret not in data


def test_wrong_codes_lock_the_account_as_wrong_passwords_do(client, people, log_in, with_app):
    app = with_app(people.officer)
    log_in(client, "officer")
    statuses = [client.post(SECOND, {"code": "000000"}).status_code for _each in range(8)]
    assert statuses == [200] * 7 + [429]
    assert client.post(SECOND, {"code": code_of(app.secret)}).status_code == 429
    assert log_in(Client(), "officer").status_code == 429


def test_who_reads_the_signals_hears_of_both(client, people, log_in, with_app):
    heard = []

    def fail(sender, credentials, **_more):
        heard.append(("failed", credentials["username"]))

    def come(sender, user, **_more):
        heard.append(("in", user.username))

    user_login_failed.connect(fail)
    user_logged_in.connect(come)
    app = with_app(people.officer)
    log_in(client, "officer", "wrong-password-1")
    log_in(client, "officer")
    client.post(SECOND, {"code": "000000"})
    client.post(SECOND, {"code": code_of(app.secret)})
    assert heard == [("failed", "officer"), ("failed", "officer"), ("in", "officer")]


@pytest.mark.parametrize("door", ["/admin/login/", "/login/"])
def test_a_login_that_was_ended_comes_in_nowhere(client, people, door):
    type(people.officer).objects.filter(pk=people.officer.pk).update(is_active=False)
    answer = client.post(door, {"username": "officer", "password": "a-long-password-1"})
    assert answer.status_code == 200 and "_auth_user_id" not in client.session


def test_no_page_of_log_ins_carries_a_script_or_a_style_within():
    """So that a strict policy of contents (CSP) holds for them."""
    within = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:")
    pages = sorted((REPO / "templates" / "accounts").rglob("*.html"))
    assert len(pages) > 12
    found = [page.name for page in pages if within.search(page.read_text(encoding="utf-8"))]
    assert found == []
