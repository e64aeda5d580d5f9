"""Whatever waits or is under way in the background can be discarded by whoever asked for it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Errand, ExportLog, ListRun, TableImport
from crm.core.runs import run as runs
from crm.core.runs.begin import discard_run
from crm.core.runs.run import give_up_run, work_through
from crm.core.tables import exporting, importing
from crm.core.tables.begin import begin_import, confirm_import, discard_import
from crm.core.tables.columns import TABLES
from crm.core.tables.exporting import discard_export, export_in_background, give_up_export
from crm.core.tables.importing import check_import, give_up_import, write_import
from leads.models import Company

ONE_COMPANY = "企业名称,国家\n常德水泵厂,中国\n".encode()
Phase = TableImport.Phase


@pytest.fixture
def job(people):
    return begin_import(
        TABLES["leads.company"], SimpleUploadedFile("a.csv", ONE_COMPANY), by=people.officer
    )


@pytest.fixture
def confirmed(job, people):
    check_import(job)
    confirm_import(job, by=people.officer)
    return TableImport.objects.get(pk=job.pk)


@pytest.fixture
def export(people):
    return ExportLog.objects.create(
        number="DC-1",
        by=people.officer,
        at=timezone.now(),
        table="企业",
        path=reverse("company:index"),
        format="csv",
        reason="核对",
    )


@pytest.fixture
def run(people):
    return ListRun.objects.create(
        step="parks.verify",
        by=people.finance,
        keys=[1, 2],
        total=2,
        created_at=timezone.now(),
    )


def test_an_import_that_waits_is_discarded_and_not_read_any_more(client, people, job):
    client.force_login(people.officer)
    assert reverse("tables:discard", args=[job.pk]) in (
        client.get(reverse("tables:import", args=[job.pk])).content.decode()
    )
    client.post(reverse("tables:discard", args=[job.pk]))
    job.refresh_from_db()
    assert job.phase == Phase.DISCARDED
    check_import(job)
    job.refresh_from_db()
    assert job.phase == Phase.DISCARDED


def test_a_confirmed_import_is_discarded_and_not_written_any_more(people, confirmed):
    discard_import(confirmed, by=people.officer)
    write_import(TableImport.objects.get(pk=confirmed.pk))
    assert not Company.objects.filter(name="常德水泵厂").exists()
    with pytest.raises(Refused):
        discard_import(confirmed, by=people.officer)


def test_one_that_is_being_written_is_not_discarded(people, confirmed, monkeypatch):
    monkeypatch.setattr("crm.core.tables.begin.is_being_written", lambda row: True)
    with pytest.raises(Refused):
        discard_import(confirmed, by=people.officer)


def test_what_is_read_when_it_is_discarded_stays_discarded(people, job):
    worker = TableImport.objects.get(pk=job.pk)
    importing.change(worker, phase=Phase.CHECKING)
    TableImport.objects.filter(pk=job.pk).update(phase=Phase.DISCARDED)
    importing.change(worker, phase=Phase.READY)
    job.refresh_from_db()
    assert (job.phase, worker.phase) == (Phase.DISCARDED, Phase.DISCARDED)


def test_nobody_discards_what_another_asked_for(client, people, job, export, run):
    for discard, row in (
        (discard_import, job),
        (discard_export, export),
        (discard_run, run),
    ):
        with pytest.raises(NotPermitted):
            discard(row, by=people.head)
    client.force_login(people.head)
    for name, row in (("tables:discard_export", export), ("runs:discard", run)):
        assert client.post(reverse(name, args=[row.pk])).status_code == 404


def test_a_discarded_export_makes_no_file(client, people, export):
    client.force_login(people.officer)
    page = reverse("tables:export", args=[export.pk])
    assert reverse("tables:discard_export", args=[export.pk]) in client.get(page).content.decode()
    client.post(reverse("tables:discard_export", args=[export.pk]))
    export.refresh_from_db()
    assert export.phase == ExportLog.Phase.DISCARDED
    export_in_background(export)
    export.refresh_from_db()
    assert (bool(export.file), export.phase) == (False, ExportLog.Phase.DISCARDED)
    assert "已取消" in client.get(page).content.decode()


def test_an_export_that_was_cut_off_is_made_when_it_is_begun_again(people, export, monkeypatch):
    def ends(*_told):
        raise OperationalError("the server ended")

    with monkeypatch.context() as away:
        away.setattr(exporting, "_made", ends)
        with pytest.raises(OperationalError):
            export_in_background(ExportLog.objects.get(pk=export.pk))
    export.refresh_from_db()
    assert export.phase == ExportLog.Phase.RUNNING
    export_in_background(export)
    export.refresh_from_db()
    assert (bool(export.file), export.phase) == (True, ExportLog.Phase.DONE)


def test_a_discarded_run_takes_no_further_row(client, people, run):
    client.force_login(people.finance)
    page = reverse("runs:show", args=[run.pk])
    assert reverse("runs:discard", args=[run.pk]) in client.get(page).content.decode()
    client.post(reverse("runs:discard", args=[run.pk]))
    work_through(run)
    run.refresh_from_db()
    assert (run.phase, run.done) == (ListRun.Phase.DISCARDED, 0)
    assert "已取消：共 2 行，已处理 0 行" in client.get(page).content.decode()
    with pytest.raises(Refused):
        discard_run(run, by=people.finance)


def test_a_database_that_ends_does_not_fail_a_run_or_an_import(people, run, job, monkeypatch):
    def ends(*_told, **_more):
        raise OperationalError("the server ended")

    monkeypatch.setattr(runs, "_next_batch", ends)
    monkeypatch.setattr(importing, "read_plan", ends)
    for work, row in ((work_through, run), (check_import, job)):
        with pytest.raises(OperationalError):
            work(row)
        row.refresh_from_db()
        assert row.is_running


def test_what_is_given_up_says_so(people, job, export, run):
    for give_up, row in ((give_up_import, job), (give_up_export, export), (give_up_run, run)):
        give_up(row.pk)
        row.refresh_from_db()
        assert row.phase == "failed"
    assert "多次" in job.error and "多次" in run.error


def test_each_step_of_an_import_is_an_errand(people, confirmed):
    asked = Errand.objects.filter(arguments=[confirmed.pk]).values_list("task", flat=True)
    assert list(asked) == ["core.check_ledger", "core.write_ledger"]
