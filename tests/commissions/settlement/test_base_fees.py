"""The base fee of an agreement: owed for a reviewed year that is over, less what the review took
off, posted once, paid by statement.
"""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from commissions.agreements.review import review_year
from commissions.engine import base_fee_of_year, explain
from commissions.models import LedgerEntry, YearReview
from commissions.settlement.explain import lines_of
from commissions.settlement.foresee import foresee
from commissions.settlement.settle import first_bad_row, settle
from commissions.statements.draw_up import draw_up
from crm.core.errors import Refused
from crm.core.models import Parameter

D = Decimal


@pytest.mark.parametrize(
    ("year", "first", "last", "reduction", "owed"),
    [
        (2026, date(2026, 1, 1), date(2026, 12, 31), D(0), D("200000.00")),
        (2026, date(2026, 1, 1), date(2026, 12, 31), D(50_000), D("150000.00")),
        (2026, date(2026, 1, 1), date(2026, 12, 31), D(200_000), D(0)),
        (2026, date(2026, 5, 1), date(2027, 4, 30), D(0), D("134246.58")),  # 245 of 365 days
        (2027, date(2026, 5, 1), date(2027, 4, 30), D(0), D("65753.42")),  # 120 of 365 days
        (2027, date(2026, 5, 1), date(2027, 4, 30), D(70_000), D(0)),
        (2024, date(2024, 12, 31), date(2025, 12, 31), D(0), D("546.45")),  # 1 of 366 days
        (2028, date(2026, 5, 1), date(2027, 4, 30), D(0), D("0.00")),
    ],
)
def test_a_year_is_owed_by_its_days_in_the_term_less_the_reduction(
    year, first, last, reduction, owed
):
    amount, steps = base_fee_of_year(
        D(200_000), year, first, last, reduction=reduction, reviewed_by="李明"
    )
    assert amount == owed and len(steps) == (2 if reduction else 1)


def test_the_reasons_are_told_in_words():
    _amount, steps = base_fee_of_year(
        D(200_000),
        2026,
        date(2026, 5, 1),
        date(2027, 4, 30),
        reduction=D(34_246),
        reviewed_by="李明",
    )
    assert explain(steps, "zh") == [
        "2026 年度基础服务费：每年 200,000 元，合同期内 245/365 天，计 134,246.58 元。",
        "2026 年度考核扣减 34,246 元（考核人 李明），计 100,000.58 元。",
    ]


@pytest.fixture
def with_fee(agreement):
    """From 2020 to 2035, 200,000 yuan a year; base fees go through the ledger from 2024 on."""
    Parameter.objects.filter(code="base_fee_from_year").update(value=2024)
    agreement.base_fee = D(200_000)
    agreement.save()
    return agreement


def reviewed(agreement, year, by, on, **facts):
    review = review_year(
        agreement, year, finding="missed", by=by, **{"follows": "nothing", **facts}
    )
    YearReview.objects.filter(pk=review.pk).update(
        reviewed_at=timezone.make_aware(datetime(on.year, on.month, on.day, 10))
    )
    return review


def posted():
    return list(
        LedgerEntry.objects.order_by("sequence").values_list(
            "kind", "component", "period", "amount", "due_on"
        )
    )


def test_a_review_that_cuts_the_fee_is_reflected_in_the_settlement_and_posted_once(
    people, agent, with_fee
):
    reviewed(
        with_fee,
        2024,
        people.head,
        date(2025, 1, 20),
        follows="fee",
        fee_reduction=D(50_000),
        note="未达目标",
    )
    reviewed(with_fee, 2025, people.head, date(2025, 11, 3))
    settle(as_of=date(2025, 1, 19))
    assert posted() == []
    run = settle(as_of=date(2025, 1, 20), by=people.finance)
    assert posted() == [("earning", "base_fee", "2024", D(150_000), date(2025, 1, 20))]
    assert (run.posted, run.posted_amount) == (1, D(150_000))
    settle(as_of=date(2025, 12, 30))
    assert len(posted()) == 1
    settle(as_of=date(2025, 12, 31))
    settle(as_of=date(2026, 6, 1))
    assert posted()[1:] == [("earning", "base_fee", "2025", D(200_000), date(2025, 12, 31))]
    entry = LedgerEntry.objects.order_by("sequence").first()
    assert (entry.payee, entry.agreement, entry.project, entry.policy_version, entry.posted_by) == (
        agent,
        with_fee,
        None,
        None,
        people.finance,
    )
    assert first_bad_row() is None


def test_a_year_without_a_review_and_one_before_the_first_year_are_not_posted(people, with_fee):
    reviewed(with_fee, 2023, people.head, date(2024, 1, 20))
    settle(as_of=date(2026, 6, 1))
    assert posted() == []


def test_no_fee_no_entry(people, agreement):
    Parameter.objects.filter(code="base_fee_from_year").update(value=2024)
    reviewed(agreement, 2024, people.head, date(2025, 1, 20))
    settle(as_of=date(2026, 6, 1))
    assert posted() == []


def test_an_early_end_takes_back_what_was_too_much_and_nothing_is_edited(people, with_fee):
    reviewed(with_fee, 2024, people.head, date(2025, 1, 20), follows="fee", fee_reduction=D(50_000))
    settle(as_of=date(2025, 1, 20))
    type(with_fee).objects.filter(pk=with_fee.pk).update(
        ended_on=date(2024, 6, 30), state="terminated"
    )
    settle(as_of=date(2025, 2, 1))
    settle(as_of=date(2025, 2, 2))
    assert [(kind, amount) for kind, _component, _period, amount, _on in posted()] == [
        ("earning", D(150_000)),
        ("adjustment", D("-100546.45")),
    ], "182 of 366 days, 99,453.55, less 50,000"
    type(with_fee).objects.filter(pk=with_fee.pk).update(ended_on=date(2023, 6, 30))
    settle(as_of=date(2025, 3, 1))
    assert posted()[2][:4] == ("clawback", "base_fee", "2024", D("-49453.55"))
    assert first_bad_row() is None


def test_the_fee_stands_on_the_statement_with_its_reasons(client, people, agent, with_fee):
    reviewed(with_fee, 2024, people.head, date(2025, 1, 20), follows="fee", fee_reduction=D(50_000))
    settle(as_of=date(2025, 1, 20))
    statement = draw_up(agent, by=people.finance)
    (line,) = lines_of(statement, "zh")
    assert (statement.total, line.entry.amount, line.before) == (D(150_000), D(150_000), [])
    assert line.sentences[1] == "2024 年度考核扣减 50,000 元（考核人 head），计 150,000 元。"
    with pytest.raises(Refused):
        draw_up(agent, by=people.finance)
    review = YearReview.objects.get()
    for who, address in (
        ("finance", reverse("statement:inspect", args=[statement.pk])),
        ("finance", reverse("yearreview:inspect", args=[review.pk])),
    ):
        client.force_login(getattr(people, who))
        assert "50,000" in client.get(address).content.decode(), address
    client.force_login(people.agency)
    assert (
        "150,000" in client.get(reverse("portal:statement", args=[statement.pk])).content.decode()
    )


def test_two_agreements_of_one_payee_in_one_year_are_told_apart(
    people, agent, with_fee, policy_version
):
    other = type(with_fee).objects.create(
        number="XY-2024-0002",
        agent=agent,
        policy_version=policy_version,
        starts_on="2024-07-01",
        ends_on="2025-06-30",
        state="active",
        base_fee=D(36_600),
    )
    other.refresh_from_db()
    reviewed(with_fee, 2024, people.head, date(2025, 1, 20))
    reviewed(other, 2024, people.head, date(2025, 1, 20))
    settle(as_of=date(2025, 1, 20))
    settle(as_of=date(2025, 1, 21))
    assert [amount for _kind, _component, _period, amount, _on in posted()] == [
        D(200_000),
        D(18_400),
    ], "184 of 366 days"
    assert [line.before for line in lines_of(draw_up(agent, by=people.finance))] == [[], []]


def test_the_preview_names_it_and_writes_nothing(capsys, people, with_fee):
    reviewed(with_fee, 2024, people.head, date(2025, 1, 20))
    call_command("settle", preview=True, as_of=date(2025, 2, 1))
    assert f"{with_fee.number} base_fee 2024" in capsys.readouterr().out
    assert posted() == []


def test_finance_foresees_what_a_settlement_then_posts(client, people, with_fee, verified_assets):
    reviewed(with_fee, 2024, people.head, date(2025, 1, 20))
    today = timezone.localdate()
    foreseen = [
        (entry.component, entry.period, entry.payee_id, entry.kind, entry.amount)
        for foresight in foresee(today)
        for entry in foresight.entries
    ]
    client.force_login(people.finance)
    page = client.get(reverse("statement:desk"), {"preview": "1"}).content.decode()
    assert with_fee.number in page and "基础服务费" in page
    assert posted() == []
    settle(as_of=today)
    assert sorted(foreseen) == sorted(
        LedgerEntry.objects.values_list("component", "period", "payee_id", "kind", "amount")
    )
    assert len({component for component, *_rest in foreseen}) > 1
