from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from crm.core.errors import MissingFacts, NotPermitted, Refused, WrongState
from crm.core.transitions import move, next_steps
from crm.core.writing.history import edits_of
from leads.models import Activity, Company, Lead, Project
from leads.naming.credit_code import check_credit_code
from leads.pipeline.register import register_lead


@pytest.fixture
def lead(people):
    company = Company.objects.create(name="示范科技有限公司")
    return register_lead(
        by=people.officer,
        company=company,
        title="芯片项目",
        channel="list500",
        department=people.city,
    )


def test_a_step_needs_its_facts_and_names_all_that_are_missing(people, lead):
    with pytest.raises(MissingFacts) as refused:
        move(lead, "judge", by=people.head)
    assert [str(label) for label in refused.value.labels] == ["招商专员"] or len(
        refused.value.labels
    ) == 1
    lead.refresh_from_db()
    assert (lead.state, lead.moves().count()) == ("new", 0)


def test_a_step_needs_its_permission(people, lead):
    with pytest.raises(NotPermitted):
        move(lead, "judge", by=people.officer, owner=people.officer)


def test_a_step_leaves_a_move_and_one_history_row_with_its_actor(people, lead):
    before = lead.history.count()
    move(lead, "judge", by=people.head, owner=people.officer, note="产业契合")
    taken = lead.moves().get()
    assert (taken.source, taken.target, taken.by, taken.note) == (
        "new",
        "judged",
        people.head,
        "产业契合",
    )
    assert lead.history.count() == before + 1
    version, changes = edits_of(lead)[0]
    assert version.history_user == people.head
    assert len(changes) == 2


def test_a_step_cannot_be_taken_twice(people, lead):
    move(lead, "judge", by=people.head, owner=people.officer)
    with pytest.raises(WrongState):
        move(lead, "judge", by=people.head)


def test_a_rejection_needs_a_reason(people, lead):
    with pytest.raises(MissingFacts):
        move(lead, "reject", by=people.head, note="  ")


def test_buttons_come_from_the_table(people, lead):
    assert [step.name for step in next_steps(lead, people.head)] == [
        "judge",
        "reject",
        "lapse",
        "mark_duplicate",
    ]
    assert next_steps(lead, people.auditor) == []


def test_contact_comes_before_negotiation(people, lead):
    move(lead, "judge", by=people.head, owner=people.officer)
    with pytest.raises(MissingFacts):
        move(lead, "engage", by=people.officer)
    Activity.objects.create(
        lead=lead, kind="visit", happened_at=lead.received_at, summary="拜访", by=people.officer
    )
    move(lead, "engage", by=people.officer)
    assert lead.state == "engaged"


def test_signing_without_a_contract_amount_is_refused(people, deal):
    project = Project.objects.get(pk=deal.project.pk)
    Project.objects.filter(pk=project.pk).update(state="negotiating", contract_amount=None)
    with pytest.raises(MissingFacts) as refused:
        move(project, "sign", by=people.officer)
    assert len(refused.value.labels) == 1
    with pytest.raises(ValidationError):
        move(project, "sign", by=people.officer, contract_amount=Decimal(-1))


def test_a_converted_lead_names_who_brought_it(deal):
    referral = deal.project.referrals.get()
    assert (referral.agent, referral.parts, referral.is_lead) == (deal.agent, 1, True)


def test_a_milestone_in_the_future_is_refused(people, deal, evidence):
    from datetime import date

    from leads.pipeline.milestones import reach_stage

    with pytest.raises(Refused):
        reach_stage(
            deal.project,
            "fill",
            by=people.park_officer,
            happened_on=date(2999, 1, 1),
            evidence=evidence(),
        )
    assert deal.project.milestones.filter(kind="at_capacity").count() == 0


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("officer", True),
        ("head", True),
        ("finance", True),
        ("auditor", True),
        ("agency", True),
        ("outsider", False),
        ("referrer", False),
    ],
)
def test_a_lead_is_seen_by_its_department_its_agent_and_the_city_offices(people, deal, who, seen):
    user = getattr(people, who)
    assert Lead.objects.visible_to(user).filter(pk=deal.lead.pk).exists() is seen
    assert Project.objects.visible_to(user).filter(pk=deal.project.pk).exists() is seen


@pytest.mark.parametrize(
    "code", ["123456789012345678", "91430700MA4L16JQ9D", "9143", "Z1430700MA4L16JQ9C"]
)
def test_a_false_credit_code_is_refused(code):
    with pytest.raises(ValidationError):
        check_credit_code(code)


def test_an_account_number_is_encrypted_at_rest_and_masked(agent):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select number from leads_payeeaccount union all select number from "
            "leads_historicalpayeeaccount"
        )
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 2
    assert not any("6222" in text for text in stored)
    assert agent.current_account().number == "6222021902001234567"
    assert agent.current_account().number_masked == "***************4567"
