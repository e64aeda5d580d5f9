"""Writes what the migrations make into one file, from which new databases are made."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from itertools import count

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from crm.core.days import day_of
from crm.core.management import schema_file
from crm.launch import embedded

# Headings, settings of the session, and what only the owner of an extension may say.
HEADINGS = re.compile(r"\n*^--\n(?:-- .*\n)+--\n+", re.MULTILINE)
LEFT_OUT = re.compile(
    r"^(?:-- Dumped .*|\\(?:un)?restrict .*|SET .*|SELECT pg_catalog\.set_config\(.*"
    r"|COMMENT ON EXTENSION .*|SELECT pg_catalog\.setval\(.*, false\);)\n+",
    re.MULTILINE,
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00")
COPIED = re.compile(r"COPY public\.(\w+) \((.+)\) FROM stdin;")
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Write crm/core/data/schema.sql, from which an empty database is made: what the "
        "migrations make, run one by one on the embedded server. After every new migration."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="only say whether it is of today's migrations"
        )

    def handle(self, *, check, **options):
        if not check:
            schema_file.FILE.write_text(text_of_migrations(), encoding="utf-8")
        elif not schema_file.fits():
            raise CommandError(
                "crm/core/data/schema.sql is of other migrations. Write it: manage.py write_schema"
            )


def text_of_migrations() -> str:
    """What the file has to say today; takes as long as the migrations."""
    return text_of(["migrate", "--one-by-one"])


def text_of(made_by: list[str]) -> str:
    """What the file would say of the database that a command of manage.py makes."""
    with embedded.passing_database(settings.BASE_DIR, f"schema_{os.getpid()}") as name:
        began = datetime.now(UTC)
        subprocess.run(
            [sys.executable, "manage.py", *made_by, "--verbosity=0"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": embedded.url(settings.BASE_DIR, name)},
            check=True,
        )
        dump = embedded.dump(settings.BASE_DIR, name)
    return f"{schema_file.HEAD}{schema_file.digest()}\n{in_form(dump, began)}"


def in_form(dump: str, began: datetime) -> str:
    """The dump without what differs from one session or database to the next: moments and days
    since ``began``, and random keys. Rows are sorted, so that it does not matter who wrote them
    when.
    """
    numbers = count(1)
    keys: dict[str, str] = defaultdict(lambda: f"@key{next(numbers)}@")
    parts = []
    for head, rows in schema_file.parts(dump):
        if rows is None:
            parts.append(LEFT_OUT.sub("", HEADINGS.sub("\n", head)))
        elif rows:
            rows = MOMENT.sub(lambda match: _moment(match[0], began), rows)
            rows = UUID.sub(lambda match: keys[match[0]], rows)
            rows = _without_today(head, rows, began)
            parts.append(f"{head}\n{_sorted(rows)}{schema_file.END_OF_ROWS.rstrip()}\n")
    return "".join(parts)


def _moment(stamp: str, began: datetime) -> str:
    return schema_file.NOW if datetime.fromisoformat(stamp) >= began else stamp


def _without_today(head: str, rows: str, began: datetime) -> str:
    """The rows with a mark for the day in the columns that take it by themselves."""
    table, columns = COPIED.match(head).groups()
    places = [n for n, name in enumerate(columns.split(", ")) if (table, name) in _own_days()]
    if not places:
        return rows
    today = day_of(began).isoformat()
    lines = [line.split("\t") for line in rows.splitlines()]
    for line in lines:
        for place in places:
            line[place] = schema_file.TODAY if line[place] >= today else line[place]
    return "".join("\t".join(line) + "\n" for line in lines)


@cache
def _own_days() -> set[tuple[str, str]]:
    """(table, column) of each date that is the day on which its row was written."""
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.get_internal_type() == "DateField" and (field.auto_now or field.auto_now_add)
    }


def _sorted(rows: str) -> str:
    return "".join(sorted(rows.splitlines(keepends=True)))
