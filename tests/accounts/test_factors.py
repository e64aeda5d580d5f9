"""Setting second factors up and giving them up, on one's own pages."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from crm.core.models import Parameter

from .conftest import code_of, factors_of

APP, CODES = reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")


def secret_on(page: str) -> str:
    return re.search(r'own__code">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")


@pytest.fixture
def officer(client, people, log_in):
    people.officer.email = "lin@city.example.cn"
    people.officer.save()
    log_in(client, "officer")
    return people.officer


def test_an_app_is_set_up_with_its_first_code(client, officer, django_capture_on_commit_callbacks):
    page = client.get(APP).text
    assert "<svg" in page and "otpauth" not in page and "data:image" not in page
    wrong = client.post(APP, {"code": "000000"})
    assert wrong.status_code == 200 and factors_of(officer) == []
    assert secret_on(wrong.text) == secret_on(page)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(APP, {"code": code_of(secret_on(page))})
    assert answer["Location"] == CODES
    assert factors_of(officer) == ["recovery_codes", "totp"]
    assert client.get(reverse("lead:index")).status_code == 200
    assert [letter.to for letter in mail.outbox] == [["lin@city.example.cn"]]
    assert "验证器应用" in mail.outbox[0].body


def test_the_codes_on_paper_are_made_anew_and_the_old_ones_are_void(client, officer, with_app):
    with_app(officer)
    client.force_login(officer)
    before = re.findall(r'<li class="own__code">(\d{8})</li>', client.get(CODES).text)
    client.post(reverse("mfa_generate_recovery_codes"), {})
    after = re.findall(r'<li class="own__code">(\d{8})</li>', client.get(CODES).text)
    assert len(before) == len(after) == 10 and not set(before) & set(after)


def test_the_last_factor_of_staff_stays(client, officer, with_app):
    with_app(officer)
    client.force_login(officer)
    page = client.post(reverse("mfa_deactivate_totp"), {})
    assert "唯一的第二因素" in page.text and factors_of(officer) == ["recovery_codes", "totp"]


def test_where_none_is_required_it_is_given_up_with_its_codes(client, people, with_app):
    with_app(people.agency)
    client.force_login(people.agency)
    client.post(reverse("mfa_deactivate_totp"), {})
    assert factors_of(people.agency) == []


def test_who_changes_a_factor_is_asked_again(client, officer, with_app, age_proofs):
    app = with_app(officer)
    client.force_login(officer)
    age_proofs(client, 16)
    for name in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert "/accounts/confirm/" in client.get(reverse(name))["Location"], name
    asked = client.get(CODES)["Location"]
    page = client.post(asked, {"code": code_of(app.secret)}, follow=True)
    assert page.redirect_chain == [(CODES, 302)]


def test_the_pages_stand_in_the_shell_of_whoever_reads_them(client, people):
    for person, sign in ((people.officer, "sidebar"), (people.agency, "portal__bar")):
        client.force_login(person)
        for name in ("mfa_index", "usersessions_list", "mfa_activate_totp", "mfa_add_webauthn"):
            page = client.get(reverse(name))
            assert page.status_code == 200 and sign in page.text, (name, person)


def test_strangers_are_sent_to_the_door(client, db):
    for name in ("mfa_index", "usersessions_list", "mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name))["Location"].startswith("/login/?next="), name
    assert client.get(reverse("mfa_authenticate"))["Location"] == "/accounts/login/"


def test_a_rule_taken_off_lets_the_last_one_go(client, officer, with_app):
    with_app(officer)
    Parameter.objects.filter(code="second_factor_for_staff").update(value=0)
    client.force_login(officer)
    client.post(reverse("mfa_deactivate_totp"), {})
    assert factors_of(officer) == []
