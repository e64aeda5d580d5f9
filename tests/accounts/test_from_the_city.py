"""Staff log in through the city's identity provider, which is a process of its own here."""

from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from crm.core.models import User
from crm.settings.identity import providers

from .conftest import code_of
from .provider import running

LOG_IN = "/accounts/city/oidc/city/login/"
CALLBACK = "http://testserver/accounts/city/oidc/city/login/callback/"


@pytest.fixture(scope="module")
def process():
    with running() as provider:
        provider.register(CALLBACK)
        yield provider


@pytest.fixture
def provider(process, settings):
    settings.OIDC_ISSUER, settings.OIDC_NAME = process.issuer, "市政务统一身份认证"
    settings.SOCIALACCOUNT_PROVIDERS = providers(
        process.issuer,
        settings.OIDC_NAME,
        process.client["client_id"],
        process.client["client_secret"],
    )
    return process


@pytest.fixture
def officer(people):
    User.objects.filter(pk=people.officer.pk).update(email="lin@city.example.cn")
    return User.objects.get(pk=people.officer.pk)


def come(client, provider, sub, **typed):
    """Through the button, the provider and back."""
    asked = client.post(LOG_IN)
    assert asked.status_code == 302 and asked["Location"].startswith(provider.issuer)
    assert "code_challenge=" in asked["Location"]
    back = urlsplit(provider.log_in(asked["Location"], sub=sub, **typed))
    return client.get(f"{back.path}?{back.query}", follow=True)


def who(client) -> int | None:
    found = client.session.get("_auth_user_id")
    return int(found) if found else None


def test_the_address_is_the_one_that_is_told_to_the_provider():
    assert reverse("openid_connect_login", args=["city"]) == LOG_IN
    assert reverse("openid_connect_callback", args=["city"]) == urlsplit(CALLBACK).path


def test_the_button_stands_at_the_door_of_staff_where_there_is_a_provider(
    client, db, provider, settings
):
    assert "通过市政务统一身份认证登录" in client.get("/admin/login/").text
    assert "市政务统一身份认证" not in client.get("/login/").text
    settings.OIDC_ISSUER, settings.SOCIALACCOUNT_PROVIDERS = "", {}
    assert "/accounts/city/" not in client.get("/admin/login/").text
    assert client.post(LOG_IN).status_code == 404


def test_a_link_alone_logs_nobody_in(client, db, provider):
    """Else a page of a stranger could log somebody in under another identity."""
    page = client.get(LOG_IN)
    assert page.status_code == 200 and "通过市政务统一身份认证登录" in page.text
    assert "entrance__bar" in page.text


def test_a_person_is_known_by_a_verified_address_then_by_the_subject(provider, officer):
    provider.knows("s-1", email="LIN@city.example.cn", email_verified=True, name="x")
    client = Client()
    come(client, provider, "s-1")
    assert who(client) == officer.pk
    known = SocialAccount.objects.get()
    assert (known.user, known.uid) == (officer, "s-1")
    assert officer.history.first().history_change_reason == "市统一身份认证识别了此人"
    # the provider's address changes, the subject stays
    provider.knows("s-1", email="other@city.example.cn", email_verified=True)
    later = Client()
    come(later, provider, "s-1")
    assert (who(later), SocialAccount.objects.count()) == (officer.pk, 1)


def test_nothing_of_rights_comes_with_it(provider, officer):
    before = (officer.roles, officer.role_codes, officer.name)
    provider.knows(
        "s-2", email=officer.email, email_verified=True, name="市长", roles=["leader"], groups=["a"]
    )
    come(Client(), provider, "s-2")
    person = User.objects.get(pk=officer.pk)
    assert (person.roles, person.role_codes, person.name) == before


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "lin@city.example.cn", "email_verified": False},
        {"email": "lin@city.example.cn"},
        {"email": "stranger@city.example.cn", "email_verified": True},
        {"preferred_username": "officer"},
        {},
    ],
)
def test_who_is_not_vouched_for_comes_in_nowhere_and_nobody_is_made(provider, officer, claims):
    people = User.objects.count()
    provider.knows("s-3", **claims)
    client = Client()
    page = come(client, provider, "s-3")
    assert who(client) is None and "本单位没有" in page.text
    assert page.redirect_chain[-1][0] == "/admin/login/"
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_one_address_of_two_people_means_nobody(provider, officer, people):
    User.objects.filter(pk=people.head.pk).update(email=officer.email)
    provider.knows("s-4", email=officer.email, email_verified=True)
    client = Client()
    come(client, provider, "s-4")
    assert who(client) is None


def test_another_claim_by_the_settings_is_the_login_name(provider, officer, settings):
    settings.OIDC_CLAIM = "employee"
    provider.knows("s-5", employee="officer")
    client = Client()
    come(client, provider, "s-5")
    assert who(client) == officer.pk


@pytest.mark.parametrize("name", ["agency", "officer"])
def test_outsiders_and_ended_logins_do_not_come_in_by_it(provider, people, name):
    facts = {"email": "one@city.example.cn", "is_active": name == "agency"}
    User.objects.filter(username=name).update(**facts)
    provider.knows("s-6", email="one@city.example.cn", email_verified=True)
    client = Client()
    come(client, provider, "s-6")
    assert who(client) is None


def test_a_login_ended_later_comes_in_no_more(provider, officer):
    provider.knows("s-7", email=officer.email, email_verified=True)
    come(Client(), provider, "s-7")
    User.objects.filter(pk=officer.pk).update(is_active=False)
    client = Client()
    come(client, provider, "s-7")
    assert who(client) is None


def test_the_second_factor_is_asked_all_the_same(provider, officer, with_app, settings):
    provider.knows("s-8", email=officer.email, email_verified=True)
    client = Client()
    come(client, provider, "s-8")
    assert client.get(reverse("lead:index"))["Location"] == reverse("mfa_index")
    app = with_app(officer)
    other = Client()
    assert come(other, provider, "s-8").redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert who(other) is None
    other.post(reverse("mfa_authenticate"), {"code": code_of(app.secret)})
    assert other.get(reverse("lead:index")).status_code == 200


def test_by_the_settings_the_provider_is_the_second_factor(provider, officer, settings):
    settings.OIDC_IS_SECOND_FACTOR = True
    provider.knows("s-9", email=officer.email, email_verified=True)
    client = Client()
    come(client, provider, "s-9")
    assert client.get(reverse("lead:index")).status_code == 200


def test_who_turns_back_there_stands_at_the_door_again(provider, officer):
    client = Client()
    client.get("/admin/login/")
    asked = client.post(LOG_IN)["Location"]
    back = urlsplit(provider.log_in(asked, action="deny"))
    page = client.get(f"{back.path}?{back.query}", follow=True)
    assert page.redirect_chain[-1][0] == "/admin/login/" and who(client) is None


def test_an_answer_that_nobody_asked_for_is_refused(provider, officer):
    provider.knows("s-10", email=officer.email, email_verified=True)
    asked = Client().post(LOG_IN)["Location"]
    back = urlsplit(provider.log_in(asked, sub="s-10"))
    client = Client()
    client.get(f"{back.path}?{back.query}", follow=True)
    assert who(client) is None


def test_nobody_connects_a_strange_identity_to_a_login_from_within(provider, officer):
    provider.knows("s-11", email="stranger@city.example.cn", email_verified=True)
    client = Client()
    client.force_login(officer)
    asked = client.post(f"{LOG_IN}?process=connect")["Location"]
    back = urlsplit(provider.log_in(asked, sub="s-11"))
    client.get(f"{back.path}?{back.query}")
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("issuer", "client_id"), [("http://id.city.example.cn", "a"), ("https://id.example.cn", "")]
)
def test_a_provider_without_encryption_or_client_stops_the_start(issuer, client_id):
    with pytest.raises(ImproperlyConfigured):
        providers(issuer, "", client_id, "secret")


def test_without_an_issuer_there_is_none():
    assert providers("", "", "", "") == {}
