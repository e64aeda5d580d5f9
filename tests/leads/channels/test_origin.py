"""A lead that is opened from another record keeps where it came from: channel, facts, and the
record's own note of it.
"""

import re
from datetime import date
from urllib.parse import parse_qs, urlparse

import pytest
from django.http import QueryDict
from django.urls import reverse

from leads.channels.report import REPORTS
from leads.models import (
    Agent,
    Chain,
    Chamber,
    Company,
    Invitation,
    Lead,
    Link,
    Native,
    TalkEvent,
    TargetEntry,
    TargetList,
)
from parks.models import Alliance, AllianceAction


@pytest.fixture
def origins(people, deal):
    """{name: a record from which a lead is opened}"""
    company = Company.objects.create(name="示范电池材料股份有限公司")
    made = TargetList.objects.create(kind_id="private500", year=2026)
    entry = TargetEntry.objects.create(
        target_list=made, rank=7, company=company, name_as_listed="示范电池材料"
    )
    link = Link.objects.create(
        chain=Chain.objects.create(name="动力电池"), name="材料", keywords="电池材料"
    )
    chamber = Chamber.objects.create(name="深圳商会")
    native = Native.objects.create(
        name="周女士", company=Company.objects.create(name="周家企业"), chamber=chamber
    )
    event = TalkEvent.objects.create(
        title="恳谈会", planned_on=date(2026, 3, 1), place="深圳", department=people.city
    )
    alliance = Alliance.objects.create(park=deal.enterprise.park, chamber=chamber)
    return {
        "targetentry": entry,
        "link": link,
        "native": native,
        "chamber": chamber,
        "talkevent": event,
        "invitation": Invitation.objects.create(event=event, native=native),
        "enterprise": deal.enterprise,
        "park": deal.enterprise.park,
        "agent": deal.agent,
        "allianceaction": AllianceAction.objects.create(
            alliance=alliance, kind="meeting", what="互访", planned_on=date(2026, 3, 1)
        ),
    }


def link_on(page: str) -> str:
    """The address behind “登记线索”."""
    return next(found for found in re.findall(r'href="([^"]*/lead/new/\?[^"]*)"', page)).replace(
        "&amp;", "&"
    )


def store(client, people, address, **facts):
    """Open the form at the address, send what it was filled with, and return the lead."""
    form = client.get(address).context["form"]
    filled = {name: form[name].value() for name in form.fields}
    filled = {
        name: getattr(value, "pk", value)
        for name, value in filled.items()
        if value not in (None, "")
    }
    asked = {"title": "新线索", "department": people.city.pk, "company_name": ""} | filled | facts
    if not asked.get("company"):
        asked["company_name"] = "全新企业有限公司"
    answer = client.post(address, asked)
    if answer.status_code == 200 and answer.context.get("rival_ids"):
        answer = client.post(
            address, asked | {"another_lead": ",".join(map(str, answer.context["rival_ids"]))}
        )
    assert answer.status_code == 302, answer.context["form"].errors
    return Lead.objects.latest("pk")


@pytest.mark.parametrize(
    ("name", "channel", "facts"),
    [
        ("targetentry", "list500", {"listed_company": "示范电池材料股份有限公司"}),
        ("link", "chain", {"link": "动力电池 · 材料", "reason": "名称含“电池材料”"}),
        ("invitation", "hometown", {"native": "周女士", "event": "恳谈会（2026-03-01）"}),
        ("native", "hometown", {"native": "周女士"}),
        ("talkevent", "hometown", {"event": "恳谈会（2026-03-01）"}),
        ("chamber", "hometown", {"chamber": "深圳商会"}),
        ("enterprise", "expansion", {"enterprise": "常德示范新能源有限公司"}),
        ("park", "park", {"park": "常德经开区"}),
        ("allianceaction", "hometown", {"chamber": "深圳商会"}),
    ],
)
def test_the_form_opens_filled_in_and_stores_where_the_lead_came_from(
    client, people, origins, name, channel, facts
):
    client.force_login(people.officer)
    record = origins[name]
    address = link_on(client.get(reverse(f"{name}:inspect", args=[record.pk])).content.decode())
    lead = store(client, people, address)
    assert lead.channel == channel
    stored = getattr(lead, f"{channel}facts")
    assert {field: str(getattr(stored, field)) for field in facts} == facts
    page = client.get(reverse("lead:inspect", args=[lead.pk])).content.decode()
    assert all(text in page for text in facts.values())


def test_a_lead_from_a_list_a_guest_or_an_enterprise_is_about_their_company(
    client, people, origins, deal
):
    client.force_login(people.officer)
    for name, company in (
        ("targetentry", "示范电池材料股份有限公司"),
        ("invitation", "周家企业"),
        ("enterprise", "湖南示范新能源有限公司"),
    ):
        form = client.get(reverse("lead:add"), {"origin": f"{name}-{origins[name].pk}"}).context[
            "form"
        ]
        assert Company.objects.get(pk=form["company"].value()).name == company


def test_the_candidate_of_a_link_is_the_company_of_its_lead(client, people, origins):
    client.force_login(people.officer)
    page = client.get(reverse("link:inspect", args=[origins["link"].pk])).content.decode()
    assert parse_qs(urlparse(link_on(page)).query)["company"] == [
        str(origins["targetentry"].company_id)
    ]


def test_the_guest_and_the_action_keep_the_lead_and_offer_no_second_one(client, people, origins):
    client.force_login(people.officer)
    for name in ("invitation", "allianceaction"):
        address = reverse(f"{name}:inspect", args=[origins[name].pk])
        lead = store(client, people, link_on(client.get(address).content.decode()))
        origins[name].refresh_from_db()
        assert origins[name].lead == lead
        assert "origin=" not in client.get(address).content.decode()


def test_the_reports_count_it_at_once(client, people, origins):
    client.force_login(people.officer)
    store(
        client,
        people,
        link_on(
            client.get(
                reverse("invitation:inspect", args=[origins["invitation"].pk])
            ).content.decode()
        ),
    )
    for query, name in (
        ("by=native", "周女士"),
        ("by=event", str(origins["talkevent"])),
        ("by=chamber", "深圳商会"),
    ):
        rows = REPORTS["hometown"](people.officer, QueryDict(query)).rows
        assert [row.cells[-3] for row in rows if row.cells[0] == name] == [1], query


def test_an_agents_page_fills_in_the_agent_and_its_channel(client, people, origins, deal):
    referrer = Agent.objects.create(name="陈先生", kind="referrer", department=people.city)
    client.force_login(people.officer)
    for agent, channel in ((deal.agent, "agent"), (referrer, "hometown")):
        form = client.get(reverse("lead:add"), {"origin": f"agent-{agent.pk}"}).context["form"]
        assert (form["agent"].value(), form["channel"].value()) == (agent.pk, channel)


def test_what_does_not_belong_together_is_said_and_nothing_is_stored(client, people, origins):
    client.force_login(people.officer)
    other = Company.objects.create(name="别家企业")
    address = f"{reverse('lead:add')}?origin=enterprise-{origins['enterprise'].pk}"
    before = Lead.objects.count()
    facts = {
        "title": "扩产",
        "company": other.pk,
        "channel": "expansion",
        "department": people.city.pk,
    }
    page = client.post(address, facts | {"origin": f"enterprise-{origins['enterprise'].pk}"})
    assert page.status_code == 200
    assert "不属同一集团" in page.content.decode()
    assert "扩产" in page.content.decode()
    assert Lead.objects.count() == before


@pytest.mark.parametrize(
    "origin",
    [
        "link-99999999",
        "link-abc",
        "user-1",
        "nothing",
        "link-²",
        "link-" + "9" * 40,
        "invitation-0",
    ],
)
def test_an_origin_that_is_not_there_is_no_origin(client, people, origins, origin):
    client.force_login(people.officer)
    assert client.get(reverse("lead:add"), {"origin": origin}).status_code == 200
