"""What an agent earns by itself: over all of its projects, once an agreement."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from commissions.models import Agreement, LedgerEntry, Policy, PolicyVersion
from commissions.settlement.exit_preview import consequences
from commissions.settlement.explain import line_of, lines_of
from commissions.settlement.settle import settle
from commissions.statements.draw_up import draw_up
from crm.core.transitions import move, perform
from leads.models import Referral
from parks.contributions.report import report

RULES = {
    "format": 1,
    "code": "fees",
    "version": "1",
    "name": {"zh": "服务费", "en": "Fees"},
    "clauses": {"c": "第一条"},
    "on_termination": "claw_back",
    "caps": {"project": 1},
    "parameters": {
        "target": {
            "name": {"zh": "年度任务", "en": "target"},
            "by": "agreement_year",
            "values": {str(year): 100_000_000 for year in range(1, 20)},
        }
    },
    "components": [
        {
            "code": "yearly",
            "name": {"zh": "固定服务费", "en": "Retainer"},
            "clause": "c",
            "belongs_to": "agent",
            "per": "agreement_year",
            "window": {"from": "appointed", "years": 2},
            "schedule": {"mode": "fixed", "amount": 60_000},
        },
        {
            "code": "target",
            "name": {"zh": "考核服务费", "en": "Fee by target"},
            "clause": "c",
            "belongs_to": "agent",
            "per": "agreement_year",
            "metric": "paid_in",
            "schedule": {"mode": "pro_rata", "of": {"parameter": "target"}, "amount": 300_000},
        },
    ],
}


@pytest.fixture
def fees(people, deal, agent):
    """The agent's agreement of 1 January 2020 rests on a policy with two rewards of the agent
    itself.
    """
    policy = Policy.objects.create(code="fees", name="服务费")
    version = PolicyVersion.objects.create(
        policy=policy, number="1", document=RULES, valid_from="2020-01-01"
    )
    move(version, "submit", by=people.finance)
    perform(version, "publish", by=people.leader)
    Agreement.objects.update(policy_version=version)
    return agent


def copied(record, **changes):
    """Another record like this one."""
    other = type(record).objects.get(pk=record.pk)
    other.pk, other._state.adding = None, True
    for name, value in changes.items():
        setattr(other, name, value)
    other.save()
    return other


@pytest.fixture
def second(deal, agent):
    """A second project of the same agent, with an enterprise in the same park."""
    lead = copied(deal.project.lead, number="XS-2", title="第二项目")
    project = copied(deal.project, number="XM-2", name="第二项目", lead=lead)
    Referral.objects.create(project=project, agent=agent, registered_on=date(2022, 1, 10))
    return copied(
        deal.enterprise, project=project, name="第二企业", credit_code="91350100M000100Y43"
    )


def paid_in(people, enterprise, evidence, amount, day):
    money = report(
        enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="paid_in",
        amount=Decimal(amount),
        happened_on=day,
    )
    perform(money, "verify", by=people.finance)
    return money


def entries(component):
    return list(
        LedgerEntry.objects.filter(component=component)
        .order_by("id")
        .values_list("period", "amount", "kind")
    )


def test_a_fee_is_paid_once_an_agreement_whatever_the_number_of_projects(fees, second):
    settle(as_of=date(2024, 6, 1))
    assert entries("yearly") == [
        ("20200101-20201231", Decimal(60_000), "earning"),
        ("20210101-20211231", Decimal(60_000), "earning"),
    ]
    assert settle(as_of=date(2024, 6, 2)).posted == 0


def test_a_yearly_target_counts_all_projects_together(fees, second, people, deal, evidence):
    paid_in(people, deal.enterprise, evidence, 30_000_000, date(2023, 5, 1))
    assert settle(as_of=date(2024, 6, 1)).posted == 3  # two fees, and 30 of 100 million
    paid_in(people, second, evidence, 20_000_000, date(2023, 6, 1))
    settle(as_of=date(2024, 6, 2))
    year = "20230101-20231231"
    assert entries("target") == [
        (year, Decimal(90_000), "earning"),
        (year, Decimal(60_000), "adjustment"),
    ]
    entry = LedgerEntry.objects.filter(component="target").first()
    assert (entry.project, entry.agreement.agent, entry.policy_version.policy.code) == (
        None,
        fees,
        "fees",
    )


def test_a_terminated_project_no_longer_counts(fees, people, deal, evidence):
    paid_in(people, deal.enterprise, evidence, 30_000_000, date(2023, 5, 1))
    settle(as_of=date(2024, 6, 1))
    move(deal.project, "terminate", by=people.leader, note="项目终止")
    settle()
    assert entries("target")[-1] == ("20230101-20231231", Decimal(-90_000), "clawback")
    entry = LedgerEntry.objects.filter(component="target").order_by("id").last()
    assert any("该协议名下有项目终止" in sentence for sentence in line_of(entry, "zh").sentences)


@pytest.fixture
def capped(fees, second, people, deal, evidence):
    """``capped(on_termination)``: a reward of projects besides, whose 600,000 for two of them come
    to the agent's cap of 400,000.
    """

    def settled(on_termination):
        of_projects = {
            "code": "arrived",
            "name": {"zh": "到位资金奖励", "en": "Arrived"},
            "clause": "c",
            "metric": "paid_in",
            "schedule": {"mode": "single", "rate": "0.01"},
        }
        document = {
            **RULES,
            "version": "2",
            "on_termination": on_termination,
            "caps": {"payee": 400_000},
            "components": [*RULES["components"], of_projects],
        }
        version = PolicyVersion.objects.create(
            policy=Policy.objects.get(code="fees"),
            number="2",
            document=document,
            valid_from="2020-01-01",
            state="published",
        )
        Agreement.objects.update(policy_version=version)
        for enterprise in (deal.enterprise, second):
            paid_in(people, enterprise, evidence, 30_000_000, date(2023, 5, 1))
        settle(as_of=date(2024, 6, 1))
        assert [amount for _p, amount, _k in entries("arrived")] == [300_000, 100_000]
        rewards = LedgerEntry.objects.filter(component="arrived").order_by("id")
        return [entry.project for entry in rewards]

    return settled


def test_money_taken_back_under_a_common_cap_wakes_projects_and_no_agents_reward(people, capped):
    """The agent's own rewards stand in the ledger beside, without a project."""
    first, _second = capped("claw_back")
    move(first, "terminate", by=people.leader, note="项目终止")
    settle()  # the first one's money is taken back, and the others are looked at again
    settle()
    assert sum(amount for _p, amount, _k in entries("arrived")) == 300_000


def test_what_an_exit_would_leave_is_within_the_common_cap(capped):
    first, second = capped("keep")
    for project, amount in ((first, 300_000), (second, 100_000)):
        (foreseen,) = consequences(project, date(2024, 6, 1))
        assert (foreseen.posted, foreseen.left, foreseen.taken_back) == (amount, amount, 0)


def test_what_arrives_after_the_agreement_does_not_count(fees, people, deal, evidence):
    Agreement.objects.update(ends_on="2022-12-31")
    paid_in(people, deal.enterprise, evidence, 30_000_000, date(2023, 1, 1))
    settle(as_of=date(2024, 6, 1))
    assert entries("target") == []


def test_the_statement_tells_what_the_agent_earned_by_itself(fees, people, deal, evidence):
    money = paid_in(people, deal.enterprise, evidence, 30_000_000, date(2023, 5, 1))
    settle(as_of=date(2024, 6, 1))
    lines = lines_of(draw_up(fees, by=people.finance), "zh")
    (line,) = [each for each in lines if each.entry.component == "target"]
    assert line.component == "考核服务费" and line.contributions == [money]
    assert any("协议第 4 年的年度任务为 100000000" in sentence for sentence in line.sentences)


def test_a_suspended_policy_holds_its_agents_fees_back(fees, people):
    move(PolicyVersion.objects.get(policy__code="fees"), "suspend", by=people.leader, note="暂停")
    run = settle(as_of=date(2024, 6, 1))
    assert run.posted == 0
    assert {each["why"] for each in run.held if each["what"] == "固定服务费"} == {"suspended"}


def test_a_preview_writes_nothing(fees, capsys):
    call_command("settle", "--preview", "--as-of", "2024-06-01")
    assert "yearly 20200101-20201231" in capsys.readouterr().out
    assert not LedgerEntry.objects.exists()
