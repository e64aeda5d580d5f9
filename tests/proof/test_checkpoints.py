"""The checkpoints themselves: what is added is read alone, who falsifies a file of theirs is found,
and a key hands over to the next.
"""

import gzip
import json
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from crm.core.database.owner import as_owner
from crm.core.models import Attachment, Move, User
from crm.core.proof.chain import Checkpoint, checkpoints_in, faults_of
from crm.core.proof.checkpoint import make_checkpoint
from crm.core.proof.signing import key_id
from crm.launch import keys
from tests.database_accounts import tampering

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    settings.CHECKPOINT_KEY = tmp_path / "key"
    settings.CHECKPOINT_COPIES = []
    return settings.CHECKPOINT_DIR


def public(folder) -> bytes:
    return folder.with_name("key.pub").read_bytes()


def found(folder) -> list[str]:
    return list(map(str, faults_of(checkpoints_in(folder), public(folder))))


def test_the_first_needs_nothing_and_the_next_follows_from_it(folder):
    first, second = make_checkpoint(), make_checkpoint()
    assert (first.number, second.number) == (1, 2)
    assert second.body["previous"] == first.hash
    assert first.body["previous"] == "0" * 64
    assert second.body["unexplained"] == []
    assert list(second.leaves()) == []
    assert found(folder) == []
    assert folder.with_name("key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda f: (f / "000002.json").unlink(), "checkpoints 2: is missing (since checkpoint 2)"),
        (
            lambda f: (f / "000002.json").write_bytes(
                (f / "000002.json").read_bytes().replace(b'"anew": ""', b'"anew": "x"')
            ),
            "checkpoints 2: is not signed by the key that is due (since checkpoint 2)",
        ),
        (
            lambda f: (f / "000002.leaves.gz").write_bytes(gzip.compress(b"core_move 1 -\n")),
            "checkpoints 2: its file of leaves is missing or was changed (since checkpoint 2)",
        ),
        (
            lambda f: (f / "000003.sig").write_bytes(b"0" * 64),
            "checkpoints 3: is not signed by the key that is due (since checkpoint 3)",
        ),
        (
            lambda f: (f / "000001.json").unlink(),
            "checkpoints 1: is missing (since checkpoint 1)",
        ),
    ],
)
def test_a_falsified_checkpoint_is_named(folder, harm, says):
    for _number in range(3):
        make_checkpoint()
    harm(folder)
    assert says in found(folder)


def test_a_chain_that_was_written_anew_by_another_key_is_not_believed(folder, settings, tmp_path):
    make_checkpoint()
    bureaus = public(folder)
    shutil.rmtree(folder)
    settings.CHECKPOINT_KEY = tmp_path / "of_the_forger"
    make_checkpoint()
    told = list(map(str, faults_of(checkpoints_in(folder), bureaus)))
    assert told == [
        "checkpoints 1: none is signed by the key that is trusted (before any checkpoint)"
    ]


def test_a_link_that_the_forger_hands_over_from_is_not_believed(folder, settings, tmp_path):
    """The forger's chain names the bureau's key as its successor, whose links do not follow."""
    for _number in range(2):
        make_checkpoint()
    kept, bureaus = tmp_path / "kept", public(folder)
    shutil.move(folder, kept)
    settings.CHECKPOINT_KEY = tmp_path / "of_the_forger"
    make_checkpoint(next_key=bureaus)
    for ending in ("json", "sig", "leaves.gz"):
        shutil.copy(kept / f"000002.{ending}", folder)
    told = list(map(str, faults_of(checkpoints_in(folder), bureaus)))
    assert told == ["checkpoints 2: does not follow from the one before it (since checkpoint 2)"]


def test_one_key_hands_over_to_the_next_and_each_of_them_is_enough(folder):
    make_checkpoint()
    old = public(folder)
    call_command("rotate_checkpoint_key", verbosity=0)
    last = make_checkpoint()
    new = public(folder)
    assert key_id(old) != key_id(new)
    assert [checkpoint.body["key"] for checkpoint in checkpoints_in(folder)] == [
        key_id(old),
        key_id(old),
        key_id(new),
    ]
    assert last.number == 3
    for trusted in (old, new):
        assert list(faults_of(checkpoints_in(folder), trusted)) == []
    assert {path.stem for path in (folder / "keys").glob("*.pem")} == {key_id(old), key_id(new)}


def test_another_key_than_the_one_that_is_due_signs_nothing(folder, settings, tmp_path):
    make_checkpoint()
    settings.CHECKPOINT_KEY = tmp_path / "lost_and_made_anew"
    with pytest.raises(CommandError, match="Put the right key back"):
        call_command("checkpoint", verbosity=0)
    assert len(checkpoints_in(folder)) == 1


def test_a_rotation_that_was_cut_off_is_finished_by_the_next_checkpoint(folder, settings):
    from crm.core.proof.signing import prepare_key

    make_checkpoint()
    following = prepare_key()
    make_checkpoint(next_key=following)
    assert key_id(public(folder)) != key_id(following)  # not taken up yet
    assert make_checkpoint().body["key"] == key_id(following)
    assert found(folder) == []


def queries_of(make) -> list[str]:
    """The COPY statements that a checkpoint reads tables by."""
    from crm.core.proof import reading

    told, command = [], reading._copy_command

    def noting(covered, ranges):
        told.append((covered.name, ranges))
        return command(covered, ranges)

    reading._copy_command = noting
    try:
        make()
    finally:
        reading._copy_command = command
    return told


def test_of_a_large_table_that_is_only_added_to_the_new_rows_are_read_alone(
    folder, settings, people, deal
):
    settings.CHECKPOINT_REREAD_ROWS = 3
    make_checkpoint()
    last = Move.objects.order_by("pk").last()
    again = Move.objects.create(
        target_object=last.target_object, name="judge", source="a", target="a", by=last.by
    )
    made = []
    told = dict(queries_of(lambda: made.append(make_checkpoint())))
    first, end = told["core_move"][-1]
    assert (first, end) == (last.pk + 1, None)
    assert [key for name, key, _leaf in made[0].leaves() if name == "core_move"] == [again.pk]
    assert made[0].tables["core_move"]["rows"] == Move.objects.count()
    assert made[0].tables["core_move"]["root"] == root_by_hand(folder, "core_move")


def root_by_hand(folder, name) -> str:
    from crm.core.proof.merkle import root_of

    return root_of(
        leaf
        for checkpoint in checkpoints_in(folder)
        for each, _key, leaf in checkpoint.leaves()
        if each == name
    )


def test_a_row_that_was_committed_late_is_taken_up_and_one_put_behind_is_not(
    folder, settings, people, deal
):
    settings.CHECKPOINT_REREAD_ROWS = 3
    move = Move.objects.order_by("pk").last()
    late, behind = move.pk + 1, -5

    def insert(pk):
        Move.objects.create(
            pk=pk, target_object=move.target_object, name="x", source="a", target="a", by=move.by
        )

    make_checkpoint()
    insert(late + 3)
    assert make_checkpoint().tables["core_move"]["gaps"] == [[late, late + 2, 2]]
    insert(late)
    third = make_checkpoint()
    assert third.body["unexplained"] == []
    assert third.tables["core_move"]["gaps"] == [[late + 1, late + 2, 2]]
    settings.CHECKPOINT_REREAD_ROWS = 100_000
    insert(behind)
    assert make_checkpoint().body["unexplained"] == [["core_move", behind, "inserted behind"]]


def test_what_is_changed_in_a_small_table_is_seen_within_the_hour(folder, people, deal):
    make_checkpoint()
    attachment = Attachment.objects.earliest("pk")
    Attachment.objects.filter(pk=attachment.pk).update(sha256="0" * 64)
    with as_owner():
        deal.lead.history.update(history_change_reason="mine")
    second = make_checkpoint()
    told = [tuple(each) for each in second.body["unexplained"]]
    assert ("core_attachment", attachment.pk, "changed") in told
    assert ("leads_historicallead", deal.lead.history.latest("pk").pk, "changed") in told


def test_a_change_without_history_is_told_and_one_with_it_is_not(folder, people):
    from crm.core.writing.history import save_as

    make_checkpoint()
    people.officer.name = "新名"
    save_as(people.officer, by=people.head)
    assert make_checkpoint().body["unexplained"] == []
    with tampering(User), connection.cursor() as cursor:
        cursor.execute("update core_user set name = '别人' where id = %s", [people.leader.pk])
    assert make_checkpoint().body["unexplained"] == [["core_user", people.leader.pk, "changed"]]
    with tampering(User), connection.cursor() as cursor:
        cursor.execute("update core_user set name = 'leader' where id = %s", [people.leader.pk])
    with pytest.raises(CommandError, match=f"core_user {people.leader.pk}: changed"):
        call_command("checkpoint", verbosity=0)


def test_what_was_kept_beside_the_checkpoints_is_not_believed_by_itself(folder, people, deal):
    make_checkpoint()
    for path in (folder / "state").iterdir():
        path.write_bytes(b"0" * 40)
    second = make_checkpoint()
    assert (second.body["unexplained"], list(second.leaves())) == ([], [])


def test_a_column_that_is_added_begins_a_table_anew_and_no_alarm(folder, people, deal):
    from dataclasses import replace

    from crm.core.proof import registry

    whole = registry.COVERED["core_move"]
    try:
        older = tuple(column for column in whole.columns if column != "note")
        registry.COVERED["core_move"] = replace(whole, columns=older)
        make_checkpoint()
    finally:
        registry.COVERED["core_move"] = whole
    second = make_checkpoint()
    assert second.body["unexplained"] == []
    assert second.tables["core_move"]["begun"] == 2
    assert second.tables["core_user"]["begun"] == 1


def test_accounts_and_identity_numbers_leave_as_digests_alone(folder, people, deal, tmp_path):
    call_command("export_proof", str(tmp_path / "export"), verbosity=0)
    shown = (tmp_path / "export" / "tables" / "leads_payeeaccount.tsv").read_text()
    with connection.cursor() as cursor:
        cursor.execute("select number from leads_payeeaccount")
        ((stored,),) = cursor.fetchall()
    assert "6222021902001234567" not in shown
    assert stored not in shown
    assert "password" not in (tmp_path / "export" / "tables" / "core_user.tsv").read_text()


def test_a_number_that_is_encrypted_anew_is_the_same_number(folder, people, deal):
    from leads.models import PayeeAccount

    make_checkpoint()
    with tampering(PayeeAccount), connection.cursor() as cursor:
        field = PayeeAccount._meta.get_field("number")
        cursor.execute(
            "update leads_payeeaccount set number = %s",
            [field.get_prep_value("6222021902001234567")],
        )
    assert make_checkpoint().body["unexplained"] == []


def test_the_body_says_what_was_signed_in_lines_that_people_read(folder, people):
    made = make_checkpoint()
    assert isinstance(made, Checkpoint)
    line = next(
        splitline
        for splitline in made.content.decode().splitlines()
        if '"name": "core_user"' in splitline
    )
    told = json.loads(line.rstrip(","))
    assert (told["rows"], told["kind"]) == (User.objects.count(), "tracked")
    assert len(told["root"]) == 64


def test_the_key_is_made_once(tmp_path):
    first = keys.read_or_create_signing_key(tmp_path / "key")
    assert keys.read_or_create_signing_key(tmp_path / "key") == first
    assert (tmp_path / "key.pub").read_text().startswith("-----BEGIN PUBLIC KEY-----")
