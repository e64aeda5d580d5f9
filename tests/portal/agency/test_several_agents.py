"""A person who works for several agents sees one of them at a time, and chooses which."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.core.models import User
from crm.portal.agency.logins import invite
from crm.portal.invite import code_of, link_of
from leads.messages.send import send
from leads.models import Agent, Registration
from leads.protection.register import register
from tests.portal.test_canary import CANARY, crawl, every_address, links_from


@pytest.fixture
def both(people, agent, rival):
    """The login of the second agency becomes one of the first too; it acts for the first, the older
    one, until it chooses.
    """
    agent.users.add(people.rival)
    ours = register(by=people.rival, agent=agent, company_name="甲示范有限公司", title="电池")
    theirs = register(by=people.rival, agent=rival, company_name="乙示范有限公司", title="镜头")
    return ours, theirs


def act_for(client, agent, **more):
    return client.post("/acting-for/", {"agent": agent.pk, **more})


def test_each_page_is_that_of_the_agent_chosen(client, people, agent, rival, both):
    ours, theirs = both
    client.force_login(people.rival)
    for chosen, own, other in ((None, ours, theirs), (rival, theirs, ours), (agent, ours, theirs)):
        if chosen:
            assert act_for(client, chosen).url == "/portal/"
        home = client.get(reverse("portal:home")).content.decode()
        assert own.company_name in home and other.company_name not in home
        assert client.get(f"/registrations/{own.pk}/").status_code == 200
        assert client.get(f"/registrations/{other.pk}/").status_code == 404
        assert client.get(f"/leads/{other.lead_id}/").status_code == 404


def test_files_are_those_of_the_agent_chosen(client, people, agent, rival, both, evidence):
    from crm.core.models import Attachment

    ours, _theirs = both
    send(ours.lead, agent, text="附件", files=[evidence()], by=people.rival)
    client.force_login(people.rival)
    address = f"/files/{Attachment.objects.get().pk}/"
    assert client.get(address).status_code == 200
    act_for(client, rival)
    assert client.get(address).status_code == 404


def test_what_is_registered_belongs_to_the_agent_chosen(client, people, agent, rival, both):
    client.force_login(people.rival)
    act_for(client, rival)
    client.post("/leads/new/", {"company": "丙示范有限公司", "title": "芯片"})
    assert Registration.objects.get(company_name="丙示范有限公司").agent == rival


def test_the_switch_stands_in_the_header_of_those_alone_who_need_it(
    client, people, agent, rival, both
):
    client.force_login(people.rival)
    assert 'action="/acting-for/"' in client.get(reverse("portal:home")).content.decode()
    client.force_login(people.agency)
    assert 'action="/acting-for/"' not in client.get(reverse("portal:home")).content.decode()


def test_what_belongs_to_the_other_agent_is_one_click_away(client, people, agent, rival, both):
    _ours, theirs = both
    client.force_login(people.rival)
    address = f"/registrations/{theirs.pk}/"
    page = client.get(address)
    assert (
        page.status_code == 404
        and rival.name in page.content.decode()
        and theirs.company_name not in page.content.decode()
    )
    assert act_for(client, rival, next=address).url == address
    assert act_for(client, rival, next="https://example.com/").url == "/portal/"


def test_nobody_acts_for_an_agent_that_is_not_theirs(client, people, agent, rival):
    client.force_login(people.rival)
    for key in (agent.pk, "", "x", "9" * 30):
        assert client.post("/acting-for/", {"agent": key}).status_code == 404
    assert client.get("/acting-for/").status_code == 405
    client.logout()
    assert act_for(client, agent).url.startswith("/login/")


def test_who_leaves_an_agent_sees_nothing_of_it_from_then_on(client, people, agent, rival, both):
    ours, theirs = both
    client.force_login(people.rival)
    act_for(client, agent)
    agent.users.remove(people.rival)
    assert client.get(f"/registrations/{ours.pk}/").status_code == 404
    assert client.get(f"/registrations/{theirs.pk}/").status_code == 200


def test_in_the_name_of_one_agent_nothing_of_the_other_is_read_anywhere(
    client,
    people,
    agent,
    rival,
    secrets,
):
    """The canary again: the same person may read it, and yet not on a page of the other agency."""
    # the switch itself names it
    Agent.objects.filter(pk=agent.pk).update(name="长江招商咨询有限公司")
    agent.users.add(people.rival)
    client.force_login(people.rival)
    act_for(client, rival)
    outside = [each for each in every_address(secrets["keys"]) if not each.startswith("/admin/")]
    assert crawl(client, outside) == {}
    assert links_from(client, "/portal/") == {}
    act_for(client, agent)
    assert (
        CANARY
        in client.get(f"/leads/{Registration.objects.get(agent=agent).lead_id}/").content.decode()
    )


def test_an_invitation_adds_an_agent_to_a_login_that_is_there(client, people, agent, rival):
    invitation = invite(agent, name="李经理", by=people.officer)
    url = re.sub(r"^https?://[^/]+", "", link_of(invitation))
    assert f"/login/?next={quote(url)}" in client.get(url).content.decode()
    client.force_login(people.rival)
    assert agent.name in client.get(url).content.decode()
    count = User.objects.count()
    assert client.post(url, {"code": code_of(invitation)}).url == "/portal/"
    assert (set(Agent.objects.filter(users=people.rival)), User.objects.count()) == (
        {agent, rival},
        count,
    )
    assert (
        f'<p class="quiet">{agent.name}</p>' in client.get(reverse("portal:home")).content.decode()
    )
    assert agent.history.first().history_user == people.rival
    assert client.post(url).status_code == 410


def test_an_invitation_that_is_over_or_known_adds_nothing(client, people, agent, rival):
    known, late = (invite(each, name="李经理", by=people.officer) for each in (rival, agent))
    type(late).objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    client.force_login(people.rival)
    for each in (known, late):
        client.post(re.sub(r"^https?://[^/]+", "", link_of(each)), follow=True)
    assert list(Agent.objects.filter(users=people.rival)) == [rival]
    known.refresh_from_db()
    assert known.used_at is None


def test_a_referrer_who_joins_an_agency_holds_both_roles(people, agent, hometown):
    from crm.portal.invite import join

    invitation = invite(agent, name="陈先生", by=people.officer)
    join(invitation, by=people.referrer, code=code_of(invitation))
    assert set(people.referrer.groups.values_list("name", flat=True)) == {"referrer", "agency"}
