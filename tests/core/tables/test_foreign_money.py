"""Money of other currencies in tables: converted at the rate that the row names, or refused."""

from datetime import date
from decimal import Decimal

import pytest

from leads.models import Project
from parks.models import Contribution, ExchangeRate, UnmatchedRow
from tests.core.tables.test_units_of_tables import OURS, ledger, money, plan_of, sample
from tests.leads.spreadsheets.test_spreadsheets import bring_in, offer, workbook


def test_foreign_money_without_a_rate_is_refused(people):
    job = offer("leads.project", sample("heading_usd.xlsx"), people.officer)
    assert (job.phase, Project.objects.count()) == ("faulty", 0)
    assert [problem[:2] for problem in job.problems] == [[1, 4]]
    assert "外币" in job.problems[0][4]


@pytest.mark.parametrize(
    "unit",
    ["万美元", "万港元", "万欧元", "USD", "万USD", "US$ million", "日元", "万新台币", "英镑"],
)
def test_every_foreign_unit_is_refused_without_a_rate(people, unit):
    for content in (ledger(f"总投资（{unit}）", 3), ledger("总投资", 3, above=[[f"单位：{unit}"]])):
        plan = plan_of(content, people.officer)
        assert plan.is_blocked and money(plan) == [None]


def test_foreign_money_in_a_cell_is_refused_or_converted(people):
    plan = plan_of(ledger("总投资（万元）", "500万美元", "$500"), people.officer)
    assert [problem.row for problem in plan.problems] == [2, 3]
    rows = [
        ["项目名称", "企业名称", "渠道", "总投资（万元）", "汇率"],
        ["甲", "示范光学有限公司", "产业链", "500万美元", 7.1],
    ]
    assert money(plan_of(workbook(rows), people.officer)) == [Decimal("35500000.00")]


def foreign(*rows, title="总投资（万美元）"):
    return workbook(
        [
            ["项目名称", "企业名称", "渠道", title, "币种", "汇率"],
            *(["甲", "示范光学有限公司", "产业链", *row] for row in rows),
        ]
    )


def test_foreign_money_is_converted_at_the_rate_of_its_row_and_rounded_once(people):
    plan = plan_of(foreign([500, "美元", "7.12345"], ["0.001235", "USD", "7.1"]), people.officer)
    assert (money(plan), plan.problems) == (
        [Decimal("35617250.00"), Decimal("87.69")],
        [],
    )  # 12.35 × 7.1 = 87.685


@pytest.mark.parametrize(
    "row",
    [
        [500, "美元", None],
        [500, "欧元", 7.1],
        [500, "人民币", 1],
        [500, "美元", 710.5],
        [500, "贝壳", 7.1],
        [500, "美元", 0],
    ],
)
def test_a_row_whose_currency_or_rate_does_not_fit_is_a_problem(people, row):
    plan = plan_of(foreign(row), people.officer)
    assert money(plan) == [None] and {problem.row for problem in plan.problems} == {2}


def test_an_amount_in_yuan_beside_a_foreign_currency_is_not_taken_as_yuan(people):
    plan = plan_of(
        foreign(
            [500, "美元", 7.1], [600, "人民币", None], [700, None, None], title="总投资（万元）"
        ),
        people.officer,
    )
    assert money(plan) == [None, Decimal(6_000_000), Decimal(7_000_000)]
    assert [problem.row for problem in plan.problems] == [2]


def test_a_receipt_under_a_foreign_heading_keeps_its_currency_and_the_days_rate(people, deal):
    ExchangeRate.objects.create(currency="USD", on=date(2023, 10, 9), yuan=Decimal("7"), source="x")
    titles = ["统一社会信用代码", "类别", "到资日期", "到资金额（万美元）", "凭证号"]
    bring_in(
        "parks.receipts",
        workbook([titles, [OURS, "外资", "2023-10-12", 50, "HD-2"]]),
        people.finance,
    )
    receipt = Contribution.objects.get()
    assert (receipt.currency, receipt.original_amount, receipt.amount, receipt.rate) == (
        "USD",
        500_000,
        3_500_000,
        7,
    )


def test_a_receipt_whose_row_and_heading_name_two_currencies_waits(people, deal):
    titles = [
        "统一社会信用代码",
        "类别",
        "到资日期",
        "到资金额（万元）",
        "币种",
        "原币金额（万美元）",
    ]
    bring_in(
        "parks.receipts",
        workbook([titles, [OURS, "外资", "2023-10-12", None, "欧元", 50]]),
        people.finance,
    )
    assert Contribution.objects.count() == 0
    assert "EUR、USD" in UnmatchedRow.objects.get().problems[0][2]
