"""The report of each channel: what it counts, whom it shows it to, and the file of it."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook

from crm.core.errors import MissingFacts
from crm.core.models import ExportLog
from crm.core.transitions import move
from leads.channels.facts import record_facts
from leads.channels.report import REPORTS
from leads.models import (
    Agent,
    AgentTarget,
    Chamber,
    Channel,
    Company,
    Invitation,
    Lead,
    Native,
    Project,
    TalkEvent,
)
from leads.pipeline.register import register_lead
from parks.channels.agents import results_of
from parks.contributions.report import report as report_contribution
from parks.models import Park


def rows(channel, user, query=""):
    """Without the row of what stands in no other."""
    return [row.cells for row in REPORTS[channel](user, QueryDict(query)).rows if not row.is_rest]


@pytest.fixture
def lead(people):
    def make(channel, name="示范科技", **facts):
        company = Company.objects.create(name=name)
        return register_lead(
            by=people.officer,
            company=company,
            title=f"{name}项目",
            channel=channel,
            department=people.city,
            owner=people.officer,
            **facts,
        )

    return make


def test_every_channel_has_a_report():
    assert set(REPORTS) == set(Channel)


@pytest.mark.parametrize("channel", Channel.values)
@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("auditor", 200), ("outsider", 200), ("agency", 302), (None, 302)],
)
def test_colleagues_open_each_report_and_people_from_outside_none(
    client, people, channel, who, status
):
    if who:
        client.force_login(getattr(people, who))
    assert client.get(reverse("channel_report:report", args=[channel])).status_code == status


def test_a_report_that_does_not_exist_is_not_found(client, people):
    client.force_login(people.officer)
    assert client.get(reverse("channel_report:report", args=["unknown"])).status_code == 404


def test_capital_shows_the_offer_and_what_it_says_the_company_is_worth(people, lead):
    seeking = lead("capital")
    record_facts(
        seeking,
        {
            "money_sought": Decimal(30_000_000),
            "stake_offered": Decimal("7.5"),
            "conditions": "回购",
        },
        by=people.officer,
    )
    lead("capital", "无要约")
    found = {row[1]: row[4:8] for row in rows("capital", people.officer)}
    assert found == {
        "示范科技": [Decimal(30_000_000), "7.5", Decimal("400000000.00"), "回购"],
        "无要约": ["—", "—", "—", "—"],
    }
    move(seeking, "reject", by=people.head, note="条件不符")
    assert [row[1] for row in rows("capital", people.officer)] == ["无要约"]
    assert len(rows("capital", people.officer, "show=")) == 2
    assert rows("capital", people.outsider) == []


def test_the_file_is_logged_and_holds_what_is_shown_with_formulas_made_harmless(
    client, people, lead
):
    seeking = lead("capital", "=SUM(A1)")
    record_facts(seeking, {"money_sought": Decimal(1_000_000)}, by=people.officer)
    client.force_login(people.officer)
    url = reverse("channel_report:report", args=["capital"])
    assert "示范科技" not in client.get(f"{url}?export=csv").content.decode()
    assert client.post(f"{url}?export=csv", {"reason": "?", "format": "csv"}).status_code == 200
    assert not ExportLog.objects.exists()

    def taken(file_format):
        return b"".join(
            client.post(
                f"{url}?export={file_format}", {"reason": "资本招商专题会", "format": file_format}
            ).streaming_content
        )

    table = list(csv.reader(io.StringIO(taken("csv").decode("utf-8-sig"))))
    assert (len(table), table[1][1], table[1][4]) == (3, "'=SUM(A1)", "1000000.00")
    assert "资本招商专题会" in table[2][0]
    sheet = load_workbook(io.BytesIO(taken("xlsx"))).active
    assert [cell.value for cell in sheet[3]][1:5:3] == ["'=SUM(A1)", 1_000_000]
    assert [
        (log.by, log.rows, log.reason, log.format) for log in ExportLog.objects.order_by("id")
    ] == [
        (people.officer, 1, "资本招商专题会", "csv"),
        (people.officer, 1, "资本招商专题会", "xlsx"),
    ]
    client.force_login(people.outsider)
    assert len(taken("csv").decode().splitlines()) == 2


def test_expansion_names_the_enterprise_and_the_support_asked_for(people, lead, deal):
    growing = lead("expansion", investment=Decimal(50_000_000))
    growing.company.parent = deal.enterprise.company
    growing.company.save()
    record_facts(
        growing,
        {
            "enterprise": deal.enterprise,
            "adds": "二期产线",
            "equipment_subsidy": Decimal(6_000_000),
            "plant_sqm": Decimal(12_000),
        },
        by=people.officer,
    )
    lead("expansion", "未明确")
    found = rows("expansion", people.officer)
    assert found[1][1:9] == [
        "常德示范新能源有限公司",
        "常德经开区",
        growing.get_state_display(),
        Decimal(50_000_000),
        "二期产线",
        "—",
        Decimal(6_000_000),
        "12,000.00",
    ]
    assert REPORTS["expansion"](people.officer, QueryDict("")).figures[-1].value == 1


def test_asking_for_nothing_and_for_something_exclude_each_other(people, lead):
    from django.core.exceptions import ValidationError

    growing = lead("expansion")
    with pytest.raises(ValidationError):
        record_facts(growing, {"asks_nothing": True, "tax_relief": Decimal(1)}, by=people.officer)
    assert record_facts(growing, {"asks_nothing": True}, by=people.officer).names_support()


def test_specialised_parks_count_the_leads_meant_for_them(people, lead, plot):
    inner = Park.objects.create(
        name="德国工业园", level="national", department=people.park_department, parent=plot.park
    )
    meant = lead("park")
    record_facts(meant, {"park": inner}, by=people.officer)
    lead("park", "未定")
    assert [row[:6] for row in rows("park", people.officer)] == [
        ["德国工业园", "常德经开区", 1, 1, 0, Decimal(0)]
    ]
    assert rows("park", people.outsider)[0][2] == 0


def test_an_agents_year_against_its_target(people, deal, evidence):
    AgentTarget.objects.create(
        agent=deal.agent, year=2022, leads=4, projects=2, money=Decimal(100_000_000)
    )
    Lead.objects.filter(pk=deal.lead.pk).update(received_at="2022-01-10T10:00+08:00")
    contribution = report_contribution(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="fixed_assets",
        amount=Decimal(25_000_000),
        happened_on=date(2022, 8, 1),
    )
    assert results_of(deal.agent, 2022, people.finance).money == 0, (
        "only what finance verified has arrived"
    )
    from crm.core.transitions import perform

    perform(contribution, "verify", by=people.finance)
    found = rows("agent", people.finance, "year=2022")
    assert [row[2:] for row in found] == [
        [1, 4, "25%", 1, 2, "50%", Decimal("25000000.00"), Decimal("100000000.00"), "25%"]
    ]
    assert rows("agent", people.finance)[0][2:5] == [0, "—", "—"]


def test_a_project_of_two_agents_counts_once_for_the_leading_one(people, deal):
    other = Agent.objects.create(name="第二机构", kind="investment_firm")
    deal.project.referrals.create(agent=other, is_lead=False, registered_on=date(2022, 1, 10))
    assert [results_of(each, 2022, people.finance).projects for each in (deal.agent, other)] == [
        1,
        0,
    ]


def test_a_capital_increase_is_no_second_project_of_the_agent(people, deal):
    Project.objects.filter(pk=deal.project.pk).update(extends=None)
    before = results_of(deal.agent, 2022, people.finance).projects
    base = deal.project
    lead = register_lead(
        by=people.officer,
        company=base.company,
        title="增资",
        channel="agent",
        department=people.city,
        agent=deal.agent,
    )
    increase = Project.objects.create(
        number="XM-INC",
        name="增资",
        lead=lead,
        company=base.company,
        channel="agent",
        owner=people.officer,
        department=people.city,
        industry=base.industry,
        investment=Decimal(1),
        contract_amount=Decimal(1),
        signed_on=date(2022, 5, 1),
        state="signed",
        extends=base,
    )
    increase.referrals.create(agent=deal.agent, registered_on=date(2022, 1, 1))
    assert results_of(deal.agent, 2022, people.finance).projects == before == 1


@pytest.fixture
def ties(people, agent):
    chamber = Chamber.objects.create(name="深圳市常德商会", agent=agent)
    native = Native.objects.create(name="陈乡贤", chamber=chamber)
    event = TalkEvent.objects.create(
        title="德商恳谈会",
        planned_on=date(2026, 5, 1),
        place="深圳",
        chamber=chamber,
        department=people.city,
    )
    return chamber, native, event


def test_leads_count_for_the_chamber_however_they_came_and_once(people, lead, ties, agent):
    chamber, native, event = ties
    record_facts(
        lead("hometown", "甲"),
        {"native": native, "chamber": chamber, "event": event},
        by=people.officer,
    )
    lead("hometown", "乙", agent=agent)
    lead("hometown", "丙")
    assert [row[2:] for row in rows("hometown", people.officer)] == [[1, 0, 2, 0, Decimal(0)]]
    assert [row[-3:] for row in rows("hometown", people.officer, "by=native")] == [
        [1, 0, Decimal(0)]
    ]
    assert [row[-3:] for row in rows("hometown", people.officer, "by=event")] == [
        [1, 0, Decimal(0)]
    ]


def test_an_event_is_held_with_its_outcome_and_its_guests_come_or_do_not(people, ties, lead):
    _chamber, native, event = ties
    guest = Invitation.objects.create(event=event, native=native)
    other = Invitation.objects.create(event=event, company=Company.objects.create(name="客商"))
    move(guest, "accept", by=people.officer)
    move(guest, "attend", by=people.officer, outcome="推荐一家")
    move(other, "miss", by=people.officer)
    with pytest.raises(MissingFacts):
        move(event, "hold", by=people.officer)
    move(event, "hold", by=people.officer, held_on=date(2026, 5, 2), outcome="收集线索")
    found = rows("hometown", people.officer, "by=event")[0]
    assert (found[4], found[5], found[6]) == (2, 1, "收集线索")
    assert [step.state for step in (guest, other)] == ["attended", "absent"]


def test_a_guest_is_invited_once_on_the_screen(client, people, ties):
    _chamber, native, event = ties
    client.force_login(people.officer)
    for _twice in range(2):
        client.post(
            reverse("invitation:add"), {"event": event.pk, "native": native.pk, "outcome": ""}
        )
    nobody = client.post(reverse("invitation:add"), {"event": event.pk, "outcome": ""})
    assert Invitation.objects.get().history.get().history_user == people.officer
    assert nobody.status_code == 200
    assert nobody.context["form"].errors


@pytest.mark.parametrize(
    "name",
    [
        "chain",
        "link",
        "native",
        "chamber",
        "talkevent",
        "invitation",
        "agenttarget",
        "opinion",
        "assessment",
        "scheme",
        "criterion",
    ],
)
def test_the_auditor_reads_every_list_and_its_export_and_an_agency_none(client, people, ties, name):
    Invitation.objects.create(event=ties[2], native=ties[1])
    AgentTarget.objects.create(agent=ties[0].agent, year=2026)
    client.force_login(people.auditor)
    assert client.get(reverse(f"{name}:index")).status_code == 200
    body = client.post(
        f"{reverse(f'{name}:index')}?export=csv", {"reason": "年度审计抽查", "format": "csv"}
    )
    assert b"".join(body.streaming_content).count(b"\n") >= 1
    client.force_login(people.agency)
    assert client.get(reverse(f"{name}:index")).status_code == 302


def test_natives_are_no_business_of_people_from_outside(people, ties):
    assert Native.objects.visible_to(people.agency).count() == 0
    assert Native.objects.visible_to(people.officer).count() == 1
    assert AgentTarget.objects.visible_to(people.referrer).count() == 0
