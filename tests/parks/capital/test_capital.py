"""The industry fund: no step takes more than there is, and its condition is counted from what
stands here.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.files import attach
from crm.core.transitions import perform
from leads.models import Company, Project
from parks.capital.invest import call_capital, create_fund, invest, leave, promise
from parks.capital.reinvestment import reinvestment_of
from parks.contributions.report import report
from parks.models import CapitalCall, Exit, Fund, Stake

YI = Decimal(100_000_000)


@pytest.fixture
def funds(people):
    mother = create_fund(
        by=people.finance,
        name="产业发展基金",
        department=people.city,
        size=100 * YI,
        founded_on=date(2022, 1, 1),
    )
    sub = create_fund(
        by=people.finance,
        name="智能装备子基金",
        parent=mother,
        department=people.city,
        manager="示范基金管理有限公司",
        size=5 * YI,
        founded_on=date(2022, 6, 1),
        ends_on=date(2029, 6, 1),
        reinvest_multiple=Decimal("1.5"),
        reinvest_by=date(2025, 12, 31),
    )
    return mother, sub


def pay_in(people, evidence, fund, amount, *, investor_fund=None, promised=None):
    commitment = promise(
        by=people.finance,
        fund=fund,
        investor_fund=investor_fund,
        investor="" if investor_fund else "示范资本",
        amount=promised or amount,
        signed_on=date(2022, 6, 10),
    )
    call = call_capital(
        by=people.finance,
        commitment=commitment,
        amount=amount,
        called_on=date(2022, 7, 1),
        due_on=date(2022, 7, 31),
        evidence=evidence(),
    )
    perform(call, "pay", by=people.finance, paid_on=date(2022, 7, 20))
    return commitment


def take(people, sub, deal, amount, **facts):
    facts.setdefault("project", deal.project)
    return invest(
        by=people.finance,
        fund=sub,
        company=deal.project.company,
        amount=amount,
        share=Decimal(10),
        invested_on=date(2023, 1, 5),
        **facts,
    )


def test_reinvestment_counts_stakes_in_projects_here(people, deal, evidence, funds):
    mother, sub = funds
    pay_in(people, evidence, mother, 10 * YI)
    pay_in(people, evidence, sub, YI, investor_fund=mother, promised=2 * YI)
    pay_in(people, evidence, sub, 2 * YI)
    assert (mother.at_hand, sub.at_hand) == (9 * YI, 3 * YI)
    take(people, sub, deal, Decimal(60_000_000))
    elsewhere = Company.objects.create(name="外地示范公司")
    take(people, sub, deal, Decimal(50_000_000), project=None) and Stake.objects.filter(
        project=None
    ).update(company=elsewhere)
    found = reinvestment_of(sub)
    assert (found.base, found.required, found.reached, found.lacking, found.percent) == (
        YI,
        Decimal(150_000_000),
        Decimal(60_000_000),
        Decimal(90_000_000),
        Decimal("40.0"),
    )
    assert [(each.project, each.amount) for each in found.counted] == [
        (deal.project, Decimal(60_000_000))
    ]
    assert reinvestment_of(mother) is None
    Project.objects.filter(pk=deal.project.pk).update(state="terminated")
    assert reinvestment_of(sub).reached == 0


def test_reinvestment_may_count_what_the_companies_have_invested_as_verified(
    people, deal, evidence, funds
):
    mother, sub = funds
    pay_in(people, evidence, mother, YI)
    pay_in(people, evidence, sub, YI, investor_fund=mother)
    take(people, sub, deal, Decimal(60_000_000))
    Fund.objects.filter(pk=sub.pk).update(reinvest_counts="verified")
    sub.refresh_from_db()
    for metric, amount, day in (
        ("paid_in", 80_000_000, date(2023, 5, 1)),
        ("fixed_assets", 170_000_000, date(2024, 5, 1)),
        ("fixed_assets", 900, date(2026, 1, 1)),
    ):
        perform(
            report(
                deal.enterprise,
                by=people.park_officer,
                evidence=evidence(),
                metric=metric,
                amount=Decimal(amount),
                happened_on=day,
            ),
            "verify",
            by=people.finance,
        )
    report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="paid_in",
        amount=10 * YI,
        happened_on=date(2023, 5, 2),
    )
    found = reinvestment_of(sub)
    assert (found.reached, found.percent, found.lacking) == (
        Decimal(170_000_000),
        Decimal("113.3"),
        0,
    )


def test_no_more_is_called_than_was_promised(people, evidence, funds):
    commitment = pay_in(people, evidence, funds[1], Decimal(70_000_000), promised=YI)
    facts = {
        "by": people.finance,
        "commitment": commitment,
        "called_on": date(2023, 1, 1),
        "due_on": date(2023, 2, 1),
    }
    with pytest.raises(ValidationError) as refused:
        call_capital(amount=Decimal("30000000.01"), **facts)
    assert "amount" in refused.value.message_dict
    call_capital(amount=Decimal(30_000_000), **facts)
    assert (commitment.called, commitment.paid) == (YI, Decimal(70_000_000))


def test_a_call_is_paid_with_its_day_and_evidence(people, evidence, funds):
    commitment = promise(
        by=people.finance,
        fund=funds[1],
        investor="示范资本",
        amount=YI,
        signed_on=date(2022, 6, 10),
    )
    call = call_capital(
        by=people.finance,
        commitment=commitment,
        amount=YI,
        called_on=date(2022, 7, 1),
        due_on=date(2022, 7, 31),
    )
    with pytest.raises(MissingFacts):
        perform(call, "pay", by=people.finance, paid_on=date(2022, 7, 20))
    attach(call, evidence(), by=people.finance)
    perform(call, "pay", by=people.finance, paid_on=date(2022, 7, 20))
    assert CapitalCall.objects.paid().get().paid_on == date(2022, 7, 20)


def test_a_fund_invests_only_what_it_has(people, deal, evidence, funds):
    pay_in(people, evidence, funds[1], Decimal(10_000_000))
    with pytest.raises(ValidationError) as refused:
        take(people, funds[1], deal, Decimal("10000000.01"))
    assert "amount" in refused.value.message_dict
    take(people, funds[1], deal, Decimal(10_000_000))
    assert funds[1].at_hand == 0


def test_a_stake_is_not_tied_to_the_project_of_another_company(people, deal, evidence, funds):
    pay_in(people, evidence, funds[1], YI)
    with pytest.raises(ValidationError) as refused:
        invest(
            by=people.finance,
            fund=funds[1],
            company=Company.objects.create(name="别家公司"),
            project=deal.project,
            amount=YI,
            invested_on=date(2023, 1, 5),
        )
    assert "project" in refused.value.message_dict


def test_exits_never_give_up_more_than_the_stake_and_their_proceeds_come_back(
    people, deal, evidence, funds
):
    pay_in(people, evidence, funds[1], YI)
    stake = take(people, funds[1], deal, YI)
    leave(
        by=people.finance,
        stake=stake,
        way="buy_back",
        on=date(2024, 5, 1),
        cost=Decimal(40_000_000),
        proceeds=Decimal(52_000_000),
    )
    assert (stake.cost_left, funds[1].at_hand) == (Decimal(60_000_000), Decimal(52_000_000))
    with pytest.raises(Refused):
        leave(
            by=people.finance,
            stake=stake,
            way="transfer",
            on=date(2024, 6, 1),
            cost=Decimal("60000000.01"),
            proceeds=YI,
        )
    with pytest.raises(ValidationError):
        leave(
            by=people.finance,
            stake=stake,
            way="transfer",
            on=date(2022, 6, 1),
            cost=Decimal(1),
            proceeds=YI,
        )
    assert Exit.objects.count() == 1


@pytest.mark.parametrize("who", ["headquarters", "leader", "auditor", "park_officer", "officer"])
def test_others_see_funds_and_change_nothing(client, people, funds, who):
    user = getattr(people, who)
    with pytest.raises(NotPermitted):
        promise(by=user, fund=funds[1], investor="x", amount=YI, signed_on=date(2022, 6, 10))
    client.force_login(user)
    assert client.get(reverse("fund:inspect", args=[funds[1].pk])).status_code == 200
    assert client.get(reverse("fund:add")).status_code == 302
    assert client.get(reverse("fund:edit", args=[funds[1].pk])).status_code == 302


def test_people_from_outside_and_assessors_see_no_fund(client, people, funds):
    client.force_login(people.agency)
    assert client.get(reverse("fund:index")).status_code == 302
    assert not Fund.objects.visible_to(people.agency).exists()


def test_the_funds_page_tells_the_whole_story(client, people, deal, evidence, funds):
    mother, sub = funds
    pay_in(people, evidence, mother, YI)
    pay_in(people, evidence, sub, YI, investor_fund=mother)
    stake = take(people, sub, deal, Decimal(60_000_000))
    leave(
        by=people.finance,
        stake=stake,
        way="buy_back",
        on=date(2024, 5, 1),
        cost=Decimal(20_000_000),
        proceeds=Decimal(26_000_000),
    )
    client.force_login(people.finance)
    page = client.get(reverse("fund:inspect", args=[sub.pk])).content.decode()
    for text in (
        "1.5 亿元",
        "6,000 万元",
        "40.0 %",
        "2,600 万元",
        str(deal.project),
        f"{reverse('commitment:add')}?fund={sub.pk}",
    ):
        assert text in page, text
    assert (
        "智能装备子基金" in client.get(reverse("fund:inspect", args=[mother.pk])).content.decode()
    )
    assert (
        "智能装备子基金"
        in client.get(reverse("project:inspect", args=[deal.project.pk])).content.decode()
    )
    for name in ("fund", "commitment", "capitalcall", "stake", "exit"):
        assert client.get(reverse(f"{name}:index")).status_code == 200
        assert client.get(reverse(f"{name}:add")).status_code == 200
    for record in (
        stake,
        stake.exits.get(),
        CapitalCall.objects.latest("pk"),
        CapitalCall.objects.latest("pk").commitment,
    ):
        assert (
            client.get(reverse(f"{record._meta.model_name}:inspect", args=[record.pk])).status_code
            == 200
        )


def test_a_call_is_made_on_its_form_in_ten_thousand_yuan(client, people, funds):
    commitment = promise(
        by=people.finance,
        fund=funds[1],
        investor="示范资本",
        amount=YI,
        signed_on=date(2022, 6, 10),
    )
    client.force_login(people.finance)
    facts = {
        "commitment": commitment.pk,
        "amount": "20000",
        "called_on": "2022-07-01",
        "due_on": "2022-07-31",
    }
    refused = client.post(reverse("capitalcall:add"), facts)
    assert refused.status_code == 200 and not CapitalCall.objects.exists()
    client.post(reverse("capitalcall:add"), {**facts, "amount": "3000"})
    assert CapitalCall.objects.get().amount == 30_000_000


def test_a_commitment_is_not_lowered_below_what_was_called(client, people, evidence, funds):
    commitment = pay_in(people, evidence, funds[1], Decimal(70_000_000), promised=YI)
    client.force_login(people.finance)
    facts = {
        "fund": funds[1].pk,
        "investor": "示范资本",
        "amount": "6000",
        "signed_on": "2022-06-10",
    }
    assert client.post(reverse("commitment:edit", args=[commitment.pk]), facts).status_code == 200
    commitment.refresh_from_db()
    assert commitment.amount == YI


def test_nothing_takes_more_than_the_fund_has(people, deal, evidence, funds):
    mother, sub = funds
    pay_in(people, evidence, mother, YI)
    with pytest.raises(Refused):
        pay_in(people, evidence, sub, 2 * YI, investor_fund=mother)
    pay_in(people, evidence, sub, YI, investor_fund=mother)
    stake = take(people, sub, deal, Decimal(60_000_000))
    stake.amount = Decimal(110_000_000)
    with pytest.raises(ValidationError):
        stake.full_clean()
    stake.amount = YI
    stake.full_clean()
