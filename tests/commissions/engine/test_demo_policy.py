"""The demonstration’s policy, on amounts around its bounds."""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import Payee, explain, load_policy
from tests.commissions.engine.built import DAY, DEMO, demo, money, total


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.01", "0.00"),
        ("50000000", "250000.00"),
        ("50000000.01", "250000.00"),
        ("50000001", "250000.00"),
        ("50000002", "250000.01"),
        ("120000000", "460000.00"),
        ("200000000", "700000.00"),
        ("350000000", "1000000.00"),
        ("350000000.01", "1000000.00"),
    ],
)
def test_fixed_assets_earn_by_slices_up_to_the_cap(amount, expected):
    assert total(demo(money((amount, DAY)))) == Decimal(expected)


def test_land_does_not_count_where_the_policy_leaves_it_out():
    assert total(demo(money((60000000, DAY), (10000000, DAY, "land")))) == Decimal("250000.00")


def test_a_stage_is_held_until_its_milestone_and_the_stages_add_up():
    milestones = {"signed": date(2023, 1, 1), "started": date(2023, 6, 1)}
    dues = demo(money((50000002, DAY)), milestones).dues
    assert [(due.stage, due.amount, due.payable, due.held, due.on) for due in dues] == [
        ("started", Decimal("125000.01"), True, "", DAY),
        ("producing", Decimal("125000.00"), False, "producing", None),
    ]


def test_local_tax_counts_year_by_year_within_three_years_of_production():
    taxes = money(
        *[(1000000, date(year, 12, 31)) for year in (2023, 2024, 2025)], metric="local_tax"
    )
    assert [(due.period, due.amount) for due in demo(taxes).dues] == [
        ("2024", Decimal("50000.00")),
        ("2025", Decimal("50000.00")),
    ]


def test_the_bonus_for_a_500_investor_stands_outside_the_project_cap():
    dues = demo(
        money((400000000, DAY), (60000000, DAY, "local_tax")), attributes={"list500": "world500"}
    ).dues
    sums = {
        code: sum(due.amount for due in dues if due.component == code)
        for code in ("fixed_assets", "local_tax", "list500")
    }
    assert sums == {
        "fixed_assets": Decimal("1000000.00"),
        "local_tax": Decimal("2000000.00"),
        "list500": Decimal("200000.00"),
    }


def test_real_estate_earns_nothing_and_the_note_says_why():
    assessment = demo(money((50000000, DAY)), attributes={"industry_section": "K"})
    assert assessment.dues == ()
    assert explain(assessment.notes, "zh", load_policy(DEMO)) == [
        "项目不适用本政策：行业门类不属于K、E；现为K。"
    ]


@pytest.mark.parametrize(
    ("registered_on", "reason"),
    [(date(2023, 1, 1), None), (date(2023, 1, 2), "registered_late"), (None, "registered_late")],
)
def test_a_payee_must_be_registered_by_the_day_of_the_signing(registered_on, reason):
    assessment = demo(
        money((50000000, DAY)), payees=[Payee("1", lead=True, registered_on=registered_on)]
    )
    assert bool(assessment.dues) == (reason is None)
    assert [
        dict(note.values)["reason"] for note in assessment.notes if note.kind == "payee_excluded"
    ] == ([reason] if reason else [])
