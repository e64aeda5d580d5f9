"""Who shares a reward: whole parts, so that equal ones split exactly; every change with its person
and reason.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from commissions.models import LedgerEntry
from commissions.settlement.settle import settle
from crm.core.errors import NotPermitted, Refused
from crm.core.transitions import perform
from leads.models import Agent
from leads.pipeline.referrals import Referrer, set_referrers
from parks.contributions.report import report


@pytest.fixture
def three(people, agent):
    others = [
        Agent.objects.create(name=name, kind="investment_firm", department=people.city)
        for name in ("甲公司", "乙公司")
    ]
    return [agent, *others]


def thirds(agents):
    return [Referrer(agent, 1, date(2022, 1, 10)) for agent in agents]


def test_thirds_differ_by_no_more_than_the_odd_fen(people, deal, three, agreement, evidence):
    from commissions.models import Agreement

    for number, agent in enumerate(three[1:], start=2):
        Agreement.objects.create(
            number=f"XY-2020-000{number}",
            agent=agent,
            policy_version=agreement.policy_version,
            starts_on="2020-01-01",
            ends_on="2035-12-31",
            state="active",
        )
    set_referrers(deal.project, thirds(three), by=people.officer, note="三方共同引荐")
    money = report(
        deal.enterprise,
        by=people.park_officer,
        metric="fixed_assets",
        amount=Decimal("120000001"),
        happened_on=date(2022, 12, 20),
        evidence=evidence(),
    )
    perform(money, "verify", by=people.finance)
    settle(as_of=date(2026, 1, 1), by=people.finance)
    sums = [
        sum((entry.amount for entry in LedgerEntry.objects.filter(payee=agent)), Decimal(0))
        for agent in three
    ]
    assert sums[0] > 0
    assert sums[1] == sums[2]
    assert 0 <= sums[0] - sums[1] <= Decimal("0.10")


def test_one_history_row_for_what_changed_and_none_for_what_did_not(people, deal, three):
    set_referrers(deal.project, thirds(three), by=people.officer, note="x")
    before = deal.project.referrals.model.history.count()
    set_referrers(deal.project, thirds(three), by=people.officer, note="again")
    assert deal.project.referrals.model.history.count() == before
    set_referrers(deal.project, thirds(three[1:]), by=people.officer, note="withdrawn")
    gone = deal.project.referrals.model.history.filter(history_type="-").get()
    assert (gone.agent, gone.history_user, gone.history_change_reason) == (
        three[0],
        people.officer,
        "withdrawn",
    )
    assert deal.project.referrals.get(is_lead=True).agent == three[1]


def test_wrong_referrers_are_refused_and_nothing_changes(people, deal, three):
    with pytest.raises(Refused):
        set_referrers(deal.project, thirds([three[0], three[0]]), by=people.officer)
    Agent.objects.filter(pk=three[1].pk).update(is_active=False)
    with pytest.raises(Refused):
        set_referrers(
            deal.project, thirds([three[0], Agent.objects.get(pk=three[1].pk)]), by=people.officer
        )
    with pytest.raises(NotPermitted):
        set_referrers(deal.project, [], by=people.auditor)
    assert [referral.agent for referral in deal.project.referrals.all()] == [three[0]]


def test_the_screen_shows_and_stores_them(client, people, deal, three):
    url = reverse("project:referrers", args=[deal.project.pk])
    rows = {
        "form-TOTAL_FORMS": 4,
        "form-INITIAL_FORMS": 1,
        "form-MIN_NUM_FORMS": 0,
        "form-MAX_NUM_FORMS": 20,
        "note": "补登",
    }
    for number, agent in enumerate(three[:2]):
        rows |= {
            f"form-{number}-agent": agent.pk,
            f"form-{number}-parts": number + 1,
            f"form-{number}-registered_on": "2022-01-10",
        }
    rows |= {f"form-{number}-parts": 1 for number in (2, 3)}
    client.force_login(people.outsider)
    assert client.post(url, rows).status_code == 404
    client.force_login(people.auditor)
    assert client.post(url, rows).status_code == 302
    assert deal.project.referrals.count() == 1
    client.force_login(people.officer)
    assert client.get(url).status_code == 200
    client.post(url, rows)
    assert sorted(deal.project.referrals.values_list("parts", flat=True)) == [1, 2]
    page = client.get(reverse("project:inspect", args=[deal.project.pk])).content.decode()
    assert "66%" in page


def test_two_of_finance_change_an_account_that_stays_masked(client, people, agent):
    url = reverse("agent:account", args=[agent.pk])
    facts = {
        "holder": agent.name,
        "bank": "建设银行",
        "number": "6217 0000 1111 2222",
        "why": "换行",
    }
    client.force_login(people.officer)
    assert client.post(url, facts).status_code == 302
    client.force_login(people.finance)
    assert "123" in client.post(url, facts | {"number": "123"}).content.decode()
    client.post(url, facts)
    change = agent.account_changes.get()
    assert agent.current_account().bank != "建设银行"
    with pytest.raises(Refused):
        perform(change, "confirm", by=people.finance, note="自己确认")
    perform(change, "confirm", by=people.finance2, note="电话核实")
    assert agent.current_account().bank == "建设银行"
    page = client.get(reverse("agent:inspect", args=[agent.pk])).content.decode()
    assert "6217000011112222" not in page.replace(" ", "")


def test_a_correction_begins_with_what_it_corrects(client, people, deal, evidence):
    money = report(
        deal.enterprise,
        by=people.park_officer,
        metric="fixed_assets",
        amount=Decimal(120_000_000),
        happened_on=date(2022, 12, 20),
        evidence=evidence(),
    )
    perform(money, "verify", by=people.finance)
    client.force_login(people.park_officer)
    link = f"{reverse('contribution:add')}?supersedes={money.pk}"
    assert (
        link.split("?")[1]
        in client.get(reverse("contribution:inspect", args=[money.pk])).content.decode()
    )
    form = client.get(link).context["form"]
    assert (form.initial["supersedes"], form.initial["amount"]) == (money, money.amount)


def test_headquarters_sets_the_numbers_of_the_rules(client, people):
    from crm.core.models import Parameter, Proposal
    from crm.core.transitions import move

    number = Parameter.objects.get(code="lead_protection_days")
    url = reverse("parameter:edit", args=[number.pk])
    client.force_login(people.officer)
    client.post(url, {"value": "1"})
    assert Parameter.get("lead_protection_days") == 90
    client.force_login(people.headquarters)
    client.post(url, {"value": "-1", "why_proposed": "试填"})
    assert not Proposal.objects.exists()
    client.post(url, {"value": "120", "why_proposed": "规则修订"})
    assert Parameter.get("lead_protection_days") == 90
    move(Proposal.objects.get(), "approve", by=people.leader)
    assert Parameter.get("lead_protection_days") == 120
    assert number.history.first().history_user == people.leader


def test_the_one_agreed_on_changes_from_one_referrer_to_another(people, deal, three):
    def agreed(on):
        return [
            Referrer(agent, 1, date(2022, 1, 10), agreed_on=on if place == 1 else None)
            for place, agent in enumerate(three)
        ]

    set_referrers(deal.project, agreed(date(2022, 3, 1)), by=people.officer, note="协商推选")
    assert deal.project.referrals.get(agreed_on__isnull=False).agent == three[1]
    other = [
        Referrer(agent, 1, date(2022, 1, 10), agreed_on=date(2022, 4, 1) if place == 0 else None)
        for place, agent in enumerate(three)
    ]
    set_referrers(deal.project, other, by=people.officer, note="改选")
    assert deal.project.referrals.get(agreed_on__isnull=False).agent == three[0]
    both = [
        Referrer(agent, 1, date(2022, 1, 10), agreed_on=date(2022, 4, 1)) for agent in three[:2]
    ]
    with pytest.raises(Refused):
        set_referrers(deal.project, both, by=people.officer)


def test_a_team_is_kept_with_its_members(people, deal, three):
    team = [Referrer(agent, 1, date(2022, 1, 10), team="长江团队") for agent in three[:2]]
    set_referrers(
        deal.project,
        [*team, Referrer(three[2], 1, date(2022, 1, 10))],
        by=people.officer,
        note="登记",
    )
    assert [referral.team for referral in deal.project.referrals.order_by("id")] == [
        "长江团队",
        "长江团队",
        "",
    ]
