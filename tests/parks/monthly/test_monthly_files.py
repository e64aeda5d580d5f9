"""The bureaus' files of a month: matched by credit code, faulty rows set aside with what they say,
corrections and refunds.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError
from stdnum.cn import uscc

from crm.core.tables.begin import confirm_import
from crm.core.tables.importing import write_import
from crm.core.transitions import perform
from parks.models import Contribution, Enterprise, ExchangeRate, UnmatchedRow
from tests.leads.spreadsheets.test_spreadsheets import offer, workbook

TAX = ["统一社会信用代码", "纳税人名称", "所属月份", "税收合计（元）", "地方留成（元）"]
RECEIPTS = [
    "统一社会信用代码",
    "企业名称",
    "类别",
    "到资日期",
    "到资金额（万元）",
    "币种",
    "原币金额（原币）",
    "凭证号",
]
OURS = "91430700MA4L16JQ9C"


def code(serial: int) -> str:
    body = f"91430700MAT{serial:06d}"
    return body + uscc.calc_check_digit(body)


def bring(table, rows, by, name="税收.xlsx"):
    job = offer(table, workbook(rows), by, name)
    assert job.phase == "ready", (job.error, job.problems)
    confirm_import(job, by=by)
    job.refresh_from_db()
    write_import(job)
    job.refresh_from_db()
    assert job.phase == "done", job.error
    return job


def tax(*rows):
    return [TAX, *rows]


def verify_all(by):
    for contribution in Contribution.objects.filter(state="reported"):
        perform(contribution, "verify", by=by)


def test_good_rows_are_reported_and_faulty_ones_wait_with_what_the_file_says(people, deal):
    rows = tax(
        [OURS, "常德示范新能源有限公司", "2023年10月", "1,250,000.00", 500000],
        [code(1), "外地企业", "2023年10月", 80000, 30000],
        ["91430700MA4L16JQ9D", "代码有误", "2023年10月", 80000, 30000],
        [OURS, "常德示范新能源有限公司", "2023年11月", "约90万", 30000],
        [OURS, "常德示范新能源有限公司", "2023年12月", 100, 200],
        ["合计", None, None, 1500000, 590000],
    )
    job = bring("parks.tax", rows, people.finance)
    reported = Contribution.objects.get()
    assert (reported.amount, reported.local_amount, reported.period_from, reported.period_to) == (
        Decimal(1250000),
        Decimal(500000),
        date(2023, 10, 1),
        date(2023, 10, 31),
    )
    assert (reported.state, reported.reported_by, reported.source_import, reported.metric) == (
        "reported",
        people.finance,
        job,
        "tax",
    )
    assert reported.history.get().history_user == people.finance
    assert sorted((problem[0], problem[2]) for problem in job.problems) == [
        (3, "统一社会信用代码"),
        (4, "统一社会信用代码"),
        (5, "税收合计（元）"),
        (6, "地方留成（元）"),
    ]
    kept = {row.row: row for row in UnmatchedRow.objects.all()}
    assert {number: row.kind for number, row in kept.items()} == {
        3: "unmatched",
        4: "faulty",
        5: "faulty",
        6: "faulty",
    }
    assert kept[5].cells == [
        ["统一社会信用代码", OURS],
        ["纳税人名称", "常德示范新能源有限公司"],
        ["所属月份", "2023年11月"],
        ["税收合计（元）", "约90万"],
        ["地方留成（元）", "30000"],
    ]
    assert (kept[3].name, kept[3].credit_code, kept[5].problems[0][1]) == (
        "外地企业",
        code(1),
        "约90万",
    )


def test_the_same_file_twice_changes_nothing(people, deal):
    rows = tax(
        [OURS, "甲", "2023年10月", 1250000, 500000],
        [OURS, "甲", "2023年10月", -200000, -80000],
        [code(1), "乙", "2023年10月", 8, 3],
    )
    bring("parks.tax", rows, people.finance)
    again = bring("parks.tax", rows, people.finance)
    assert (again.new_count, again.changed_count, again.same_count) == (0, 0, 2)
    assert (
        Contribution.objects.count(),
        Contribution.history.count(),
        UnmatchedRow.objects.count(),
    ) == (2, 2, 1)
    verify_all(people.finance2)
    bring("parks.tax", rows, people.finance)
    assert (
        Contribution.objects.count(),
        Contribution.objects.verified().count(),
        UnmatchedRow.objects.count(),
    ) == (2, 2, 1)


def test_another_amount_changes_what_is_reported_and_corrects_what_is_verified(people, deal):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 1000, 400]), people.finance)
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 900, 360]), people.finance2)
    changed = Contribution.objects.get()
    assert (changed.amount, changed.reported_by, changed.history.count()) == (
        Decimal(900),
        people.finance2,
        2,
    )
    perform(changed, "verify", by=people.finance)
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 850, 340]), people.finance2)
    correction = Contribution.objects.get(state="reported")
    assert (correction.supersedes, correction.amount) == (changed, Decimal(850))
    changed.refresh_from_db()
    assert (changed.state, changed.amount) == ("verified", Decimal(900))
    perform(correction, "verify", by=people.finance)
    assert list(Contribution.objects.verified().values_list("amount", flat=True)) == [Decimal(850)]


def test_a_correction_after_a_rejected_one_is_possible(people, deal):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 1000, 400]), people.finance)
    verify_all(people.finance2)
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 850, 340]), people.finance)
    perform(Contribution.objects.get(state="reported"), "reject", by=people.finance2, note="有误")
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 860, 344]), people.finance)
    assert Contribution.objects.get(state="reported").supersedes.amount == 1000


def test_a_refund_stands_as_a_negative_of_its_own_month(people, deal):
    bring(
        "parks.tax",
        tax([OURS, "甲", "2023年10月", 1000, 400], [OURS, "甲", "2023年10月", -300, -120]),
        people.finance,
    )
    verify_all(people.finance2)
    verified = Contribution.objects.verified()
    assert sorted(verified.values_list("amount", "local_amount", "is_refund")) == [
        (-300, -120, True),
        (1000, 400, False),
    ]
    assert verified.of_month(date(2023, 10, 1)).count() == 2
    assert list(
        deal.project.milestones.filter(kind="first_tax").values_list("happened_on", flat=True)
    ) == [date(2023, 10, 31)]


def test_tax_of_nothing_is_reported_and_is_no_first_tax(people, deal):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 0, 0]), people.finance)
    verify_all(people.finance2)
    assert Contribution.objects.verified().get().amount == 0
    assert not deal.project.milestones.filter(kind="first_tax").exists()


def test_two_rows_of_one_month_are_not_added_up_silently(people, deal):
    bring(
        "parks.tax",
        tax([OURS, "甲", "2023年10月", 1000, 400], [OURS, "甲", "2023年10月", 500, 200]),
        people.finance,
    )
    assert Contribution.objects.get().amount == 1000
    assert "2" in UnmatchedRow.objects.get().problems[0][2]


def test_what_was_judged_can_not_be_edited_in_the_database_either(people, deal):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 1000, 400]), people.finance)
    verify_all(people.finance2)
    with pytest.raises(IntegrityError, match="never edited"):
        Contribution.objects.update(amount=999)


def test_a_park_officer_brings_in_rows_of_the_own_park_alone(people, deal):
    Enterprise.objects.filter(pk=deal.enterprise.pk).update(credit_code=code(7))
    job = bring("parks.tax", tax([code(7), "甲", "2023年10月", 1000, 400]), people.park_officer)
    assert (job.new_count, Contribution.objects.count()) == (1, 1)
    Contribution.objects.all().delete()
    deal.enterprise.park.department = people.other_department
    deal.enterprise.park.save()
    bring("parks.tax", tax([code(7), "甲", "2023年10月", 1000, 400]), people.park_officer)
    assert (Contribution.objects.count(), UnmatchedRow.objects.get().kind) == (0, "unmatched")


def test_receipts_come_in_a_batch_and_foreign_money_at_the_days_rate(people, deal):
    ExchangeRate.objects.create(
        currency="USD", on=date(2023, 10, 9), yuan=Decimal("7.1789"), source="中国外汇交易中心"
    )
    rows = [
        RECEIPTS,
        [OURS, "甲", "实缴资本", "2023-10-08", "1,200", None, None, "HD-1"],
        [OURS, "甲", "外资", "2023-10-12", None, "美元", "5,000,000", "HD-2"],
        [OURS, "甲", "外资", "2023-10-08", None, "美元", "1000", "HD-3"],
        [OURS, "甲", "外资", "2023-10-12", 9999, "美元", "1000", "HD-4"],
        [OURS, "甲", "固定资产投资", "2023-10-12", -20, None, None, "HD-5"],
        [OURS, "甲", "税收", "2023-10-12", 20, None, None, "HD-6"],
    ]
    bring("parks.receipts", rows, people.finance, "到资.xlsx")
    reported = {contribution.voucher: contribution for contribution in Contribution.objects.all()}
    assert set(reported) == {"HD-1", "HD-2", "HD-5"}
    assert (reported["HD-1"].amount, reported["HD-1"].metric) == (Decimal(12000000), "paid_in")
    dollars = reported["HD-2"]
    assert (dollars.amount, dollars.rate, dollars.rate_on, dollars.original_amount) == (
        Decimal("35894500.00"),
        Decimal("7.1789"),
        date(2023, 10, 12),
        Decimal(5000000),
    )
    assert (reported["HD-5"].amount, reported["HD-5"].is_refund) == (Decimal(-200000), True)
    problems = {row.row: row.problems[0] for row in UnmatchedRow.objects.all()}
    assert "2023-10-08" in problems[4][2] and "7,178.90" in problems[5][2] and problems[7][0]
    again = bring("parks.receipts", rows, people.finance, "到资.xlsx")
    assert (again.new_count, again.same_count, UnmatchedRow.objects.count()) == (0, 3, 3)


def test_a_receipt_of_the_same_voucher_with_another_amount_corrects_it(people, deal):
    bring(
        "parks.receipts",
        [RECEIPTS, [OURS, "甲", "实缴资本", "2023-10-08", 100, None, None, "HD-1"]],
        people.finance,
    )
    verify_all(people.finance2)
    bring(
        "parks.receipts",
        [RECEIPTS, [OURS, "甲", "实缴资本", "2023-10-08", 90, None, None, "HD-1"]],
        people.finance,
    )
    assert Contribution.objects.get(state="reported").supersedes.amount == 1000000


def test_a_refund_with_the_voucher_of_what_it_gives_back_stands_beside_it(people, deal):
    def receipt(amount):
        row = [OURS, "甲", "实缴资本", "2023-10-08", amount, None, None, "HD-1"]
        bring("parks.receipts", [RECEIPTS, row], people.finance)

    receipt(1000)
    receipt(-200)
    verify_all(people.finance2)
    amounts = Contribution.objects.verified().order_by("-amount")
    assert [(each.amount, each.is_refund) for each in amounts] == [
        (Decimal(10_000_000), False),
        (Decimal(-2_000_000), True),
    ]


def test_another_amount_of_foreign_money_is_worked_out_anew(people, deal):
    ExchangeRate.objects.create(currency="USD", on=date(2023, 10, 9), yuan=Decimal("7"), source="x")
    ExchangeRate.objects.create(currency="USD", on=date(2023, 11, 9), yuan=Decimal("8"), source="x")

    def receipt(day, amount):
        row = [OURS, "甲", "外资", day, None, "美元", amount, "HD-2"]
        bring("parks.receipts", [RECEIPTS, row], people.finance)
        return Contribution.objects.get()

    assert receipt("2023-10-12", 5_000_000).amount == Decimal(35_000_000)
    assert receipt("2023-10-12", 6_000_000).amount == Decimal(42_000_000)
    moved = receipt("2023-11-12", 6_000_000)
    assert (moved.amount, moved.rate, moved.rate_on) == (
        Decimal(48_000_000),
        Decimal(8),
        date(2023, 11, 12),
    )


def test_what_is_verified_is_not_edited_by_another_ticket_or_day(people, deal):
    heads = [*TAX, "入库日期", "税票号码"]

    def month(day, ticket, *more):
        rows = [heads, [OURS, "甲", "2023年10月", 1000, 400, day, ticket], *more]
        return bring("parks.tax", rows, people.finance)

    month("2023-11-02", "1")
    verify_all(people.finance2)
    before = Contribution.objects.values().get()
    november = [OURS, "甲", "2023年11月", 500, 200, "2023-12-05", "3"]
    again = month("2023-11-09", "2", november)
    assert (again.new_count, again.changed_count, again.same_count) == (1, 0, 1)
    assert Contribution.objects.values().get(pk=before["id"]) == before


def test_what_an_enterprise_took_back_hides_nothing_of_the_bureau(people, deal):
    row = [OURS, "甲", "实缴资本", "2023-10-08", 100, None, None, None]
    bring("parks.receipts", [RECEIPTS, row], people.finance)
    Contribution.objects.update(state="taken_back")
    bring("parks.receipts", [RECEIPTS, row], people.finance)
    assert sorted(Contribution.objects.values_list("state", flat=True)) == [
        "reported",
        "taken_back",
    ]


def test_an_amount_in_ten_thousand_dollars_is_read_as_such(people, deal):
    ExchangeRate.objects.create(currency="USD", on=date(2023, 10, 9), yuan=Decimal("7"), source="x")
    head = [*RECEIPTS[:6], "原币金额（万美元）", "凭证号"]
    bring(
        "parks.receipts",
        [head, [OURS, "甲", "外资", "2023-10-12", None, "美元", "50", "HD-2"]],
        people.finance,
    )
    assert Contribution.objects.get().amount == Decimal(3500000)


def test_a_row_without_a_code_is_not_lost(people, deal):
    rows = tax(
        [None, "没有代码的企业", None, None, None],
        [None, "只缺代码", "2023年10月", 5, 1],
        [OURS, "甲", "2023年10月", 100, 200],
    )
    job = bring("parks.tax", rows, people.finance)
    assert [(row.row, row.name, row.kind) for row in UnmatchedRow.objects.order_by("row")] == [
        (2, "没有代码的企业", "faulty"),
        (3, "只缺代码", "faulty"),
        (4, "甲", "faulty"),
    ]
    assert [problem[3] for problem in job.problems if problem[0] == 4] == ["200"], (
        "the cell is named with what it says"
    )


def test_a_heading_of_two_lines_is_understood_in_the_worklist_too(people, deal):
    rows = [
        ["2023年10月税收"],
        ["统一社会信用代码", "纳税人名称", "所属月份", "入库情况（元）", None],
        [None, None, None, "税收合计", "地方留成"],
        [code(1), "外地企业", "2023年10月", 80000, 30000],
    ]
    content = workbook(rows, ("A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2"))
    job = offer("parks.tax", content, people.finance)
    confirm_import(job, by=people.finance)
    job.refresh_from_db()
    write_import(job)
    row = UnmatchedRow.objects.get()
    assert (row.credit_code, row.name, row.kind) == (code(1), "外地企业", "unmatched")
    assert row.cells[3][0].endswith("入库情况（元） 税收合计") and row.cells[3][1] == "80000"


def test_faulty_rows_beyond_those_that_are_listed_are_kept_too(people, deal, monkeypatch):
    monkeypatch.setattr("crm.core.tables.plan.MOST_PROBLEMS", 3)
    job = bring(
        "parks.tax",
        tax(*([code(n), "外地", "2023年10月", 5, 1] for n in range(1, 11))),
        people.finance,
    )
    assert (len(job.problems), job.problem_count, UnmatchedRow.objects.count()) == (3, 10, 10)
