"""The verification names the first row that is wrong and since which checkpoint, on a machine that
reaches no database.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection, transaction

from commissions.models import Payment
from crm.core.models import User
from crm.core.proof.chain import checkpoints_in
from crm.core.proof.export import write_export
from tests.database_accounts import at_the_database, tampering
from tests.proof.kinds import LEDGER, off
from tests.template_database import REPO

pytestmark = pytest.mark.django_db
AS_IN_HISTORY = """
update core_user set name = (
    select name from core_historicaluser where id = 1 order by history_id desc limit 1
) where id = 1
"""


def tampered(folder, *sql):
    with transaction.atomic():
        with at_the_database(), connection.cursor() as cursor:
            for each in sql:
                cursor.execute(each)
            write_export(folder)
        transaction.set_rollback(True)


def verified(export, checkpoints, public, *options) -> subprocess.CompletedProcess:
    """As an auditor does it: the sources, and no database anywhere."""
    return subprocess.run(
        [sys.executable, "manage.py", "verify", export, "--checkpoints", checkpoints]
        + ["--public-key", public, *options],
        cwd=REPO,
        env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def auditor(city, surroundings, tmp_path):
    """What an auditor has: checkpoints of the other place, and the public key."""
    (tmp_path / "own.pub").write_bytes(surroundings.key.with_suffix(".pub").read_bytes())
    shutil.copytree(surroundings.copy, tmp_path / "checkpoints")
    return tmp_path


def test_a_sound_export_is_sound_without_a_database(city, auditor):
    tampered(auditor / "export")
    done = verified(auditor / "export", auditor / "checkpoints", auditor / "own.pub")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("sound: the export of ")
    assert "against 5 checkpoints" in done.stdout


def test_it_names_the_first_row_and_since_when(city, auditor):
    """The morning's payment was recorded by checkpoint 2, the account by checkpoint 1."""
    tampered(
        auditor / "export",
        *off("commissions_payment", "leads_payeeaccount"),
        "update commissions_payment set bank_reference = 'YH-X' where id = 1",
        "update leads_payeeaccount set holder = '别人' where id = 1",
        "update core_move set note = 'mine' where id = 1",
    )
    done = verified(auditor / "export", auditor / "checkpoints", auditor / "own.pub")
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert lines[0].endswith("the first: core_move 1: was changed (after checkpoint 1)")
    assert any(line.startswith("commissions_payment 1: was changed; ") for line in lines[1:])
    assert any(line.startswith("leads_payeeaccount 1: was changed; ") for line in lines[1:])


def test_what_a_checkpoint_saw_is_dated_to_the_hour(city, surroundings, auditor, settings):
    """Changed between two checkpoints and put back after the second: it stays told."""
    from crm.core.proof.checkpoint import make_checkpoint

    settings.CHECKPOINT_DIR = auditor / "checkpoints"
    settings.CHECKPOINT_COPIES = []
    with tampering(User), connection.cursor() as cursor:
        cursor.execute("update core_user set name = '别人' where id = 1")
        assert cursor.rowcount == 1
        make_checkpoint()
        cursor.execute(AS_IN_HISTORY)
    write_export(auditor / "export")
    done = verified(auditor / "export", auditor / "checkpoints", auditor / "own.pub", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 2
    assert told["checkpoints"] == 6
    assert [each["said"] for each in told["faults"]] == [
        "core_user 1: was changed (since checkpoint 6)"
    ]


def test_a_tail_of_checkpoints_that_was_cut_is_found_by_the_other_place(city, auditor):
    tampered(auditor / "export")
    (auditor / "checkpoints" / "000005.json").unlink()
    here = auditor / "checkpoints"
    whole = city.at_checkpoints[0].folder
    done = verified(auditor / "export", here, auditor / "own.pub", "--copy", whole)
    assert done.returncode == 2
    assert "checkpoints 5: is missing; it lies in" in done.stderr


def test_an_export_from_before_the_last_checkpoint_is_not_held_against_it(city, auditor):
    tampered(auditor / "export")
    path = auditor / "export" / "manifest.json"
    manifest = json.loads(path.read_text()) | {"at": "2026-01-01T00:00:00+00:00"}
    path.write_text(json.dumps(manifest))
    done = verified(auditor / "export", auditor / "checkpoints", auditor / "own.pub")
    assert done.returncode == 2
    assert done.stderr.strip().endswith(
        "the first: export 2026-01-01T00:00:00+00:00: was written before the last checkpoint; "
        "write another one (since checkpoint 5)"
    )


def test_the_key_of_somebody_else_is_not_enough(city, auditor):
    from crm.launch import keys

    tampered(auditor / "export")
    keys.read_or_create_signing_key(auditor / "another")
    done = verified(auditor / "export", auditor / "checkpoints", auditor / "another.pub")
    assert done.returncode == 2
    assert "none is signed by the key that is trusted" in done.stderr


def test_a_changed_line_of_the_export_itself_is_found(city, auditor):
    tampered(auditor / "export")
    path = auditor / "export" / "tables" / f"{LEDGER}.tsv"
    path.write_bytes(path.read_bytes().replace(b"460000.00", b"460001.00", 1))
    done = verified(auditor / "export", auditor / "checkpoints", auditor / "own.pub")
    assert done.returncode == 2
    assert LEDGER in done.stderr


def test_beginning_anew_is_told_ever_after(city, auditor, settings):
    from crm.core.proof.checkpoint import make_checkpoint

    settings.CHECKPOINT_DIR = auditor / "checkpoints"
    settings.CHECKPOINT_COPIES = []
    with transaction.atomic():
        with at_the_database(), connection.cursor() as cursor:
            for each in off("commissions_payment"):
                cursor.execute(each)
            payment = Payment.objects.order_by("pk").first()
            first = payment.history.filter(history_type="+")
            first.update(history_change_reason="corrected by law")
            make_checkpoint(anew="by decision of the court")
            write_export(auditor / "export")
        transaction.set_rollback(True)
    assert len(checkpoints_in(settings.CHECKPOINT_DIR)) == 6
    done = verified(auditor / "export", auditor / "checkpoints", auditor / "own.pub")
    assert done.returncode == 0, done.stderr
    assert "note: checkpoint 6 began anew: by decision of the court" in done.stdout
