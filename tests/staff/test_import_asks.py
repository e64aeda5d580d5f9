"""What an import asks: the unit of a column, and whether an amount far from usual is right."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from crm.core.errors import Refused
from crm.core.models import TableImport
from crm.core.tables.begin import answer_units, confirm_import
from crm.core.tables.doubts import is_beside
from crm.core.tables.importing import check_import
from crm.core.tables.structure import struck_out
from leads.models import Company, Lead
from parks.models import Contribution
from tests.leads.spreadsheets.test_spreadsheets import bring_in, offer, workbook

HEAD = ["项目名称", "企业名称", "渠道", "总投资", "用地面积"]
OURS = "91430700MA4L16JQ9C"


def leads(*amounts, head=HEAD, first=0):
    rows = [
        [f"项目{n}", f"示范{n}光学有限公司", "产业链", amount, None]
        for n, amount in enumerate(amounts, first)
    ]
    return workbook([head, *rows])


IN_WAN = [*HEAD[:3], "总投资（万元）", "用地面积（亩）"]


def test_each_column_without_a_unit_is_asked_for_on_the_preview(client, people):
    rows = [
        HEAD,
        ["甲", "示范光学有限公司", "产业链", 3000, 80],
        ["乙", "示范光学有限公司", "产业链", 5000, None],
    ]
    job = offer("leads.lead", workbook(rows), people.officer)
    page = reverse("tables:import", args=[job.pk])
    client.force_login(people.officer)
    body = client.get(page).content.decode()
    assert (
        'name="unit-investment"' in body
        and 'name="unit-land_mu"' in body
        and "5,000；3,000" in body
    )
    assert reverse("tables:confirm", args=[job.pk]) not in body
    half = client.post(
        reverse("tables:answer", args=[job.pk]), {"unit-investment": "亿元"}
    ).content.decode()
    assert "用地面积" in half and '<option value="亿元" selected>' in half, "what was chosen stays"
    assert (
        client.post(
            reverse("tables:answer", args=[job.pk]),
            {"unit-investment": "万元", "unit-land_mu": "公顷"},
        ).url
        == page
    )
    job.refresh_from_db()
    check_import(job)
    assert [(each["word"], each["is_chosen"]) for each in job.preview["units"]] == [
        ("万元", True),
        ("公顷", True),
    ]
    assert "由您选定" in client.get(page).content.decode()
    confirm_import(job, by=people.officer)
    from crm.core.tables.importing import write_import

    write_import(TableImport.objects.get())
    assert list(Lead.objects.order_by("pk").values_list("investment", "land_mu")) == [
        (30_000_000, 1200),
        (50_000_000, None),
    ]


def test_only_offered_units_of_asked_columns_are_taken_and_only_from_the_person(people):
    job = offer("leads.lead", leads(5), people.officer)
    with pytest.raises(PermissionDenied):
        answer_units(job, {"investment": "万元"}, by=people.head)
    for word in ("", "万美元", "亩", "x"):
        with pytest.raises(Refused):
            answer_units(job, {"investment": word}, by=people.officer)
    with pytest.raises(Refused):
        confirm_import(job, by=people.officer)
    done = bring_in(
        "leads.company", workbook([["企业名称", "国家"], ["甲公司", "中国"]]), people.officer
    )
    with pytest.raises(Refused):
        answer_units(done, {}, by=people.officer)


def test_an_answer_does_not_override_a_unit_that_the_table_names(people):
    job = offer("leads.lead", leads(5, head=IN_WAN), people.officer)
    TableImport.objects.filter(pk=job.pk).update(units={"investment": "亿元"}, phase="waiting")
    job.refresh_from_db()
    check_import(job)
    assert job.preview["units"][0]["word"] == "万元" and not job.preview["units"][0]["is_chosen"]


def test_questions_can_be_discarded(people):
    from crm.core.tables.begin import discard_import

    job = offer("leads.lead", leads(5), people.officer)
    discard_import(job, by=people.officer)
    assert TableImport.objects.get().phase == "discarded"


@pytest.mark.parametrize(
    ("value", "other", "answer"),
    [
        (1000, 1, True),
        ("999.99", 1, False),
        (1, 1000, True),
        (1, "999.99", False),
        (-1000, 1, True),
        (5, 5, False),
    ],
)
def test_a_thousand_times_beside(value, other, answer):
    assert is_beside(Decimal(value), Decimal(other)) is answer


def test_a_new_amount_a_thousand_times_beside_the_usual_is_asked_back(people):
    bring_in("leads.lead", leads(1000, 2000, 3000, head=IN_WAN), people.officer)
    job = offer(
        "leads.lead", leads(1_999_999, 2_000_000, 2, "2.01", head=IN_WAN, first=10), people.officer
    )
    [doubt] = job.preview["doubts"]
    assert [n for n in (2, 3, 4, 5) if f"第 {n} 行" in doubt] == [3, 4], "the median is 2,000 万元"
    with pytest.raises(Refused):
        confirm_import(job, by=people.officer)
    confirm_import(job, by=people.officer, is_sure=True)
    assert TableImport.objects.get(pk=job.pk).phase == "confirmed"


def test_a_stored_amount_that_would_change_a_thousand_times_is_asked_back(people):
    bring_in("leads.lead", leads(1000, 5, head=IN_WAN), people.officer)
    job = offer("leads.lead", leads(1_000_000, 6, head=IN_WAN), people.officer)
    [doubt] = job.preview["doubts"]
    assert (
        "第 2 行" in doubt
        and "1,000 万元" in doubt
        and "100 亿元" in doubt
        and "第 3 行" not in doubt
    )


def test_with_nothing_stored_nothing_is_usual(people):
    assert (
        offer("leads.lead", leads(1, 10_000_000, head=IN_WAN), people.officer).preview["doubts"]
        == []
    )


def test_an_enterprise_is_compared_with_its_own_tax(people, deal):
    titles = ["统一社会信用代码", "所属月份", "税收合计（元）", "地方留成（元）"]
    bring_in(
        "parks.tax", workbook([titles, [OURS, "2023年10月", 1_000_000, 400_000]]), people.finance
    )
    job = offer("parks.tax", workbook([titles, [OURS, "2023年11月", 1000, 400]]), people.finance)
    assert len(job.preview["doubts"]) == 2 and "第 2 行" in job.preview["doubts"][0]
    assert (
        offer(
            "parks.tax", workbook([titles, [OURS, "2023年11月", 1001, 401]]), people.finance
        ).preview["doubts"]
        == []
    )
    assert Contribution.objects.count() == 1


def test_a_text_of_which_a_part_is_struck_out_names_its_row():
    partly = b"<si><r><rPr><strike/></rPr><t>3000</t></r><r><t>5000</t></r></si>"
    texts = b"<sst><si><t>x</t></si>" + partly + b"<si/></sst>"
    fonts = b"<fonts><font><b/></font><font><strike/></font></fonts>"
    styles = fonts + b'<cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs>'
    struck = struck_out(styles, texts)
    cells = (
        b'<c r="B7" t="s"><v>1</v></c><c r="B8" t="s"><v>0</v></c><c r="A9" s="1"><v>4</v></c>'
        b'<c r="A10" s="1"/><c r="A11" s="0"><v>4</v></c>'
    )
    assert struck.rows(cells) == {7, 9}


class TestWholeNumbers:
    """A column whose field holds whole numbers only."""

    def column(self):
        from crm.core.tables.columns import Key, ModelTable
        from crm.core.tables.quantities import Number
        from crm.core.tables.units import PEOPLE
        from leads.models import Chamber

        column = Number("members", ("会员数",), quantity=PEOPLE, kept="人", usual="人")
        return ModelTable(
            Chamber, [column], [Key("members", lambda values: None, lambda keys, stored: {})]
        ).columns[0]

    def value(self, raw, unit="人"):
        from types import SimpleNamespace

        from crm.core.tables.units import PEOPLE

        return self.column().value_of(raw, SimpleNamespace(unit=PEOPLE.unit(unit), converts=False))

    @pytest.mark.parametrize(
        ("raw", "value"),
        [(120, 120), ("1,200", 1200), (120.0, 120), ("１２人", 12), ("0.5万人", 5000), (0, 0)],
    )
    def test_are_read(self, db, raw, value):
        read = self.value(raw)
        assert read == value and isinstance(read, int)
        assert self.column().loaded(self.column().dumped(read)) == value

    @pytest.mark.parametrize("raw", [1.5, "1.5", -1, "3e10", "abc", "5万元", True])
    def test_refuse_what_their_field_can_not_hold(self, db, raw):
        from crm.core.tables.cells import BadCell

        with pytest.raises(BadCell):
            self.value(raw)

    def test_say_what_they_take(self, db):
        assert (self.column().kind_in_words(), self.column().heading) == ("整数", "会员数（人）")


def test_the_preview_of_an_import_that_asks_is_seen_by_auditors_without_a_button(client, people):
    job = offer("leads.lead", leads(5), people.officer)
    client.force_login(people.auditor)
    body = client.get(reverse("tables:import", args=[job.pk])).content.decode()
    assert "按所选单位读取" not in body
    assert (
        client.post(
            reverse("tables:answer", args=[job.pk]), {"unit-investment": "万元"}
        ).status_code
        == 302
    )
    assert (TableImport.objects.get().phase, Company.objects.count()) == ("asking", 0)
