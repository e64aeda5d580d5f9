"""The file of the schema makes the database that the migrations make; they stay the truth."""

import re
from datetime import UTC, datetime

from django.utils import timezone

from crm.core.management import schema_file
from crm.core.management.commands.write_schema import in_form, text_of, text_of_migrations
from crm.launch import embedded
from tests.template_database import REPO, manage

WRITE_IT = (
    "crm/core/data/schema.sql is not what the migrations make. Write it: manage.py write_schema"
)
MAKE_OF_THE_FILE = """
from django.db import connection
from crm.core.management.schema_file import fill_empty
assert fill_empty(connection)
"""
REFUSE = """
from pathlib import Path
from django.db import connection
from crm.core.management import schema_file
from crm.core.database.owner import as_owner
schema_file.FILE = Path({file!r})
with as_owner():
    assert not schema_file.fill_empty(connection)
assert connection.introspection.table_names() == []
"""
WORD, AS_TEXT = re.compile(r"('[^']*'::character varying)"), r"\1::text"
LIST_OF_WORDS = re.compile(r"\(ARRAY\[((?:'[^']*'::character varying(?:, )?)+)\]\)::text\[\]")
TABLES_AND_A_FAULT = "create table made (id int);\nselect no_such_function();\n"


def stored() -> list[str]:
    return schema_file.FILE.read_text(encoding="utf-8").splitlines()


def differences(text: str) -> list[str]:
    """The first lines that the file lacks or has too many."""
    return sorted(set(stored()) ^ set(text.splitlines()))[:5]


def test_it_is_what_the_migrations_make_line_by_line():
    text = text_of_migrations()
    assert differences(text) == [], WRITE_IT
    assert text.splitlines() == stored(), WRITE_IT
    assert text.count("\nCREATE TABLE ") > 400


def test_a_database_made_of_it_says_the_same():
    made = in_one_form(text_of(["shell", "-c", MAKE_OF_THE_FILE]))
    assert made == in_one_form(schema_file.FILE.read_text(encoding="utf-8"))


def in_one_form(text: str) -> list[str]:
    """What PostgreSQL says of a list of words or a chain of “or” it says with other brackets and
    casts once it has read what it said.
    """
    text = LIST_OF_WORDS.sub(lambda found: f"ARRAY[{WORD.sub(AS_TEXT, found[1])}]", text)
    return text.replace("(", "").replace(")", "").splitlines()


def test_what_the_server_refuses_leaves_the_database_empty(tmp_path):
    refused_by(tmp_path, f"{schema_file.HEAD}{schema_file.digest()}\n{TABLES_AND_A_FAULT}")


def test_a_file_of_other_migrations_is_not_used(tmp_path):
    refused_by(tmp_path, f"{schema_file.HEAD}0123456789abcdef\ncreate table made (id int);\n")


def refused_by(folder, text: str):
    file = folder / "schema.sql"
    file.write_text(text, encoding="utf-8")
    with embedded.passing_database(REPO, "schema_refused") as name:
        manage(name, "shell", "-c", REFUSE.format(file=str(file)))


def test_moments_and_keys_are_those_of_each_database():
    text = "1\t@now@\t@key1@\n2\t@now@\t@key2@\n3\t@now@\t@key1@\n"
    rows = [line.split("\t") for line in schema_file.of_today(text).splitlines()]
    assert len({moment for _number, moment, _key in rows}) == 1
    first, second, third = (key for *_others, key in rows)
    assert first == third != second
    others = schema_file.of_today(text).splitlines()[0].split("\t")
    assert others[2] != first


def test_the_day_on_which_the_file_is_written_does_not_stand_in_it():
    began = datetime(2026, 11, 30, 16, 5, tzinfo=UTC)  # in Beijing it is the first of December
    copied = "COPY public.leads_consenttext (id, version, made_on) FROM stdin;"
    dump = f"\n{copied}\n1\t1\t2026-12-01\n2\t2\t2026-11-30\n\\.\n"
    assert "1\t1\t@today@\n2\t2\t2026-11-30\n" in in_form(dump, began)
    holidays = "COPY public.core_calendarday (id, day) FROM stdin;"
    dump = f"\n{holidays}\n1\t2026-12-01\n\\.\n"
    assert "1\t2026-12-01\n" in in_form(dump, began)
    today = timezone.localdate().isoformat()
    assert schema_file.of_today("1\t1\t@today@\n") == f"1\t1\t{today}\n"


def test_statements_and_rows_are_told_apart():
    text = "create table a (b text);\n\nCOPY a (b) FROM stdin;\none\ntwo\n\\.\nselect 1;\n"
    assert list(schema_file.parts(text)) == [
        ("create table a (b text);\n", None),
        ("COPY a (b) FROM stdin;", "one\ntwo\n"),
        ("select 1;\n", None),
    ]
