import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification, NotificationChoice, User
from crm.core.notifications.inbox import read_out
from crm.portal.agency.logins import invite, take_login_away
from crm.portal.invite import accept, code_of, hand_over_code, link_of
from crm.portal.models import PortalInvitation
from leads.models import Agent
from leads.models.agent import agents_of

FACTS = {
    "username": "13900000001",
    "email": "li@example.com",
    "password": "rainy-lotus-77",
    "again": "rainy-lotus-77",
}


REGISTERED = "office@changjiang.example.com"


@pytest.fixture
def agent(agent, settings):
    """With a registered address, in a house that sends mail."""
    settings.EMAIL_IS_SET_UP = True
    agent.email = REGISTERED
    agent.save()
    return agent


@pytest.fixture
def invitation(people, agent):
    return invite(agent, name="李经理", email="li@example.com", by=people.officer)


@pytest.fixture
def by_code(people, agent, settings):
    """In a house without mail."""
    settings.EMAIL_IS_SET_UP = False
    return invite(agent, name="李经理", by=people.officer)


def path_of(invitation):
    return re.sub(r"^https?://[^/]+", "", link_of(invitation))


def opening(invitation) -> str:
    """What all links of the invitation begin with; the rest says when each was made."""
    return path_of(invitation).split(":")[0]


def test_the_link_goes_to_the_registered_address_and_stands_on_no_screen(
    client, people, agent, django_capture_on_commit_callbacks
):
    client.force_login(people.officer)
    assert (
        reverse("portalinvitation:add")
        in client.get(reverse("agent:inspect", args=[agent.pk])).content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("portalinvitation:add"),
            {"agent": agent.pk, "name": "李经理", "email": "li@example.com"},
        )
    stored = PortalInvitation.objects.get()
    [letter] = mail.outbox
    assert (letter.to, opening(stored) in letter.body) == ([REGISTERED], True)
    for who in ("officer", "head", "auditor"):
        client.force_login(getattr(people, who))
        for view in ("inspect", "history"):
            page = client.get(reverse(f"portalinvitation:{view}", args=[stored.pk]))
            assert page.status_code == 200
            assert opening(stored) not in page.text and code_of(stored) not in page.text
    with pytest.raises(Refused):
        hand_over_code(stored, by=people.head)


def test_the_link_makes_a_login_of_the_agent_once(client, people, agent, invitation):
    url = path_of(invitation)
    assert "李经理" in client.get(url).content.decode()
    assert client.post(url, FACTS).url == "/portal/"
    user = User.objects.get(username="13900000001")
    assert (user.is_staff, user.role_codes, user.email) == (False, {"agency"}, "li@example.com")
    assert agent.name in client.get(reverse("portal:home")).content.decode()
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


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "1",
        lambda token: "MQ:1abc:" + "x" * 43,
    ],
)
def test_a_link_that_was_not_made_here_opens_nothing(client, invitation, change):
    token = link_of(invitation).rstrip("/").rsplit("/", 1)[1]
    assert client.get(reverse("portal:invitation", args=[change(token)])).status_code == 410


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "12345678", "again": "12345678"},
        {"again": "another-one-77"},
        {"username": "agency"},
        {"email": ""},
    ],
)
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
    monkeypatch.setattr("crm.portal.password_reset.send", lambda task, *told: task(*told))
    user = accept(
        invitation, username="13900000001", password="rainy-lotus-77", email="li@example.com"
    )
    client.post(reverse("portal:password_reset"), {"email": "nobody@example.com"})
    assert mail.outbox == []
    client.post(reverse("portal:password_reset"), {"email": "li@example.com"})
    link = re.search(r"https?://[^/]+(/password-reset/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link, follow=True)
    client.post(
        form.request["PATH_INFO"],
        {"new_password1": "other-lotus-88", "new_password2": "other-lotus-88"},
    )
    user.refresh_from_db()
    assert user.check_password("other-lotus-88")
    assert 'name="new_password1"' not in client.get(link, follow=True).content.decode()


def test_too_many_wrong_passwords_lock_the_login_out(client, people):
    for _attempt in range(8):
        response = client.post(reverse("portal:login"), {"username": "agency", "password": "wrong"})
    assert response.status_code == 429
    assert (
        client.post(
            reverse("portal:login"), {"username": "agency", "password": "a-long-password-1"}
        ).status_code
        == 429
    )


def test_a_login_is_taken_away_and_ends_at_once(client, people, agent):
    own = Client()
    own.force_login(people.agency)
    assert own.get(reverse("portal:home")).status_code == 200
    client.force_login(people.officer)
    url = reverse("portalinvitation:take_away", args=[agent.pk])
    assert url in client.get(reverse("agent:inspect", args=[agent.pk])).content.decode()
    assert client.post(url, {"login": people.agency.pk, "why": ""}).status_code == 200
    assert client.post(url, {"login": people.referrer.pk, "why": "离职"}).status_code == 200
    assert agent.users.count() == 1
    assert client.post(url, {"login": people.agency.pk, "why": "离职"}).url == reverse(
        "agent:inspect", args=[agent.pk]
    )
    assert agent.users.count() == 0
    assert own.get("/statements/1/").status_code == 302
    assert not User.objects.get(pk=people.agency.pk).is_active
    newest = agent.history.first()
    assert (newest.history_user, "离职" in newest.history_change_reason) == (people.officer, True)
    assert url not in client.get(reverse("agent:inspect", args=[agent.pk])).content.decode()


def test_who_acts_for_another_agent_too_goes_on_for_that_one(people, agent):
    other = Agent.objects.create(
        name="珠江招商有限公司", kind="investment_firm", department=people.city
    )
    other.users.add(people.agency)
    take_login_away(agent, people.agency, by=people.officer, why="改由他人负责")
    assert User.objects.get(pk=people.agency.pk).is_active
    assert list(agents_of(people.agency)) == [other.pk]


def test_only_who_may_invite_takes_a_login_away(client, people, agent):
    client.force_login(people.auditor)
    url = reverse("portalinvitation:take_away", args=[agent.pk])
    assert client.post(url, {"login": people.agency.pk, "why": "x"}).status_code == 404
    with pytest.raises(NotPermitted):
        take_login_away(agent, people.agency, by=people.auditor, why="x")
    assert agent.users.count() == 1


def page_of(client, user, invitation):
    client.force_login(user)
    return client.get(reverse("portalinvitation:inspect", args=[invitation.pk])).text


def test_without_mail_one_has_the_link_and_another_the_code(client, people, by_code):
    link, code = opening(by_code), code_of(by_code)
    take = reverse("portalinvitation:code", args=[by_code.pk])
    page = page_of(client, people.officer, by_code)
    assert (link in page, code in page, take in page) == (True, False, False)
    client.post(take)
    assert code not in page_of(client, people.officer, by_code)
    page = page_of(client, people.head, by_code)
    assert (link in page, code in page, take in page) == (False, False, True)
    client.post(take)
    page = page_of(client, people.head, by_code)
    assert (link in page, code in page) == (False, True)
    by_code.refresh_from_db()
    assert by_code.code_by == people.head
    page = page_of(client, people.auditor, by_code)
    assert (link in page, code in page) == (False, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        PortalInvitation.objects.filter(pk=by_code.pk).update(code_by=people.officer)


def test_a_link_with_a_code_opens_with_that_code_alone(client, people, agent, by_code):
    url, code = path_of(by_code), hand_over_code(by_code, by=people.head)
    assert 'name="code"' in client.get(url).text
    for wrong in ("", "00000000", code[:-1]):
        assert client.post(url, {**FACTS, "code": wrong}).status_code == 200
        assert not User.objects.filter(username=FACTS["username"]).exists()
    with pytest.raises(Refused):
        accept(by_code, username="x", password="rainy-lotus-77", email="x@example.com")
    assert client.post(url, {**FACTS, "code": f" {code[:4]} {code[4:]}"}).url == "/portal/"
    assert agent.users.filter(username=FACTS["username"]).exists()


def test_the_fifth_wrong_code_ends_the_invitation(client, people, by_code):
    url, code = path_of(by_code), code_of(by_code)
    wrong = "1" * 8 if code != "1" * 8 else "2" * 8
    for _attempt in range(5):
        assert client.post(url, {**FACTS, "code": wrong}).status_code == 200
    assert client.post(url, {**FACTS, "code": code}).status_code == 410
    assert not User.objects.filter(username=FACTS["username"]).exists()


def test_who_has_a_login_needs_the_code_too(client, people, agent, by_code):
    client.force_login(people.referrer)
    url, code = path_of(by_code), code_of(by_code)
    client.post(url, {"code": "1"})
    assert not agent.users.filter(pk=people.referrer.pk).exists()
    client.post(url, {"code": code})
    assert agent.users.filter(pk=people.referrer.pk).exists()


@pytest.mark.parametrize("name", ["take_away", "inspect", "history", "withdraw", "code"])
def test_another_department_has_no_part_in_an_agents_logins(client, people, agent, by_code, name):
    client.force_login(people.outsider)
    key = agent.pk if name == "take_away" else by_code.pk
    assert client.get(reverse(f"portalinvitation:{name}", args=[key])).status_code == 404
    assert agent.name not in client.get(reverse("portalinvitation:index")).text


def test_another_department_invites_nobody_even_where_it_works_with_the_agent(
    client, people, agent, deal
):
    deal.lead.department = people.other_department
    deal.lead.save()
    assert agent in Agent.objects.visible_to(people.outsider)
    client.force_login(people.outsider)
    page = client.post(reverse("portalinvitation:add"), {"agent": agent.pk, "name": "内应"})
    assert "由其他单位负责" in page.text
    assert not PortalInvitation.objects.exists()


def letters_of(act, capture):
    mail.outbox.clear()
    with capture(execute=True):
        act()
    return {(letter.to[0], letter.body.split("。")[0]) for letter in mail.outbox}


def test_each_new_and_removed_login_is_told_to_all_logins_and_the_registered_address(
    people, agent, invitation, django_capture_on_commit_callbacks
):
    facts = {"username": "13900000001", "password": "rainy-lotus-77", "email": "li@example.com"}
    added = "长江招商咨询有限公司新增登录账号：13900000001（李经理）"
    letters = letters_of(lambda: accept(invitation, **facts), django_capture_on_commit_callbacks)
    assert (REGISTERED, added) in letters
    new = User.objects.get(username="13900000001")
    assert told_of(people.agency) == told_of(new) == ["login_added"]
    [told] = read_out(Notification.objects.filter(recipient=people.agency), people.agency)
    assert (told.sentence, told.link) == (f"{added}。", reverse("portal:own"))
    NotificationChoice.objects.create(
        user=people.agency, kind="login_taken", channel="app", is_on=False
    )
    gone = "长江招商咨询有限公司的登录账号已收回：13900000001（李经理）"
    take = lambda: take_login_away(agent, new, by=people.officer, why="离职")  # noqa: E731
    letters = letters_of(take, django_capture_on_commit_callbacks)
    assert {(REGISTERED, gone), ("li@example.com", gone)} <= letters
    assert told_of(people.agency) == ["login_added", "login_taken"]  # no wish silences it


def told_of(user) -> list[str]:
    return list(
        Notification.objects.filter(recipient=user).order_by("id").values_list("kind", flat=True)
    )
