"""A bureau's ledger on its way in: read as it is, shown, confirmed, written whole."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from crm.core.models import TableImport
from crm.core.tables.begin import begin_import, confirm_import
from crm.core.tables.columns import TABLES
from crm.core.tables.importing import check_import, write_import
from leads.models import Company, Contact, Lead, Project

LEDGER = [
    ["2026年招商引资项目台账"],
    ["填报单位：市商务局", None, None, None, None, None, "单位：万元"],
    ["序号", "项目名称", "投资方", "招商渠道", "投资情况", None, "登记日期", "备注栏"],
    [None, None, None, None, "投资总额", "用地（亩）", None, None],
    [1, "动力电池项目", "湖南示范新能源有限公司", "产业链招商", "30,000", 120, "2026.11.3", "x"],
    [
        2,
        "光学镜头项目",
        "示范光学股份有限公司",
        "以商招商",
        "1.2亿元",
        "８０",
        datetime(2026, 10, 8),
        None,
    ],
    [3, "芯片项目", "湖南示范新能源有限公司", "资本招商", 5000.5, None, 46329, None],
    ["合计", None, None, None, 47000.5, 200, None, None],
    ["注：以上数据截至11月底。"],
]


def workbook(rows, merges=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for merged in merges:
        book.active.merge_cells(merged)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


MERGES = ("A1:H1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:G4", "H3:H4")


def offer(table, content, by, name="台账.xlsx"):
    """Choose a file and let it be read, as the worker does."""
    job = begin_import(TABLES[table], SimpleUploadedFile(name, content), by=by)
    check_import(job)
    return job


def bring_in(table, content, by, name="台账.xlsx"):
    job = offer(table, content, by, name)
    assert job.phase == "ready", (job.error, job.problems)
    confirm_import(job, by=by)
    job.refresh_from_db()
    write_import(job)
    job.refresh_from_db()
    assert job.phase == "done", job.error
    return job


def problems_of(job):
    from crm.core.tables.plan import Problem

    return [(each.row, each.letter) for each in (Problem(*problem) for problem in job.problems)]


def test_a_ledger_with_a_merged_heading_units_and_free_dates_is_read(people):
    job = bring_in("leads.lead", workbook(LEDGER, MERGES), people.officer)
    assert (job.new_count, job.changed_count, job.same_count) == (3, 0, 0)
    battery, optics, chip = Lead.objects.order_by("id")
    assert (battery.investment, optics.investment, chip.investment) == (
        300_000_000,
        120_000_000,
        50_005_000,
    )
    assert (battery.land_mu, optics.land_mu, chip.land_mu) == (120, 80, None)
    from django.utils.timezone import localtime

    assert [localtime(each.received_at).date() for each in (battery, optics, chip)] == [
        date(2026, 11, 3),
        date(2026, 10, 8),
        date(2026, 11, 3),
    ]
    assert [each.channel for each in (battery, optics, chip)] == ["chain", "expansion", "capital"]
    assert (battery.company, battery.department, battery.state) == (
        chip.company,
        people.city,
        "new",
    )
    assert battery.number.endswith("-0001") and chip.number.endswith("-0003")
    assert Company.objects.count() == 2
    notes = "".join(job.preview["notes"])
    assert "备注栏" in notes
    assert [(row, why) for row, why, _text in job.preview["left_out"]] == [
        (8, "合计"),
        (9, "注释和签署"),
    ]


def test_each_row_has_a_history_that_names_the_person_and_the_file(people):
    bring_in("leads.lead", workbook(LEDGER, MERGES), people.officer)
    for record in (*Lead.objects.all(), *Company.objects.all()):
        version = record.history.get()
        assert (version.history_user, version.history_type) == (people.officer, "+")
        assert "台账.xlsx" in version.history_change_reason


def test_the_same_file_again_changes_nothing(people):
    content = workbook(LEDGER, MERGES)
    bring_in("leads.lead", content, people.officer)
    before = [list(model.objects.order_by("id").values()) for model in (Lead, Company)]
    job = bring_in("leads.lead", content, people.officer)
    assert (job.new_count, job.changed_count, job.same_count) == (0, 0, 3)
    assert [list(model.objects.order_by("id").values()) for model in (Lead, Company)] == before
    assert Lead.history.count() == 3


def test_nothing_is_written_before_the_confirmation(people):
    job = offer("leads.lead", workbook(LEDGER, MERGES), people.officer)
    assert (job.phase, Lead.objects.count(), Company.objects.count()) == ("ready", 0, 0)
    assert job.preview["references"][0][1] == 2


def test_a_changed_cell_changes_one_field_with_its_history(people):
    bring_in("leads.lead", workbook(LEDGER, MERGES), people.officer)
    changed = [list(row) for row in LEDGER]
    changed[4][4] = "35,000"
    job = bring_in("leads.lead", workbook(changed, MERGES), people.head)
    assert (job.new_count, job.changed_count, job.same_count) == (0, 1, 2)
    lead = Lead.objects.get(title="动力电池项目")
    assert lead.investment == 350_000_000
    assert [version.history_user for version in lead.history.order_by("history_id")] == [
        people.officer,
        people.head,
    ]


def test_every_faulty_cell_is_named_and_nothing_can_be_confirmed(people):
    faulty = [list(row) for row in LEDGER]
    faulty[4][3], faulty[4][6] = "喊话", "2026-2-30"
    faulty[5][4], faulty[5][1] = "约1亿", None
    faulty[6][6] = 2026.1
    job = offer("leads.lead", workbook(faulty, MERGES), people.officer)
    assert job.phase == "faulty"
    assert sorted(problems_of(job)) == [(5, "D"), (5, "G"), (6, "B"), (6, "E"), (7, "G")]
    from crm.core.errors import Refused

    with pytest.raises(Refused):
        confirm_import(job, by=people.officer)


def test_companies_are_joined_by_code_then_by_a_name_that_is_the_same_beyond_doubt(people):
    old = Company.objects.create(name="湖南示范新能源有限公司", credit_code="91430700MA4L16JQ9C")
    job = bring_in(
        "leads.company",
        "企业名称,备注\n示范新能源（湖南）股份有限公司,乙\n".encode("gb18030"),
        people.officer,
        "b.csv",
    )
    old.refresh_from_db()
    assert (job.new_count, job.changed_count, old.name, old.remark) == (
        0,
        1,
        "湖南示范新能源有限公司",
        "乙",
    )
    job = bring_in(
        "leads.company",
        "企业名称,统一社会信用代码,备注\n示范新能源集团,91430700MA4L16JQ9C,甲\n".encode(),
        people.officer,
        "a.csv",
    )
    old.refresh_from_db()
    assert (job.new_count, job.changed_count, old.name, old.remark, old.name_key) == (
        0,
        1,
        "示范新能源集团",
        "甲",
        "示范新能源",
    )


def test_a_namesake_elsewhere_a_group_and_a_branch_are_companies_of_their_own(people):
    Company.objects.create(name="湖南示范光学有限公司")
    text = (
        "企业名称,国家\n广东示范光学有限公司,中国\n湖南示范光学集团有限公司,"
        "中国\n湖南示范光学有限公司长沙分公司,中国\n"
    )
    assert bring_in("leads.company", text.encode(), people.officer, "a.csv").new_count == 3


def test_a_code_that_differs_from_the_stored_one_is_a_problem_and_no_new_company(people):
    Company.objects.create(name="湖南示范新能源有限公司", credit_code="91430700MA4L16JQ9C")
    job = offer(
        "leads.company",
        "企业名称,统一社会信用代码\n湖南示范新能源有限公司,91110000802100433B\n".encode(),
        people.officer,
        "a.csv",
    )
    assert (job.phase, problems_of(job)) == ("faulty", [(2, "B")])


def test_one_thing_twice_in_a_file_is_a_problem(people):
    text = (
        "企业名称,统一社会信用代码\n示范甲有限公司,\n示范甲股份有限公司,\n示范乙有限公司,"
        "91430700MA4L16JQ9C\n示范丙有限公司,91430700MA4L16JQ9C\n"
    )
    assert problems_of(offer("leads.company", text.encode(), people.officer, "a.csv")) == [
        (3, "A"),
        (5, "B"),
    ]


def test_a_name_with_two_companies_behind_it_is_not_guessed(people):
    for ending in ("有限公司", "股份有限公司"):
        Company.objects.create(name=f"示范光学{ending}")
    text = "项目名称,企业名称,渠道\n镜头,示范光学,产业链\n"
    assert problems_of(offer("leads.lead", text.encode(), people.officer, "a.csv")) == [(2, "B")]


def test_a_lead_of_another_department_can_neither_be_found_nor_changed(people):
    bring_in("leads.lead", workbook(LEDGER, MERGES), people.officer)
    number = Lead.objects.first().number
    text = f"线索编号,项目名称,企业名称,渠道\n{number},改名,湖南示范新能源有限公司,产业链\n"
    job = offer("leads.lead", text.encode(), people.outsider, "a.csv")
    assert problems_of(job) == [(2, "A")]
    job = bring_in("leads.lead", workbook(LEDGER, MERGES), people.outsider)
    assert (job.new_count, Lead.objects.count()) == (3, 6)


def test_a_state_in_the_ledger_is_not_written(people):
    text = "项目名称,企业名称,渠道,状态\n镜头,示范光学有限公司,产业链,已转项目\n"
    bring_in("leads.lead", text.encode(), people.officer, "a.csv")
    assert Lead.objects.get().state == "new"


def test_projects_come_in_under_negotiation_with_a_lead_of_their_own(people):
    text = (
        "项目名称,投资方,招商渠道,所属行业,投资总额（亿元）,合同引资额(万元),签约时间,"
        "计划开工时间\n电池二期,示范电池有限公司,资本招商,锂离子电池制造,3.5,20000,2026年9月,"
        "2026/12/1\n"
    )
    job = bring_in("leads.project", text.encode(), people.officer, "a.csv")
    project = Project.objects.get()
    assert (project.investment, project.contract_amount, project.industry_id) == (
        350_000_000,
        200_000_000,
        "3841",
    )
    assert (project.signed_on, project.planned_start_on, project.state) == (
        date(2026, 9, 1),
        date(2026, 12, 1),
        "negotiating",
    )
    assert (
        project.lead.state,
        project.owner,
        project.lead.history.count(),
        project.history.count(),
    ) == ("converted", people.officer, 1, 1)
    assert any("1" in note for note in job.preview["notes"])


def test_a_company_merged_over_several_rows_belongs_to_each_contact(people):
    rows = [
        ["企业名称", "姓名", "电话"],
        ["示范光学有限公司", "张伟", 13800001111],
        [None, "李娜", "１３９ ０００１ ２２２２"],
        [None, "王强", None],
    ]
    bring_in("leads.contact", workbook(rows, ["A2:A4"]), people.officer)
    assert list(Contact.objects.order_by("id").values_list("company__name", "name", "phone")) == [
        ("示范光学有限公司", "张伟", "13800001111"),
        ("示范光学有限公司", "李娜", "13900012222"),
        ("示范光学有限公司", "王强", ""),
    ]
    assert Company.objects.count() == 1


def test_a_company_that_comes_in_with_a_lead_is_compared_with_those_stored(people):
    stored = Company.objects.create(name="湖南洞庭新能源科技有限公司")
    text = (
        "项目名称,企业名称,渠道\n电池,湖南洞庭新能沅科技有限公司,产业链\n镜头,毫不相干贸易行,"
        "产业链\n"
    )
    bring_in("leads.lead", text.encode(), people.officer, "a.csv")
    from leads.models import MatchCandidate

    pair = MatchCandidate.objects.get()
    assert (pair.company.name, pair.other) == ("湖南洞庭新能沅科技有限公司", stored)


def test_a_merged_amount_counts_once(people):
    rows = [
        ["项目名称", "企业名称", "渠道", "投资总额（万元）"],
        ["一期", "示范光学有限公司", "产业链", 5000],
        ["二期", "示范光学有限公司", "产业链", None],
    ]
    bring_in("leads.lead", workbook(rows, ["D2:D3"]), people.officer)
    assert list(Lead.objects.order_by("id").values_list("investment", flat=True)) == [
        Decimal(50_000_000),
        None,
    ]


def test_people_without_the_right_can_not_import(people):
    from django.core.exceptions import PermissionDenied

    for who in (people.auditor, people.leader, people.agency):
        with pytest.raises(PermissionDenied):
            begin_import(TABLES["leads.company"], SimpleUploadedFile("a.csv", b"x"), by=who)
    job = offer("leads.company", workbook([["企业名称", "国家"], ["示范", "中国"]]), people.officer)
    with pytest.raises(PermissionDenied):
        confirm_import(job, by=people.head)
    assert TableImport.objects.get().phase == "ready"


def test_what_changed_since_the_preview_is_shown_again_instead_of_written(people):
    job = offer(
        "leads.company",
        workbook([["企业名称", "备注"], ["示范光学有限公司", "甲"]]),
        people.officer,
    )
    Company.objects.create(name="示范光学有限公司")
    confirm_import(job, by=people.officer)
    job.refresh_from_db()
    write_import(job)
    job.refresh_from_db()
    assert (job.phase, job.new_count, job.changed_count) == ("ready", 0, 1)
    assert Company.objects.get().remark == ""


def test_a_write_that_fails_half_way_writes_nothing(people, monkeypatch):
    from crm.core.errors import Refused
    from crm.core.writing import bulk

    def fail(*args, **kwargs):
        raise Refused("no")

    monkeypatch.setattr(bulk, "update", fail)
    job = offer("leads.lead", workbook(LEDGER, MERGES), people.officer)
    confirm_import(job, by=people.officer)
    job.refresh_from_db()
    write_import(job)
    job.refresh_from_db()
    assert (job.phase, Lead.objects.count(), Company.objects.count()) == ("failed", 0, 0)


def test_a_second_confirmation_and_a_task_delivered_twice_write_once(people):
    job = bring_in("leads.lead", workbook(LEDGER, MERGES), people.officer)
    write_import(job)
    from crm.core.errors import Refused

    with pytest.raises(Refused):
        confirm_import(job, by=people.officer)
    assert Lead.objects.count() == 3


def test_what_was_signed_is_not_changed_by_a_file(people, deal):
    project = deal.project
    head = (
        "项目编号,项目名称,投资方,招商渠道,所属行业,投资总额（万元）,合同引资额(万元),"
        "计划投产时间\n"
    )
    facts = [
        project.number,
        project.name,
        project.company.name,
        project.get_channel_display(),
        project.industry.name,
        str(project.investment / 10_000),
    ]
    same = ",".join([*facts, str(project.contract_amount / 10_000), ""])
    job = offer("leads.project", (head + same).encode(), people.officer, "a.csv")
    assert problems_of(job) == []
    other = ",".join([*facts, "99999", "2031-01-01"])
    job = offer("leads.project", (head + other).encode(), people.officer, "a.csv")
    assert [column for _row, column in problems_of(job)] == ["G", "H"]
