"""A backup is taken, restored into another database, and tells what it lacks."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from commissions.models import LedgerEntry
from crm.core.backup.make import kept
from crm.core.backup.restore import restore_files, second_database
from crm.core.backup.tasks import back_up
from crm.core.database.owner import as_owner
from crm.core.models import Attachment, Move
from leads.models import Lead, PayeeAccount
from tests import cast


@pytest.fixture
def town(committed_database, settings, tmp_path):
    """A deal with its files, stored for good."""
    settings.BACKUP_KEY_FILE = tmp_path / "elsewhere" / "key"
    settings.BACKUP_ROOT = str(tmp_path / "backups")
    settings.MEDIA_ROOT = tmp_path / "media"
    people = cast.make_people()
    plot, version = cast.make_plot(people), cast.make_policy_version(people)
    agent = cast.make_agent(people)
    cast.make_agreement(agent, version)
    cast.make_deal(people, plot, agent)


def taken() -> Path:
    out = io.StringIO()
    call_command("backup", stdout=out, stderr=io.StringIO())
    return Path(out.getvalue().strip())


def test_it_is_restored_with_all_rows_files_and_rights(town, tmp_path):
    account = PayeeAccount.objects.first().number
    expected = (Lead.objects.count(), Move.objects.count(), Attachment.objects.count())
    files = {p.name: p.read_bytes() for p in Path(storages["private"].location).rglob("*.pdf")}
    folder = taken()
    assert min(expected) > 0 and files
    told = json.loads((folder / "manifest.json").read_text())
    assert told["rows"]["leads_lead"] == expected[0] and told["owner"] == "deshang"
    for name in ("database.sealed", "files.sealed"):
        sealed = (folder / name).read_bytes()
        assert b"PGDMP" not in sealed and "示范".encode() not in sealed
    with as_owner(), second_database("restored_here"):
        target = tmp_path / "restored"
        private = {"private": target}
        from crm.core.backup import restore

        restore.restore_database(folder)
        assert restore_files(folder, private) == told["files"]
        assert (Lead.objects.count(), Move.objects.count(), Attachment.objects.count()) == expected
        assert PayeeAccount.objects.first().number == account
        assert {p.name: p.read_bytes() for p in target.rglob("*.pdf")} == files
        out = io.StringIO()
        call_command("roles", check=True, stdout=out)
        assert out.getvalue() == ""
    assert Lead.objects.count() == expected[0]


def test_a_sound_one_is_called_sound_and_leaves_nothing_behind(town):
    folder, out = taken(), io.StringIO()
    call_command("verify_backup", stdout=out)
    assert out.getvalue().strip() == f"{folder}: sound"
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_database where datname like 'deshang_verify%%'")
        assert cursor.fetchone() == (0,)


def test_what_is_missing_or_wrong_is_named(town):
    lost = Attachment.objects.order_by("pk").first()
    Path(lost.file.path).unlink()
    other = Attachment.objects.order_by("pk").last()
    Path(other.file.path).write_bytes(b"%PDF-1.7 forged")
    taken()
    with pytest.raises(CommandError) as refused:
        call_command("verify_backup")
    assert f"files: {lost.file.name} is missing" in str(refused.value)
    assert f"files: {other.file.name} is not the file that was stored" in str(refused.value)


def test_a_row_that_is_not_in_the_dump_and_a_changed_file_are_found(town):
    folder = taken()
    manifest = folder / "manifest.json"
    told = json.loads(manifest.read_text())
    told["rows"]["leads_lead"] += 1
    manifest.write_text(json.dumps(told))
    with pytest.raises(CommandError, match="leads_lead: 1 rows instead of 2"):
        call_command("verify_backup")
    sealed = folder / "database.sealed"
    content = bytearray(sealed.read_bytes())
    content[-1] ^= 1
    sealed.write_bytes(content)
    with pytest.raises(CommandError, match="database.sealed is not the file that was written"):
        call_command("verify_backup")


def test_it_is_never_restored_over_what_is_there(town):
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(taken()))
    assert Lead.objects.exists()


def test_without_its_key_nothing_is_read(town, settings, tmp_path):
    folder = taken()
    settings.BACKUP_KEY_FILE = tmp_path / "none"
    with pytest.raises(CommandError, match="holds no key"):
        call_command("verify_backup", str(folder))


def test_every_night_one_is_taken_and_old_ones_go(town, settings, monkeypatch):
    settings.BACKUP_KEEP = 2
    stamps = iter(["20260101T000000Z", "20260102T000000Z", "20260103T000000Z"])
    from crm.core.backup import make

    monkeypatch.setattr(make, "STAMP", "x")
    taken_at = {}
    for stamp in stamps:
        monkeypatch.setattr(make, "STAMP", stamp)
        taken_at[stamp] = taken() if not taken_at else back_up()
    assert [each.name for each in kept(Path(settings.BACKUP_ROOT))] == [
        "20260103T000000Z",
        "20260102T000000Z",
    ]


def test_without_a_folder_nothing_is_done(town, settings):
    settings.BACKUP_ROOT = ""
    back_up()
    with pytest.raises(CommandError, match="BACKUP_ROOT"):
        call_command("backup", "")
    assert LedgerEntry.objects.count() == 0
