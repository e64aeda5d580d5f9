"""What the application may do in its database, and what its owner alone may."""

import io

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from commissions.models import Basis, DocumentConfirmation, IssuedDocument, LedgerEntry
from crm.core.database.kept import kept_rows
from crm.core.database.owner import as_owner
from crm.core.database.standing import shortcomings
from crm.core.models import Move
from crm.launch import embedded
from leads.models import Lead
from tests.template_database import REPO, accounts, manage

pytestmark = pytest.mark.django_db
KEPT = [LedgerEntry, Basis, Move, DocumentConfirmation, Lead.history.model]


def refused(statement: str):
    is_refused = pytest.raises(ProgrammingError, match="permission denied")
    with is_refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_test_runs_as_the_application():
    with connection.cursor() as cursor:
        cursor.execute("select current_user, session_user")
        assert cursor.fetchone() == ("deshang_app", "deshang")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("deshang",)


@pytest.mark.parametrize("model", KEPT)
@pytest.mark.parametrize("verb", ["update {} set id = id", "delete from {}", "truncate {}"])
def test_what_was_written_is_neither_changed_nor_removed(model, verb):
    key = model._meta.pk.column
    refused(verb.format(model._meta.db_table).replace("id = id", f"{key} = {key}"))


def test_each_history_is_kept_and_at_least_these():
    kept = kept_rows()
    assert {"commissions_ledgerentry", "core_move", "leads_historicallead"} <= set(kept)
    assert [table for table, how in kept.items() if how.may_go] == [
        "site_historicalpolicysubscription"
    ]
    assert kept["commissions_issueddocument"].but == ("state", "file", "sha256", "seal_id")


@pytest.mark.parametrize(
    "statement",
    [
        "update commissions_issueddocument set facts = '{}'",
        "update commissions_issueddocument set number = 'x'",
        "delete from commissions_issueddocument",
        "alter table commissions_ledgerentry disable trigger all",
        "drop trigger ledger_no_change on commissions_ledgerentry",
        "create table public.own (id int)",
        "set session_replication_role = replica",
        "insert into django_migrations (app, name, applied) values ('x', 'y', now())",
    ],
)
def test_nor_may_it_lift_what_guards_them(statement):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        if statement.startswith("set session"):
            cursor.execute("set local session authorization deshang_app")
        cursor.execute(statement)


def test_a_made_document_keeps_its_file_also_for_who_may_finish_one(deal, people):
    document = IssuedDocument.objects.first() or _document(deal, people)
    with pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(sha256="f" * 64)
    IssuedDocument.objects.filter(pk=document.pk).update(state="withdrawn")
    with as_owner(), pytest.raises(ProgrammingError, match="stay"), transaction.atomic():
        document.delete()


def _document(deal, people):
    return IssuedDocument.objects.create(
        subject=deal.project.lead,
        kind="offer",
        year=2026,
        serial=1,
        number="X-1",
        facts={},
        file="x.pdf",
        sha256="0" * 64,
        state="issued",
        issued_by=people.officer,
    )


def test_all_stands_and_what_somebody_gave_by_hand_is_found():
    with as_owner():
        assert shortcomings() == []
        with connection.cursor() as cursor:
            cursor.execute("grant update on commissions_ledgerentry to deshang_app")
            cursor.execute("alter table leads_lead enable trigger search_fill")
            cursor.execute("alter table leads_lead no force row level security")
        assert shortcomings() == [
            "deshang_app may UPDATE commissions_ledgerentry",
            "leads_lead.search_fill does not always hold",
            "leads_lead stands open to who comes from outside",
        ]
        call_command("roles", stdout=io.StringIO())
        assert shortcomings() == ["leads_lead.search_fill does not always hold"]


def test_reports_read_business_and_no_secret():
    with connection.cursor() as cursor:
        for table, column, may in [
            ("leads_lead", "title", True),
            ("core_user", "name", True),
            ("core_user", "password", False),
            ("leads_payeeaccount", "number", False),
            ("django_session", "session_data", False),
        ]:
            cursor.execute(
                "select has_column_privilege('deshang_read', %s, %s, 'select')", [table, column]
            )
            assert cursor.fetchone() == (may,), (table, column)
        cursor.execute("select has_table_privilege('deshang_read', 'leads_lead', 'insert')")
        assert cursor.fetchone() == (False,)


def test_who_really_connects_as_the_application_owns_nothing(committed_database):
    """Without the role of the owner behind it, as web, worker and beat do."""
    name = connection.settings_dict["NAME"]
    who = {"host": embedded.settings(REPO)["HOST"], "user": embedded.APPLICATION}
    with psycopg.connect(dbname=name, autocommit=True, **who) as app:
        assert app.execute("select session_user, current_user").fetchone() == (
            "deshang_app",
            "deshang_app",
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("delete from commissions_ledgerentry")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("set role deshang")
        with app.transaction():
            app.execute("select set_config('role', 'deshang_portal', true)")
            assert app.execute("select current_user").fetchone() == ("deshang_portal",)
        assert app.execute("select current_user").fetchone() == ("deshang_app",)
    assert settings.DATABASE_ROLES["app"] == "deshang_app"


def test_commands_of_the_owner_run_under_it_and_others_do_not(committed_database):
    name = connection.settings_dict["NAME"]
    connection.close()
    assert accounts(name)["DATABASE_URL"] != accounts(name)["DATABASE_OWNER_URL"]
    manage(name, "migrate")
    manage(name, "rebuild_indicators")
    manage(name, "roles", "--check")
    with pytest.raises(RuntimeError, match="permission denied|must be owner"):
        manage(name, "shell", "-c", TRUNCATE)


TRUNCATE = "from django.db import connection; connection.cursor().execute('truncate core_move')"
