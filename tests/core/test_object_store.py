"""Files in a bucket instead of on the disk, on a server that really runs."""

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from crm.core.background import work
from crm.core.files import attach
from crm.core.models import Attachment, Errand
from crm.core.tables.begin import begin_import, confirm_import
from crm.core.tables.columns import TABLES
from crm.core.tables.importing import write_import
from crm.core.tables.tasks import check_ledger
from leads.models import Company

from .files_in_a_store import MEDIA, PRIVATE, settings_with, store

CSV = "企业名称,国家\n江南智造有限公司,中国\n".encode()


@pytest.fixture(scope="module")
def running():
    with store() as made:
        yield made


@pytest.fixture
def in_the_store(running, settings, private_files_in_a_temporary_folder):
    settings.STORAGES = settings_with(running, settings.STORAGES)
    return running


@pytest.fixture
def company(db):
    return Company.objects.create(name="示范有限公司")


def licence(content=b"%PDF-1.7 one", name="执照.pdf"):
    return SimpleUploadedFile(name, content)


def test_a_private_file_is_an_object_and_served_to_who_may_see_it(
    client, people, company, in_the_store
):
    stored = attach(company, licence(), by=people.officer)
    assert stored.file.name in in_the_store.names(PRIVATE)
    assert in_the_store.content(PRIVATE, stored.file.name) == b"%PDF-1.7 one"
    client.force_login(people.officer)
    answer = client.get(f"/files/{stored.pk}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 one"
    assert answer["Content-Length"] == "12"
    client.force_login(people.agency)
    assert client.get(f"/files/{stored.pk}/").status_code == 404
    with pytest.raises(SuspiciousFileOperation):
        stored.file.url  # noqa: B018


def test_no_object_is_overwritten(in_the_store):
    place = storages["private"]
    assert place.save("documents/1.pdf", ContentFile(b"first")) == "documents/1.pdf"
    assert place.save("documents/1.pdf", ContentFile(b"second")) != "documents/1.pdf"
    assert in_the_store.content(PRIVATE, "documents/1.pdf") == b"first"


def test_pictures_keep_their_addresses(in_the_store):
    name = default_storage.save("images/厂房.jpg", ContentFile(b"x"))
    assert name in in_the_store.names(MEDIA)
    assert default_storage.url(name) == "/media/images/%E5%8E%82%E6%88%BF.jpg"


def test_a_ledger_is_read_and_written_from_the_store(people, in_the_store, handed_over):
    upload = SimpleUploadedFile("a.csv", CSV)
    job = begin_import(TABLES["leads.company"], upload, by=people.officer)
    assert job.source.name in in_the_store.names(PRIVATE)
    check_ledger(job.pk)
    job.refresh_from_db()
    assert (job.phase, job.problems) == ("ready", [])
    assert job.plan.name in in_the_store.names(PRIVATE)
    confirm_import(job, by=people.officer)
    job.refresh_from_db()
    write_import(job)
    assert Company.objects.filter(name="江南智造有限公司").exists()


def test_a_store_that_is_away_puts_the_work_off(people, settings, handed_over, in_the_store):
    """The work is done when it is back; nobody is told of a failure."""
    job = begin_import(TABLES["leads.company"], SimpleUploadedFile("a.csv", CSV), by=people.officer)
    there = settings.STORAGES
    away = {**in_the_store.options, "endpoint_url": "http://127.0.0.1:9", "bucket_name": PRIVATE}
    settings.STORAGES = {**there, "private": {**there["private"], "OPTIONS": away}}
    errand = Errand.objects.get(task="core.check_ledger", arguments=[job.pk])
    with pytest.raises(ConnectionError, match="the object store"):
        work.do_errand(errand.pk)
    errand.refresh_from_db()
    job.refresh_from_db()
    assert (errand.begun, job.phase, job.error) == (1, "checking", "")
    settings.STORAGES = there
    work.do_errand(errand.pk)
    job.refresh_from_db()
    assert job.phase == "ready"
    assert not Errand.objects.filter(pk=errand.pk).exists()


def test_what_lay_on_the_disk_is_copied_under_its_names(
    people, company, settings, tmp_path, running, capsys
):
    settings.PRIVATE_ROOT, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    first = attach(company, licence(), by=people.officer)
    second = attach(company, licence(b"%PDF-1.7 two"), by=people.officer)
    with pytest.raises(CommandError, match="S3_PRIVATE_BUCKET"):
        call_command("copy_files_to_store")
    settings.STORAGES = settings_with(running, settings.STORAGES)
    call_command("copy_files_to_store")
    assert "2 copied, 0 were there, 0 are missing" in capsys.readouterr().out
    assert running.content(PRIVATE, second.file.name) == b"%PDF-1.7 two"
    storages["private"].delete(second.file.name)
    storages["private"].save(second.file.name, ContentFile(b"cut"))
    call_command("copy_files_to_store")
    assert "1 copied, 1 were there, 0 are missing" in capsys.readouterr().out
    assert running.content(PRIVATE, second.file.name) == b"%PDF-1.7 two"
    assert Attachment.objects.get(pk=first.pk).file.name == first.file.name
    FileSystemStorage(tmp_path).delete(first.file.name)
    storages["private"].delete(first.file.name)
    with pytest.raises(CommandError, match=first.file.name):
        call_command("copy_files_to_store")
