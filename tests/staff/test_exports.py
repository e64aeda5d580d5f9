"""What leaves the system as a table: asked why, logged, harmless, marked, and only what its taker
may see.
"""

import csv
import hashlib
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from crm.core.models import ExportLog
from crm.core.tables.exporting import export_in_background
from crm.staff.tables import export_screen
from leads.models import Company, Lead

REASON = "报市政府办月度汇总"


def take(client, name, query="", **answers):
    answers = {"reason": REASON, "format": "csv", **answers}
    return client.post(f"{reverse(f'{name}:index')}?export={answers['format']}{query}", answers)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def rows_of(response):
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))


@pytest.fixture
def companies(people):
    return [
        Company.objects.create(name=name, country=country)
        for name, country in (
            ("示范甲有限公司", "中国"),
            ("示范乙有限公司", "德国"),
            ("示范丙有限公司", "中国"),
        )
    ]


def test_an_address_that_used_to_download_asks_for_the_reason_instead(client, people, companies):
    client.force_login(people.officer)
    page = client.get(reverse("company:index"), {"export": "csv", "country": "中国"})
    assert (page.status_code, page.context["rows"], "示范甲" in page.content.decode()) == (
        200,
        2,
        False,
    )
    assert ExportLog.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "   ", "aaa", "----", "。。。。", "1111"])
def test_no_reason_no_table(client, people, companies, reason):
    client.force_login(people.officer)
    response = take(client, "company", reason=reason)
    assert (response.streaming, ExportLog.objects.count()) == (False, 0)


def test_the_export_holds_what_the_list_shows_and_the_log_says_so(client, people, companies):
    client.force_login(people.officer)
    response = take(client, "company", "&country=中国&q=示范甲")
    content = body(response)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:-1]] == ["示范甲有限公司"]
    log = ExportLog.objects.get()
    assert (log.by, log.rows, log.reason, log.format, log.phase) == (
        people.officer,
        1,
        REASON,
        "csv",
        "done",
    )
    assert log.sha256 == hashlib.sha256(content).hexdigest()
    assert "中国" in log.filters and "示范甲" in log.filters
    assert log.number in rows[-1][0] and "officer" in rows[-1][0] and REASON in rows[-1][0]
    assert log.number in response["Content-Disposition"]


def test_a_workbook_carries_its_mark_in_view_and_on_every_printed_page(client, people, companies):
    client.force_login(people.officer)
    sheet = load_workbook(io.BytesIO(body(take(client, "company", format="xlsx")))).active
    log = ExportLog.objects.get()
    for text in (sheet["A1"].value, sheet.oddHeader.center.text, sheet.oddFooter.center.text):
        assert log.number in text and "officer" in text
    assert (sheet["A2"].value, sheet.max_row) == (
        str(Company._meta.get_field("name").verbose_name),
        5,
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(client, people, start, file_format):
    Company.objects.create(name=f'{start}HYPERLINK("http://x","点")')
    client.force_login(people.officer)
    response = take(client, "company", format=file_format)
    if file_format == "csv":
        first = rows_of(response)[1][0]
    else:
        cell = load_workbook(io.BytesIO(body(response))).active["A3"]
        first, kind = cell.value, cell.data_type
        assert kind == "s"
    assert first.startswith("'")


def test_what_one_may_not_see_is_neither_exported_nor_counted(client, people, deal):
    client.force_login(people.outsider)
    rows = rows_of(take(client, "lead"))
    assert len(rows) == 2 and ExportLog.objects.get().rows == 0
    client.force_login(people.agency)
    assert take(client, "lead").status_code == 302


def test_a_list_one_has_no_right_to_has_no_export(client, people, deal):
    client.force_login(people.officer)
    assert take(client, "ledgerentry").status_code == 302
    client.logout()
    assert take(client, "company").status_code == 302
    assert ExportLog.objects.count() == 0


def test_all_columns_come_out_as_the_import_reads_them(client, people, deal):
    from tests.leads.spreadsheets.test_spreadsheets import bring_in

    client.force_login(people.officer)
    content = body(take(client, "lead", format="xlsx", whole="on"))
    before = list(Lead.objects.values())
    job = bring_in("leads.lead", content, people.officer)
    assert (job.new_count, job.changed_count, job.same_count) == (0, 0, 1)
    assert list(Lead.objects.values()) == before


@pytest.fixture
def large(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(export_screen, "BACKGROUND_FROM", 2)


def test_a_large_export_is_written_in_the_background_for_its_taker_alone(
    client, people, companies, large
):
    client.force_login(people.officer)
    response = take(client, "company", "&country=中国")
    log = ExportLog.objects.get()
    assert (response.url, log.phase, bool(log.file)) == (
        reverse("tables:export", args=[log.pk]),
        "running",
        False,
    )
    export_in_background(log)
    assert client.get(reverse("tables:export_state", args=[log.pk])).json()["running"] is False
    rows = rows_of(client.get(reverse("tables:export_file", args=[log.pk])))
    assert len(rows) == 4
    for who in (people.head, people.outsider, people.auditor, people.agency):
        client.force_login(who)
        for name in ("export", "export_state", "export_file"):
            assert client.get(reverse(f"tables:{name}", args=[log.pk])).status_code in (404, 302)
    client.logout()
    assert client.get(reverse("tables:export_file", args=[log.pk])).status_code == 302


def test_a_background_export_asks_for_the_rights_of_the_moment(
    client, people, companies, deal, large
):
    client.force_login(people.officer)
    Lead.objects.create(
        number="XS-1",
        title="甲",
        company=companies[0],
        channel="chain",
        department=people.city,
        received_at="2026-01-01T00:00+08:00",
    )
    take(client, "lead")
    log = ExportLog.objects.get()
    assert log.rows == 2
    people.officer.groups.clear()
    export_in_background(ExportLog.objects.get())
    log.refresh_from_db()
    assert log.rows == 0


def test_the_log_is_for_auditors_and_nobody_changes_it(client, people, companies):
    client.force_login(people.officer)
    take(client, "company")
    log = ExportLog.objects.get()
    assert client.get(reverse("exportlog:index")).status_code == 302
    client.force_login(people.auditor)
    page = client.get(reverse("exportlog:index")).content.decode()
    assert log.number in page and REASON in page
    assert log.sha256 in client.get(reverse("exportlog:inspect", args=[log.pk])).content.decode()
    rows = rows_of(take(client, "exportlog"))
    assert any(log.number in row for row in rows) and ExportLog.objects.count() == 2
    from django.urls import NoReverseMatch

    for name in ("add", "edit", "delete"):
        with pytest.raises(NoReverseMatch):
            reverse(f"exportlog:{name}", args=[log.pk] if name != "add" else [])


@pytest.mark.parametrize("path", ["reports/site-history/", "redirects/", "users/"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_not_even_a_superuser_gets_a_table_past_the_log(client, people, path, file_format):
    from crm.core.models import User

    client.force_login(User.objects.create_superuser("root", password="x"))
    assert client.get(f"/admin/{path}", {"export": file_format}).status_code in (403, 404)


def test_no_list_of_the_staff_admin_hands_rows_out_by_itself():
    """Whatever is registered now or later: a view that can export is one that asks."""
    from django.urls import get_resolver
    from wagtail.admin.views.mixins import SpreadsheetExportMixin

    from crm.staff.tables.export_screen import LoggedExport

    def views(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern.url_patterns)
            else:
                function = pattern.callback
                while not hasattr(function, "view_class") and hasattr(function, "__wrapped__"):
                    function = function.__wrapped__
                yield getattr(function, "view_class", object)

    own = {
        view
        for view in views(get_resolver().url_patterns)
        if issubclass(view, SpreadsheetExportMixin) and not view.__module__.startswith("wagtail.")
    }
    assert len(own) >= 1
    assert [view for view in own if not issubclass(view, LoggedExport)] == []


def test_an_amount_leaves_with_its_unit(client, people, deal):
    client.force_login(people.finance)
    for name, titles in (
        ("contribution", ["金额（元）", "地方留成（元）"]),
        ("project", ["合同金额（万元）"]),
        ("entryapplication", ["承诺投资额（元）"]),
    ):
        heading = rows_of(take(client, name))[0]
        assert [title for title in titles if title not in heading] == [], heading
