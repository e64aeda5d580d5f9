from datetime import date
from decimal import Decimal

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from commissions import engine
from commissions.engine import Step
from commissions.models import LedgerEntry, PolicyVersion, SettlementRun, Unsettled
from commissions.settlement.explain import lines_of
from commissions.settlement.held import in_two
from commissions.settlement.settle import first_bad_row, settle
from commissions.statements.draw_up import draw_up
from commissions.statements.invoice import record_invoice
from commissions.statements.pay import pay
from crm.core.days import day_of
from crm.core.errors import NotPermitted, Refused, SamePerson
from crm.core.models import Move
from crm.core.transitions import move, perform
from leads.agents.accounts import change_account
from parks.contributions.report import report
from parks.models import Contribution
from tests.database_accounts import tampering

AS_OF = date(2026, 1, 1)


@pytest.fixture
def earned(contribute, taxed):
    """1.2 亿 of fixed assets and two years of tax: 460,000 + 5 % of 4,000,000 and of 6,000,000."""
    contribute("fixed_assets", "120000000")
    taxed(2023, "10000000", "4000000")
    taxed(2024, "15000000", "6000000")
    return settle(as_of=AS_OF)


@pytest.fixture
def statement(people, earned, agent):
    return draw_up(agent, by=people.head)


def revise(agreement, **rules):
    """Let the agreement rest on a second version of its policy, with these rules changed."""
    first = agreement.policy_version
    agreement.policy_version = PolicyVersion.objects.create(
        policy=first.policy,
        number="2",
        document={**first.document, "version": "2", **rules},
        valid_from="2020-01-01",
        state="published",
    )
    agreement.save()


def total():
    return sum(LedgerEntry.objects.values_list("amount", flat=True))


def approve(statement, people):
    move(statement, "confirm", by=people.agency)
    move(statement, "review", by=people.head)
    move(statement, "approve", by=people.finance)
    move(statement, "leader_approve", by=people.leader)


def invoice(statement, people):
    return record_invoice(
        statement,
        number=f"2543{statement.pk:08d}",
        issued_on=date(2026, 1, 5),
        rate=Decimal("0.06"),
        amount=statement.total,
        by=people.agency,
    )


def test_what_was_verified_is_posted_to_the_fen(earned):
    assert (earned.posted, earned.posted_amount, total()) == (
        4,
        Decimal("960000.00"),
        Decimal("960000.00"),
    )


def test_a_second_run_posts_nothing(earned):
    assert settle(as_of=AS_OF).posted == 0


def test_a_corrected_tax_becomes_an_adjustment(earned, deal, taxed):
    from parks.models import Contribution

    first = Contribution.objects.get(metric="tax", period_from=date(2024, 1, 1))
    taxed(2024, "10000000", "5000000", supersedes=first)
    settle(as_of=AS_OF)
    entry = LedgerEntry.objects.first()
    assert (entry.kind, entry.period, entry.amount) == ("adjustment", "2024", Decimal("-50000.00"))


def test_what_the_policy_does_not_take_is_not_said_to_be_held_back(
    client, people, deal, contribute, agreement
):
    contribute("fixed_assets", "120000000")
    revise(agreement, when=[{"attribute": "contract_amount", "more_than": 10**12}])
    client.force_login(people.finance)
    foreseen = client.get(reverse("statement:desk"), {"preview": "1"}).context
    assert (foreseen["held"], len(foreseen["not_due"])) == ([], 1)
    run = settle(as_of=AS_OF)
    waiting, not_due = in_two(run.held)
    assert waiting == [] and "不适用本政策" in not_due[0]["why"]
    panels = client.get(reverse("settlementrun:inspect", args=[run.pk])).text
    assert panels.index("不计发") < panels.index("不适用本政策")
    SettlementRun.objects.update(held=run.held * 300)
    panels = client.get(reverse("settlementrun:inspect", args=[run.pk])).text
    assert "显示前 200 项，共 300 项" in panels and panels.count("不适用本政策") == 200


def test_a_terminated_project_is_clawed_back(people, earned, deal):
    move(deal.project, "terminate", by=people.leader, note="撤资")
    settle()
    assert total() == 0
    assert LedgerEntry.objects.filter(kind="clawback").count() == 4


def test_a_referrer_without_an_agreement_is_held_back_by_name(people, deal, agreement, contribute):
    agreement.delete()
    contribute("fixed_assets", "120000000")
    run = settle(as_of=AS_OF)
    assert (run.posted, [held["why"] for held in run.held]) == (0, ["no_agreement"])


@pytest.mark.parametrize(
    "statement_",
    [
        "update commissions_ledgerentry set amount = 1",
        "delete from commissions_ledgerentry",
        "truncate commissions_ledgerentry cascade",
    ],
)
def test_the_ledger_refuses_change(earned, statement_):
    with (
        pytest.raises((InternalError, ProgrammingError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("set constraints all immediate")
        cursor.execute(statement_)
    assert first_bad_row() is None


@pytest.mark.parametrize(
    ("statement_", "bad"),
    [
        ("update commissions_ledgerentry set amount = amount + 1 where sequence = 3", 3),
        ("delete from commissions_ledgerentry where sequence = 2", 3),
    ],
)
def test_a_change_behind_the_triggers_is_found_and_its_row_named(earned, statement_, bad):
    with tampering(LedgerEntry), connection.cursor() as cursor:
        cursor.execute(statement_)
    assert first_bad_row() == bad


def test_a_published_policy_can_not_be_changed(policy_version):
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        PolicyVersion.objects.filter(pk=policy_version.pk).update(document={})


def test_a_statement_opens_down_to_clause_and_contribution(statement):
    lines = lines_of(statement, "zh")
    assert [line.entry.amount for line in lines] == [
        Decimal("230000.00"),
        Decimal("230000.00"),
        Decimal("200000.00"),
        Decimal("300000.00"),
    ]
    assert (
        "〔第六条〕50,000,000 至 200,000,000 的部分 70,000,000 × 3‰ ＝ 210,000。"
        in lines[0].sentences
    )
    assert [contribution.amount for contribution in lines[0].contributions] == [
        Decimal("120000000.00")
    ]


def test_three_people_approve_and_it_is_paid(people, statement, settings):
    approve(statement, people)
    perform(statement, "publish", by=people.finance2)
    type(statement).objects.filter(pk=statement.pk).update(notice_until=date(2020, 1, 1))
    invoice(statement, people)
    move(statement, "order_payment", by=people.finance2)
    pay(statement, paid_on=timezone.localdate(), bank_reference="BANK-1", by=people.finance2)
    statement.refresh_from_db()
    assert (statement.state, statement.payment.amount, total()) == (
        "paid",
        Decimal("960000.00"),
        Decimal(0),
    )


def test_nobody_approves_an_own_review(people, statement):
    from crm.core.granting import give_role

    give_role(people.head, "finance")
    head = type(people.head).objects.get(pk=people.head.pk)
    move(statement, "confirm", by=people.agency)
    move(statement, "review", by=head)
    with pytest.raises(SamePerson):
        move(statement, "approve", by=head)


def test_only_the_payee_confirms(people, statement):
    with pytest.raises((Refused, NotPermitted)):
        move(statement, "confirm", by=people.referrer)


def test_a_large_statement_needs_the_leader(people, statement):
    move(statement, "confirm", by=people.agency)
    move(statement, "review", by=people.head)
    move(statement, "approve", by=people.finance)
    with pytest.raises(Refused):
        perform(statement, "publish", by=people.finance2)


def test_a_changed_account_stops_the_statement(people, statement, agent):
    move(statement, "confirm", by=people.agency)
    change_account(
        agent, holder=agent.name, bank="某行", number="62220000111122223", by=people.finance
    )
    with pytest.raises(Refused):
        move(statement, "review", by=people.head)


def test_it_is_not_paid_before_the_notice_is_over(people, statement):
    approve(statement, people)
    perform(statement, "publish", by=people.finance2)
    with pytest.raises(Refused):
        move(statement, "order_payment", by=people.finance2)


def test_a_withdrawn_statement_frees_its_entries(people, statement, agent):
    perform(statement, "withdraw", by=people.head, note="重列")
    assert draw_up(agent, by=people.head).total == Decimal("960000.00")


def test_what_stands_on_a_statement_is_not_drawn_up_twice(people, statement, agent):
    with pytest.raises(Refused):
        draw_up(agent, by=people.head)


def test_a_return_voids_the_approvals(people, statement):
    approve(statement, people)
    perform(statement, "return", by=people.head, note="金额存疑")
    assert (statement.state, statement.approved_by, statement.leader_approved_by) == (
        "draft",
        None,
        None,
    )


def another_project(deal, number):
    """A second project of the same payee with the same facts, as if it had gone the same way."""
    from leads.models import Lead, Milestone, Project, Referral

    def copied(row, **changed):
        row.pk, row._state.adding = None, True
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
        return row

    referral = Referral.objects.get(project=deal.project)
    lead = copied(Lead.objects.get(pk=deal.project.lead_id), number=f"XS-{number}")
    project = copied(Project.objects.get(pk=deal.project.pk), number=f"XM-{number}", lead=lead)
    copied(referral, project=project)
    for milestone in Milestone.objects.filter(project=deal.project.pk):
        copied(milestone, project=project)
    return copied(
        type(deal.enterprise).objects.get(pk=deal.enterprise.pk),
        project=project,
        credit_code=f"CODE{number}",
    )


def test_a_cap_on_a_payee_holds_over_all_projects_of_one_run(
    people, deal, agreement, policy_version, contribute
):
    from parks.models import Contribution

    revise(agreement, caps={**policy_version.document.get("caps", {}), "payee": "500000"})
    contribute("fixed_assets", "120000000")
    Contribution.objects.create(
        enterprise=another_project(deal, 2),
        metric="fixed_assets",
        amount=Decimal("120000000"),
        happened_on=date(2023, 12, 20),
        state="verified",
        reported_by=people.park_officer,
    )
    settle(as_of=AS_OF)
    assert sorted(LedgerEntry.objects.values_list("amount", flat=True)) == [
        Decimal("40000.00"),
        Decimal("230000.00"),
        Decimal("230000.00"),
    ]


def test_a_refund_takes_from_what_its_year_has_earned(people, earned, deal, evidence):
    refund = report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="tax",
        amount=Decimal(-2_500_000),
        local_amount=Decimal(-1_000_000),
        is_refund=True,
        happened_on=date(2024, 11, 5),
        period_from=date(2024, 10, 1),
        period_to=date(2024, 10, 31),
    )
    perform(refund, "verify", by=people.finance)
    settle(as_of=AS_OF)
    entry = LedgerEntry.objects.first()
    assert (entry.kind, entry.period, entry.amount) == ("adjustment", "2024", Decimal("-50000.00"))


def test_a_withdrawal_of_land_is_counted_with_its_assets(people, earned, deal, evidence):
    refund = report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="fixed_assets",
        amount=Decimal(-10_000_000),
        land_amount=Decimal(-4_000_000),
        is_refund=True,
        happened_on=date(2025, 2, 1),
    )
    perform(refund, "verify", by=people.finance)
    before = total()
    settle(as_of=AS_OF)
    assert total() < before


def test_the_ledger_names_the_component_as_the_policy_does(client, people, earned):
    entry = LedgerEntry.objects.filter(component="fixed_assets").first()
    client.force_login(people.auditor)
    for page in (reverse("ledgerentry:index"), reverse("ledgerentry:inspect", args=[entry.pk])):
        text = client.get(page).content.decode()
        assert "固定资产投资奖励" in text
        assert "fixed_assets" not in text


def told_of(entry):
    return engine.explain(
        [Step.from_json(step) for step in entry.steps],
        "zh",
        engine.load_policy(entry.policy_version.document),
    )


def test_a_whole_claw_back_says_why_and_how_much_stood_there(people, earned, deal):
    move(deal.project, "terminate", by=people.leader, note="撤资")
    settle()
    taken = LedgerEntry.objects.filter(kind="clawback").order_by("id")
    assert [entry.steps == [] for entry in taken] == [False] * 4
    on = day_of(Move.objects.get(name="terminate").at)
    assert told_of(taken[0])[0] == f"项目已于 {on} 终止，追回 100%。"
    amount = -taken[0].amount
    assert told_of(taken[0])[-1] == f"此前已计 {amount:,.0f} 元，现不应得，全部冲回。"


def test_a_claw_back_in_part_is_one_and_says_what_is_kept(people, deal, agreement, contribute):
    revise(agreement, claw_back={"share": "0.4"})
    contribute("fixed_assets", "120000000")
    settle(as_of=AS_OF)
    move(deal.project, "terminate", by=people.leader, note="撤资")
    settle()
    taken = LedgerEntry.objects.filter(amount__lt=0).order_by("id")
    assert [(entry.kind, entry.amount) for entry in taken] == [
        ("clawback", Decimal("-92000.00"))
    ] * 2
    told = told_of(taken[0])
    assert "项目终止后保留 60%：138,000 元。" in told
    assert told[-1] == "此前已计 230,000 元，现应计 138,000 元，差额 -92,000 元。"


def test_a_correction_to_nothing_is_an_adjustment_and_says_so(people, earned, deal, evidence):
    refund = report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="tax",
        amount=Decimal(-15_000_000),
        local_amount=Decimal(-6_000_000),
        is_refund=True,
        happened_on=date(2024, 11, 5),
        period_from=date(2024, 10, 1),
        period_to=date(2024, 10, 31),
    )
    perform(refund, "verify", by=people.finance)
    settle(as_of=AS_OF)
    entry = LedgerEntry.objects.first()
    assert (entry.kind, entry.period, entry.amount) == ("adjustment", "2024", Decimal("-300000.00"))
    assert told_of(entry) == [
        "〔第七条〕计入金额为零或负数，不予奖励。",
        "此前已计 300,000 元，现不应得，全部冲回。",
    ]


def test_a_corrected_amount_tells_the_difference(earned, taxed):
    first = Contribution.objects.get(metric="tax", period_from=date(2024, 1, 1))
    taxed(2024, "10000000", "5000000", supersedes=first)
    settle(as_of=AS_OF)
    assert (
        told_of(LedgerEntry.objects.first())[-1]
        == "此前已计 300,000 元，现应计 250,000 元，差额 -50,000 元。"
    )


def test_a_payee_who_is_no_longer_paid_is_clawed_back_with_the_reason(earned, agent):
    agent.is_public_servant = True
    agent.save()
    settle(as_of=AS_OF)
    Unsettled.objects.create(project=LedgerEntry.objects.first().project, due_on=AS_OF)
    settle(as_of=AS_OF)
    entries = LedgerEntry.objects.filter(amount__lt=0)
    assert {entry.kind for entry in entries} == {"clawback"}
    assert all("不予兑现：公职人员" in told_of(entry)[0] for entry in entries) and entries


def test_a_version_published_before_its_like_was_refused_posts_nothing_and_can_still_be_read(
    people, earned, deal, agreement
):
    revise(agreement, when=[{"attribute": "origin", "not_in": ["内资"]}])
    before = LedgerEntry.objects.filter(policy_version=agreement.policy_version).count()
    run = settle(as_of=AS_OF, projects=type(deal.project).objects.filter(pk=deal.project.pk))
    assert (
        LedgerEntry.objects.filter(policy_version=agreement.policy_version).count() == before == 0
    )
    (held,) = [each["why"] for each in run.held if "须修订" in each["why"]]
    assert "when[0]: 内资 不在 origin 的选项中：foreign, domestic。" in held
    assert agreement.policy_version.sentences("zh")
