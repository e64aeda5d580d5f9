from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification, Parameter
from crm.core.transitions import move
from crm.demo.clock import ZONE, at
from leads.models import Activity, Agent, Company, Lead, Registration
from leads.pipeline.register import register_lead
from leads.protection import nightly
from leads.protection.nightly import lapse_and_escalate
from leads.protection.register import create_lead, register

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=ZONE)


@pytest.fixture
def rival(people):
    rival = Agent.objects.create(
        name="珠江招商有限公司", kind="investment_firm", department=people.city
    )
    rival.users.add(people.referrer)
    return rival


def first(people, agent, **facts):
    return register(
        by=people.agency,
        agent=agent,
        company_name="示范光电股份有限公司",
        title="镜头模组",
        **facts,
    )


def second(people, rival, name="示范光电", **facts):
    return register(by=people.referrer, agent=rival, company_name=name, title="光学元件", **facts)


def judged(people, registration):
    move(registration.lead, "judge", by=people.head, owner=people.officer)
    registration.refresh_from_db()
    return registration


def test_the_first_registration_holds_the_company_and_has_a_lead(people, agent):
    with at(MONDAY.replace(microsecond=123456)):
        registration = first(people, agent)
    assert (registration.state, registration.lead.agent, registration.lead.state) == (
        "received",
        agent,
        "new",
    )
    assert registration.received_at.microsecond == 123456
    assert registration.lead.received_at == registration.received_at
    assert registration.number == "BB-2026-0001"


@pytest.mark.parametrize(
    "name", ["示范光电", "示范光电股份有限公司", "常德示范光电（集团）有限公司", "示範光電有限公司"]
)
def test_a_second_agent_cannot_register_a_company_under_another_spelling(
    people, agent, rival, name
):
    first(people, agent)
    assert second(people, rival, name).state == "taken"
    assert Lead.objects.count() == 1


def test_the_same_credit_code_is_the_same_company(people, agent, rival):
    first(people, agent, credit_code="91430700MA4L16JQ9C")
    assert (
        second(people, rival, "完全另外的名字有限公司", credit_code="9143 0700 ma4l 16jq 9c").state
        == "taken"
    )


def test_an_alias_is_the_same_company(people, agent, rival):
    company = Company.objects.create(name="腾云数据有限公司")
    company.aliases.create(name="云小二")
    register(by=people.agency, agent=agent, company_name="云小二", title="数据中心")
    assert second(people, rival, "腾云数据").state == "taken"


def test_the_bureaus_own_work_holds_a_company_too(people, rival):
    company = Company.objects.create(name="示范光电有限公司")
    lead = register_lead(
        by=people.officer,
        company=company,
        title="自有线索",
        channel="list500",
        department=people.city,
    )
    assert second(people, rival).state == "taken"
    move(lead, "reject", by=people.head, note="不合产业")
    assert second(people, rival).state == "received"


def test_who_holds_a_company_is_told_so_plainly(people, agent):
    first(people, agent)
    with pytest.raises(Refused, match="BB-"):
        first(people, agent)
    assert Registration.objects.count() == 1


def test_a_stranger_registers_nothing_for_an_agent(people, agent):
    with pytest.raises(NotPermitted):
        register(by=people.referrer, agent=agent, company_name="示范光电", title="x")
    on_behalf = register(by=people.officer, agent=agent, company_name="示范光电", title="代为登记")
    assert (on_behalf.agent, on_behalf.registered_by) == (agent, people.officer)


def test_an_agent_without_a_department_or_at_rest_is_refused(people, agent):
    agent.department = None
    agent.save()
    with pytest.raises(Refused):
        first(people, agent)
    agent.department, agent.is_active = people.city, False
    agent.save()
    with pytest.raises(Refused):
        first(people, agent)
    assert not Registration.objects.exists()


def test_an_accepted_registration_is_protected_for_the_days_that_the_bureau_set(
    people, agent, rival
):
    Parameter.objects.filter(code="lead_protection_days").update(value=30)
    with at(MONDAY):
        registration = judged(people, first(people, agent))
        assert (registration.state, registration.protected_until) == (
            "accepted",
            date(2026, 12, 23),
        )
        assert registration.days_protected == 30
        assert second(people, rival).state == "taken"


@pytest.mark.parametrize(
    ("step", "state"), [("reject", "declined"), ("lapse", "lapsed"), ("mark_duplicate", "ended")]
)
def test_a_company_is_free_again_once_its_lead_is_closed(people, agent, rival, step, state):
    registration = judged(people, first(people, agent))
    move(registration.lead, step, by=people.head, note="原因")
    registration.refresh_from_db()
    assert registration.state == state
    assert second(people, rival).state == "received"


def test_recorded_progress_extends_a_protection(people, agent):
    from leads.daily.next_steps import record_activity

    with at(MONDAY):
        registration = judged(people, first(people, agent))
    assert registration.protected_until == date(2027, 2, 21)
    with at(MONDAY + timedelta(days=20)):
        record_activity(
            by=people.officer,
            lead=registration.lead,
            kind="visit",
            happened_at=MONDAY + timedelta(days=19),
            summary="拜访",
        )
    registration.refresh_from_db()
    assert registration.protected_until == date(2027, 3, 12)


def test_one_that_is_refused_by_night_keeps_no_other_from_lapsing(
    people, agent, monkeypatch, caplog
):
    with at(MONDAY):
        one = judged(people, first(people, agent))
        facts = {"company_name": "沅水新材料有限公司", "title": "新材料"}
        other = judged(people, register(by=people.agency, agent=agent, **facts))

    def refuses_one(lead, *arguments, **facts):
        if lead.pk == one.lead_id:
            raise Refused("不可")
        return move(lead, *arguments, **facts)

    monkeypatch.setattr(nightly, "move", refuses_one)
    with at(MONDAY + timedelta(days=200)):
        lapse_and_escalate()
    states = {lead.pk: lead.state for lead in Lead.objects.all()}
    assert (states[one.lead_id], states[other.lead_id]) == ("judged", "lapsed")
    assert str(one.pk) in caplog.text


def test_an_activity_of_the_future_extends_nothing(people, agent):
    with at(MONDAY):
        registration = judged(people, first(people, agent))
        Activity.objects.create(
            lead=registration.lead,
            kind="visit",
            happened_at=MONDAY + timedelta(days=300),
            summary="预约",
            by=people.officer,
        )
        lapse_and_escalate()
    registration.refresh_from_db()
    assert registration.protected_until == date(2027, 2, 21)


def test_a_protection_lapses_after_a_warning_and_frees_the_company(people, agent, rival):
    with at(MONDAY):
        registration = judged(people, first(people, agent))
    last_day = datetime(2027, 2, 21, 1, tzinfo=ZONE)
    warnings = Notification.objects.filter(kind="protection_ends", values__day="2027-02-21")
    with at(last_day - timedelta(days=15)):
        lapse_and_escalate()
    assert warnings.count() == 0
    for day in (14, 13):
        with at(last_day - timedelta(days=day)):
            lapse_and_escalate()
    assert {warning.recipient for warning in warnings} == {people.officer, people.agency}
    assert warnings.count() == 2
    with at(last_day):
        lapse_and_escalate()
    registration.refresh_from_db()
    assert registration.state == "accepted"
    with at(last_day + timedelta(days=1)):
        lapse_and_escalate()
        lapse_and_escalate()
        registration.refresh_from_db()
        assert (registration.state, registration.lead.state) == ("lapsed", "lapsed")
        assert registration.moves().last().by.username == "program"
        assert second(people, rival).state == "received"


def test_what_became_a_project_does_not_lapse_and_ends_with_the_entry(people, plot, agent, rival):
    from decimal import Decimal

    from leads.models import Industry
    from leads.pipeline.convert import convert
    from parks.entries.enter import enter

    with at(MONDAY):
        registration = judged(people, first(people, agent, credit_code="91430700MA4L16JQ9C"))
        lead = registration.lead
        Activity.objects.create(
            lead=lead, kind="call", happened_at=MONDAY, summary="通话", by=people.officer
        )
        move(lead, "engage", by=people.officer)
        move(lead, "negotiate", by=people.officer, investment=Decimal(30_000_000))
        project = convert(lead, by=people.officer, industry=Industry.objects.get(code="3841"))
    with at(MONDAY + timedelta(days=400)):
        lapse_and_escalate()
        registration.refresh_from_db()
        assert registration.state == "accepted"
        assert second(people, rival).state == "taken"
        move(
            project,
            "sign",
            by=people.officer,
            contract_number="HT-9",
            contract_amount=Decimal(30_000_000),
            signed_on=date(2027, 12, 1),
            planned_start_on=date(2028, 6, 1),
        )
        enter(
            project,
            plot=plot,
            starts_on=date(2027, 12, 20),
            name="常德示范光电有限公司",
            credit_code="91430700MA4L16JQ9C",
            registered_on=date(2027, 12, 10),
            by=people.park_officer,
        )
        registration.refresh_from_db()
        assert registration.state == "realised"
        assert second(people, rival).state == "received"


def test_an_officer_enters_a_lead_for_an_agent_only_where_the_company_is_free(people, agent, rival):
    company = Company.objects.create(name="示范光电有限公司")
    facts = {"company": company, "title": "代录", "channel": "agent", "department": people.city}
    lead = create_lead(by=people.officer, agent=agent, **facts)
    assert lead.registrations.get().agent == agent
    with pytest.raises(Refused):
        create_lead(by=people.officer, agent=rival, **facts)
    assert (Lead.objects.count(), Registration.objects.count()) == (1, 1)


def test_a_registration_is_seen_by_its_agent_its_department_and_the_city(people, agent, rival):
    registration = first(people, agent)
    seen = {
        who
        for who in vars(people)
        if hasattr(getattr(people, who), "username")
        and Registration.objects.visible_to(getattr(people, who))
        .filter(pk=registration.pk)
        .exists()
    }
    assert {"agency", "officer", "head", "finance", "leader", "auditor", "headquarters"} <= seen
    assert not {"referrer", "outsider", "park_officer"} & seen


def test_the_moment_of_receipt_is_the_servers(people, agent):
    before = timezone.now()
    registration = first(people, agent)
    registration.refresh_from_db()
    assert before <= registration.received_at <= timezone.now()


def test_who_brought_a_registered_company_is_not_edited_away(client, people, agent, rival):
    from django.urls import reverse

    lead = first(people, agent).lead
    facts = {
        "title": lead.title,
        "company": lead.company_id,
        "channel": "agent",
        "department": people.city.pk,
        "content": "",
        "wishes": "",
    }
    client.force_login(people.officer)
    client.post(reverse("lead:edit", args=[lead.pk]), facts | {"agent": rival.pk})
    client.post(reverse("lead:edit", args=[lead.pk]), facts | {"agent": ""})
    lead.refresh_from_db()
    assert lead.agent == agent
    client.post(
        reverse("lead:edit", args=[lead.pk]), facts | {"agent": agent.pk, "content": "补充"}
    )
    lead.refresh_from_db()
    assert lead.content == "补充"


def test_how_many_an_agent_registers_in_an_hour_is_a_rule_number(people, agent):
    Parameter.objects.filter(code="registrations_an_hour").update(value=2)
    with at(MONDAY):
        for number in range(2):
            register(
                by=people.agency, agent=agent, company_name=f"示范{number}号有限公司", title="项目"
            )
        with pytest.raises(Refused, match="一小时内"):
            register(by=people.agency, agent=agent, company_name="示范三号有限公司", title="项目")
        register(by=people.officer, agent=agent, company_name="柜台登记有限公司", title="现场登记")
    with at(MONDAY + timedelta(minutes=61)):
        register(by=people.agency, agent=agent, company_name="示范三号有限公司", title="项目")


def test_an_agent_that_goes_through_a_list_of_names_is_stopped_for_the_day(people, agent, rival):
    Parameter.objects.filter(code="lead_taken_a_day").update(value=2)
    with at(MONDAY):
        first(people, agent)
        assert [second(people, rival).state for _twice in range(2)] == ["taken", "taken"]
        with pytest.raises(Refused):
            second(people, rival, "全新企业有限公司")
        assert (
            register(
                by=people.officer, agent=rival, company_name="柜台登记有限公司", title="现场登记"
            ).state
            == "received"
        )
    with at(MONDAY + timedelta(days=1, minutes=1)):
        assert second(people, rival, "全新企业有限公司").state == "received"
