import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import NotPermitted
from crm.core.models import User
from crm.core.tasks import send_reset_letters
from crm.portal.invite import accept, invite, link_of, take_login_away
from crm.portal.models import PortalInvitation
from leads.models import Agent
from leads.models.agent import agents_of

FACTS = {"username": "13900000001", "email": "li@example.com", "password": "rainy-lotus-77", "again": "rainy-lotus-77"}


@pytest.fixture
def invitation(people, agent):
    return invite(agent, name="李经理", email="li@example.com", by=people.officer)


def path_of(invitation):
    return re.sub(r"^https?://[^/]+", "", link_of(invitation))


def test_an_officer_invites_on_the_screen_and_a_letter_goes_out(client, people, agent, django_capture_on_commit_callbacks):
    client.force_login(people.officer)
    assert reverse("portalinvitation:add") in client.get(reverse("agent:inspect", args=[agent.pk])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("portalinvitation:add"), {"agent": agent.pk, "name": "李经理", "email": "li@example.com"})
    stored = PortalInvitation.objects.get()
    assert path_of(stored) in mail.outbox[0].body
    assert path_of(stored) in client.get(reverse("portalinvitation:inspect", args=[stored.pk])).content.decode()
    client.force_login(people.auditor)
    assert path_of(stored) not in client.get(reverse("portalinvitation:inspect", args=[stored.pk])).content.decode()


def test_the_link_makes_a_login_of_the_agent_once(client, people, agent, invitation):
    url = path_of(invitation)
    assert "李经理" in client.get(url).content.decode()
    assert client.post(url, FACTS).url == "/"
    user = User.objects.get(username="13900000001")
    assert (user.is_staff, user.role_codes, user.email) == (False, {"agency"}, "li@example.com")
    assert agent.name in client.get("/").content.decode()
    client.logout()
    assert client.get(url).status_code == 410
    assert client.post(url, FACTS | {"username": "13900000002"}).status_code == 410
    assert not User.objects.filter(username="13900000002").exists()


def test_an_invitation_ends(client, people, invitation):
    PortalInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(path_of(invitation), FACTS).status_code == 410
    assert not User.objects.filter(username="13900000001").exists()


def test_an_invitation_is_withdrawn(client, people, invitation):
    client.force_login(people.outsider)
    client.force_login(people.officer)
    client.post(reverse("portalinvitation:withdraw", args=[invitation.pk]))
    client.logout()
    assert client.get(path_of(invitation)).status_code == 410


@pytest.mark.parametrize("change", [lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"), lambda token: "1", lambda token: "MQ:1abc:" + "x" * 43])
def test_a_link_that_was_not_made_here_opens_nothing(client, invitation, change):
    token = link_of(invitation).rstrip("/").rsplit("/", 1)[1]
    assert client.get(reverse("portal:invitation", args=[change(token)])).status_code == 410


@pytest.mark.parametrize("wrong", [{"password": "12345678", "again": "12345678"}, {"again": "another-one-77"}, {"username": "agency"}, {"email": ""}])
def test_mistakes_are_told_and_the_invitation_stays_valid(client, people, invitation, wrong):
    page = client.post(path_of(invitation), FACTS | wrong)
    assert page.status_code == 200
    assert 'class="errors"' in page.content.decode()
    assert client.post(path_of(invitation), FACTS).status_code == 302


def test_who_may_not_invite(people, agent):
    for who in ("agency", "auditor", "finance"):
        with pytest.raises(NotPermitted):
            invite(agent, name="x", by=getattr(people, who))


def test_a_password_is_set_anew_by_letter(client, people, invitation, monkeypatch):
    monkeypatch.setattr(send_reset_letters, "delay", send_reset_letters)
    user = accept(invitation, username="13900000001", password="rainy-lotus-77", email="li@example.com")
    client.post(reverse("portal:password_reset"), {"email": "nobody@example.com"})
    assert mail.outbox == []
    client.post(reverse("portal:password_reset"), {"email": "li@example.com"})
    link = re.search(r"https?://[^/]+(/password-reset/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"new_password1": "other-lotus-88", "new_password2": "other-lotus-88"})
    user.refresh_from_db()
    assert user.check_password("other-lotus-88")
    assert 'name="new_password1"' not in client.get(link, follow=True).content.decode()


def test_too_many_wrong_passwords_lock_the_login_out(client, people, settings):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        response = client.post(reverse("portal:login"), {"username": "agency", "password": "wrong"})
    assert response.status_code == 429
    assert client.post(reverse("portal:login"), {"username": "agency", "password": "a-long-password-1"}).status_code == 429


def test_a_login_is_taken_away_and_ends_at_once(client, people, agent):
    own = Client()
    own.force_login(people.agency)
    assert own.get("/").status_code == 200
    client.force_login(people.officer)
    url = reverse("portalinvitation:take_away", args=[agent.pk])
    assert url in client.get(reverse("agent:inspect", args=[agent.pk])).content.decode()
    assert client.post(url, {"login": people.agency.pk, "why": ""}).status_code == 200
    assert client.post(url, {"login": people.referrer.pk, "why": "离职"}).status_code == 200
    assert agent.users.count() == 1
    assert client.post(url, {"login": people.agency.pk, "why": "离职"}).url == reverse("agent:inspect", args=[agent.pk])
    assert agent.users.count() == 0
    assert own.get("/statements/1/").status_code == 302
    assert not User.objects.get(pk=people.agency.pk).is_active
    newest = agent.history.first()
    assert (newest.history_user, "离职" in newest.history_change_reason) == (people.officer, True)
    assert url not in client.get(reverse("agent:inspect", args=[agent.pk])).content.decode()


def test_who_acts_for_another_agent_too_goes_on_for_that_one(people, agent):
    other = Agent.objects.create(name="珠江招商有限公司", kind="investment_firm", department=people.city)
    other.users.add(people.agency)
    take_login_away(agent, people.agency, by=people.officer, why="改由他人负责")
    assert User.objects.get(pk=people.agency.pk).is_active
    assert list(agents_of(people.agency)) == [other.pk]


def test_only_who_may_invite_takes_a_login_away(client, people, agent):
    client.force_login(people.auditor)
    url = reverse("portalinvitation:take_away", args=[agent.pk])
    assert client.post(url, {"login": people.agency.pk, "why": "x"}).status_code in (302, 403)
    with pytest.raises(NotPermitted):
        take_login_away(agent, people.agency, by=people.auditor, why="x")
    assert agent.users.count() == 1
