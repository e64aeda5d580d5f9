"""Which approvals a statement takes depends on its amount, and the amounts are data."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from commissions.models import ApprovalStep
from commissions.settlement.settle import settle
from commissions.statements.draw_up import draw_up
from crm.core.errors import Refused, SamePerson
from crm.core.models import Proposal
from crm.core.transitions import move, next_steps, perform


@pytest.fixture
def earned(contribute, taxed):
    """960,000 yuan."""
    contribute("fixed_assets", "120000000")
    taxed(2023, "10000000", "4000000")
    taxed(2024, "15000000", "6000000")
    settle(as_of=date(2026, 1, 1))


@pytest.fixture
def confirmed(people, earned, agent):
    """A statement of 960,000 yuan, confirmed by the payee: call it once the amounts are set."""

    def draw():
        drawn = draw_up(agent, by=people.head)
        move(drawn, "confirm", by=people.agency)
        return drawn

    return draw


def asked_from(step, amount):
    row = ApprovalStep.objects.get(step=step)
    row.from_amount = amount
    row.save()


def test_a_statement_below_the_amount_goes_on_notice_without_the_leader(people, confirmed):
    asked_from("leader_approve", Decimal("960000.01"))
    statement = confirmed()
    move(statement, "review", by=people.head)
    move(statement, "approve", by=people.finance)
    with pytest.raises(Refused, match="."):
        move(statement, "leader_approve", by=people.leader)
    perform(statement, "publish", by=people.finance2)
    assert statement.state == "on_notice"


def test_a_statement_of_exactly_the_amount_needs_the_leader(people, confirmed):
    asked_from("leader_approve", Decimal("960000.00"))
    statement = confirmed()
    move(statement, "review", by=people.head)
    move(statement, "approve", by=people.finance)
    with pytest.raises(Refused):
        perform(statement, "publish", by=people.finance2)


def test_finance_may_be_first_where_the_review_begins_higher(people, confirmed):
    reviewed = confirmed()
    with pytest.raises(Refused):
        move(reviewed, "approve", by=people.finance)
    perform(reviewed, "withdraw", by=people.head, note="重列")
    asked_from("review", Decimal(1_000_000))
    statement = confirmed()
    move(statement, "approve", by=people.finance)
    assert statement.state == "approved"


def test_the_leading_group_decides_after_the_leader_and_by_another_person(people, confirmed):
    asked_from("committee_approve", Decimal(900_000))
    statement = confirmed()
    for step, by in (
        ("review", people.head),
        ("approve", people.finance),
        ("leader_approve", people.leader),
    ):
        move(statement, step, by=by)
    with pytest.raises(Refused):
        perform(statement, "publish", by=people.finance2)
    with pytest.raises(SamePerson):
        move(statement, "committee_approve", by=people.leader, note="第9次党组会议纪要")
    move(statement, "committee_approve", by=people.headquarters, note="第9次党组会议纪要")
    perform(statement, "publish", by=people.finance2)
    assert (statement.state, statement.committee_approved_by) == ("on_notice", people.headquarters)


def test_a_step_that_the_amount_does_not_take_is_not_open(people, confirmed):
    asked_from("leader_approve", None)
    statement = confirmed()
    move(statement, "review", by=people.head)
    move(statement, "approve", by=people.finance)
    assert [step.name for step in next_steps(statement, people.leader) if step.is_open] == []


def test_headquarters_proposes_the_amounts_the_leader_approves_and_finance_always_approves(
    client, people
):
    leader, finance = (
        ApprovalStep.objects.get(step=step) for step in ("leader_approve", "approve")
    )
    client.force_login(people.officer)
    client.post(reverse("approvalstep:edit", args=[leader.pk]), {"from_amount": "1"})
    client.force_login(people.headquarters)
    why = {"why_proposed": "党组会议纪要"}
    client.post(reverse("approvalstep:edit", args=[leader.pk]), {"from_amount": "300000", **why})
    client.post(reverse("approvalstep:edit", args=[finance.pk]), {"from_amount": "", **why})
    move(Proposal.objects.get(), "approve", by=people.leader)
    leader.refresh_from_db()
    finance.refresh_from_db()
    assert (leader.from_amount, finance.from_amount) == (Decimal(300_000), Decimal(0))
    assert [row.history_user for row in leader.history.all()][:1] == [people.leader]
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalStep.objects.filter(step="approve").update(from_amount=None)


def test_a_new_step_in_the_middle_moves_those_behind_it_after_a_migration(db, monkeypatch):
    known = ApprovalStep.KNOWN
    asked_from("leader_approve", Decimal(300_000))
    with_audit = {
        "review": known["review"],
        "audit": ("audited_by", Decimal(100_000)),
        "approve": known["approve"],
        "leader_approve": known["leader_approve"],
        "committee_approve": known["committee_approve"],
    }
    monkeypatch.setattr(ApprovalStep, "KNOWN", with_audit)
    for _time in range(2):
        ApprovalStep.store_defaults()
        assert list(ApprovalStep.objects.values_list("position", "step", "from_amount")) == [
            (1, "review", Decimal(0)),
            (2, "audit", Decimal(100_000)),
            (3, "approve", Decimal(0)),
            (4, "leader_approve", Decimal(300_000)),
            (5, "committee_approve", None),
        ]
