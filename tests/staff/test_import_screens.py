"""Importing on the screen: template, file, preview, problems,
confirmation; each to those who may.
"""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from crm.core.models import TableImport
from crm.core.tables.columns import TABLES
from crm.core.tables.importing import check_import, write_import
from leads.models import Company, Lead
from tests.leads.spreadsheets.test_spreadsheets import LEDGER, MERGES, offer, problems_of, workbook


def choose(client, label, content, name="台账.xlsx"):
    return client.post(
        reverse("tables:choose", args=[label]), {"file": SimpleUploadedFile(name, content)}
    )


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("label", sorted(TABLES))
def test_the_template_of_each_list_is_understood_by_its_own_import(client, people, label):
    table = TABLES[label]
    client.force_login(
        next(person for person in (people.officer, people.finance) if table.may_import(person))
    )
    book = load_workbook(io.BytesIO(body(client.get(reverse("tables:template", args=[label])))))
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    assert titles == [
        f"{column.heading}{' *' if column.required else ''}"
        for column in table.columns
        if not column.read_only
    ]
    if any("万元" in title for title in titles):
        assert "（万元）" in "".join(titles)
    assert book.worksheets[-1].sheet_state == "visible" and book.worksheets[-1].max_row > len(
        titles
    )
    from crm.core.tables.heading import find_heading
    from crm.core.tables.reader import open_sheets

    content = io.BytesIO()
    book.save(content)
    heading = find_heading(table, open_sheets("t.xlsx", content.getvalue())[0])
    assert [column.name for column, _unit in heading.columns.values()] == [
        column.name for column in table.columns if not column.read_only
    ]
    assert heading.unknown == []


def test_the_template_offers_choices_in_a_list(client, people):
    client.force_login(people.officer)
    book = load_workbook(
        io.BytesIO(body(client.get(reverse("tables:template", args=["leads.lead"]))))
    )
    rules = book.worksheets[0].data_validations.dataValidation
    assert len(rules) >= 3
    assert Lead._meta.get_field("channel").flatchoices[0][1] in [
        cell.value for row in book.worksheets[1].iter_rows() for cell in row
    ]


def test_from_the_file_to_the_records_on_the_screen(client, people):
    client.force_login(people.officer)
    response = choose(client, "leads.lead", workbook(LEDGER, MERGES))
    job = TableImport.objects.get()
    page = reverse("tables:import", args=[job.pk])
    assert response.url == page
    assert client.get(reverse("tables:import_state", args=[job.pk])).json()["running"] is True
    assert "progress" in client.get(page).content.decode()
    check_import(job)
    assert "动力电池项目" in client.get(page).content.decode()
    client.post(reverse("tables:confirm", args=[job.pk]))
    write_import(TableImport.objects.get())
    assert Lead.objects.count() == 3
    assert client.get(reverse("tables:notices")).json()["notices"][0]["link"] == page
    assert client.get(page).status_code == 200
    assert client.get(reverse("tables:notices")).json()["notices"] == []


def test_the_marked_file_stands_row_by_row_where_the_original_stood(client, people):
    faulty = [list(row) for row in LEDGER]
    faulty[4][6], faulty[5][4] = "2026-2-30", "=1/0"
    client.force_login(people.officer)
    job = offer("leads.lead", workbook(faulty, MERGES), people.officer)
    book = load_workbook(io.BytesIO(body(client.get(reverse("tables:problems", args=[job.pk])))))
    sheet, listed = book.worksheets
    assert (sheet["G5"].value, sheet["B6"].value) == ("2026-2-30", "光学镜头项目")
    assert "2026-2-30" in sheet["G5"].comment.text and sheet["G5"].fill.fgColor.rgb.endswith(
        "F4B6A6"
    )
    assert sheet["B5"].comment is None
    assert [(row[0].value, row[1].value) for row in listed.iter_rows(min_row=2)] == [
        (row, letter) for row, letter in problems_of(job)
    ]


def test_an_import_is_seen_by_its_person_and_by_auditors_alone(client, people):
    job = offer(
        "leads.company",
        workbook([["企业名称", "国家"], ["示范秘密有限公司", "中国"]]),
        people.officer,
    )
    names = [
        ("import", "get"),
        ("import_state", "get"),
        ("problems", "get"),
        ("confirm", "post"),
        ("discard", "post"),
    ]
    for who in (people.head, people.outsider, people.agency):
        client.force_login(who)
        for name, method in names:
            assert getattr(client, method)(
                reverse(f"tables:{name}", args=[job.pk])
            ).status_code in (404, 302)
    client.force_login(people.auditor)
    assert client.get(reverse("tables:import", args=[job.pk])).status_code == 200
    assert client.get(reverse("tables:problems", args=[job.pk])).status_code == 404
    assert client.post(reverse("tables:confirm", args=[job.pk])).status_code in (302, 403)
    client.logout()
    assert client.get(reverse("tables:import", args=[job.pk])).status_code == 302
    assert (TableImport.objects.get().phase, Company.objects.count()) == ("ready", 0)


@pytest.mark.parametrize("who", ["auditor", "leader", "finance", "agency", "referrer"])
def test_who_may_not_write_gets_neither_form_nor_template(client, people, who):
    client.force_login(getattr(people, who))
    for name in ("choose", "template"):
        assert client.get(reverse(f"tables:{name}", args=["leads.company"])).status_code in (
            302,
            403,
        )
    choose(client, "leads.company", workbook([["企业名称", "国家"], ["甲", "乙"]]))
    assert TableImport.objects.count() == 0
    assert (
        "tables/leads.company/import" not in client.get(reverse("company:index")).content.decode()
    )


def test_a_list_that_has_no_ledger_does_not_exist(client, people):
    client.force_login(people.officer)
    assert client.get(reverse("tables:choose", args=["core.user"])).status_code == 404


def test_a_file_of_another_kind_is_refused_on_the_form(client, people):
    client.force_login(people.officer)
    response = choose(client, "leads.company", b"%PDF-1.7", "a.pdf")
    assert (response.status_code, TableImport.objects.count()) == (200, 0)


def test_a_damaged_workbook_ends_as_a_sentence(client, people):
    client.force_login(people.officer)
    page = choose(client, "leads.company", b"PK\x03\x04 nothing")
    assert "损坏" in page.text
    assert not TableImport.objects.exists()


def test_discarded_is_gone_with_its_file(client, people, django_capture_on_commit_callbacks):
    job = offer(
        "leads.company", workbook([["企业名称", "国家"], ["示范有限公司", "中国"]]), people.officer
    )
    client.force_login(people.officer)
    storage, name = job.source.storage, job.source.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("tables:discard", args=[job.pk]))
    assert not storage.exists(name)
    assert TableImport.objects.get().phase == "discarded"


def test_what_a_cell_says_is_never_markup_on_the_page(client, people):
    job = offer(
        "leads.company",
        workbook(
            [["企业名称", "网址", "<i>列</i>"], ["<script>alert(1)</script>示范", "<b>x</b>", 1]]
        ),
        people.officer,
    )
    client.force_login(people.officer)
    page = client.get(reverse("tables:import", args=[job.pk])).content.decode()
    assert (
        job.problem_count == 1
        and "<script>alert(1)" not in page
        and "<b>x</b>" not in page
        and "<i>列" not in page
    )


def test_the_log_names_each_list_as_people_do(client, people):
    now = timezone.now()
    jobs = TableImport.objects.bulk_create(
        TableImport(
            table=label, by=people.officer, created_at=now, file_name="台账.xlsx", size_bytes=1
        )
        for label in TABLES
    )
    client.force_login(people.auditor)
    names = {str(table.title) for table in TABLES.values()}
    log = client.get("/admin/tableimport/").content.decode()
    assert [code for code in TABLES if f">{code}<" in "".join(log.split())] == []
    assert [name for name in names if name not in log] == []
    for job in jobs:
        record = client.get(f"/admin/tableimport/inspect/{job.pk}/").content.decode()
        assert str(TABLES[job.table].title) in record and f">{job.table}<" not in "".join(
            record.split()
        )
