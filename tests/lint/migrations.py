"""Migrations that the software may be brought up to while people work: ``python -m
tests.lint.migrations``, in ``make check``.

What was shipped is frozen, by the digests in shipped_migrations.txt; ``--ship`` adds what is new,
at a release. What is new is read as SQL and refused where the version that still runs would break,
or a lock would be held for as long as a large table is read. A migration that does so nevertheless
says why: ``KNOWINGLY = {"DROP_COLUMN": "nothing has read it since version 1.4"}``.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.template_database import REPO

SHIPPED = Path(__file__).with_name("shipped_migrations.txt")
SHORTEST_REASON = 20  # characters
# Of the library, what it only warns of is refused as well; the second of the two says the first
# once more.
NOT_ASKED = {"CREATE_INDEX_EXCLUSIVE"}
DEFINES = re.compile(r"CREATE (OR REPLACE )?(FUNCTION|PROCEDURE|VIEW)\b|COMMENT ON\b|INSERT\b")
NEW_TABLE = re.compile(r'CREATE TABLE (?:IF NOT EXISTS )?("?[\w.]+"?)')
CHANGED = re.compile(r'ALTER TABLE (?:ONLY )?(?:IF EXISTS )?("?[\w.]+"?)')
# What the library does not look for: (name, what it looks like, what to do instead).
MORE = [
    (
        "VALIDATED",
        re.compile(r"ADD CONSTRAINT (?!.*NOT VALID).* (CHECK|FOREIGN KEY|EXCLUDE)\b"),
        "reads the whole table under a lock: add it NOT VALID, and validate it in a later one",
    ),
    (
        "SET_NOT_NULL",
        re.compile(r"ALTER COLUMN \S+ SET NOT NULL"),
        "reads the whole table under a lock: add a check NOT VALID, validate it, then set this",
    ),
    (
        "REWRITE",
        re.compile(r"^(CLUSTER|VACUUM FULL|LOCK TABLE|TRUNCATE)\b|SET (UN)?LOGGED|SET TABLESPACE"),
        "keeps everybody out of the table while it lasts",
    ),
]


def files() -> Iterator[Path]:
    for app in sorted(REPO.glob("*/migrations")) + sorted(REPO.glob("*/*/migrations")):
        yield from sorted(app.glob("[0-9]*.py"))


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]


def shipped() -> dict[str, str]:
    """name → digest"""
    return dict(line.split()[::-1] for line in SHIPPED.read_text().splitlines())


def name_of(path: Path) -> str:
    return str(path.relative_to(REPO))


def ship():
    """Freeze all that stand."""
    SHIPPED.write_text("".join(f"{digest_of(path)} {name_of(path)}\n" for path in files()))


def changed(frozen: dict[str, str], standing: dict[str, str]) -> list[str]:
    """What is said of shipped ones that are not what they were."""
    return [
        f"{name}: was shipped and is {'changed' if name in standing else 'gone'}; a new migration "
        "changes what it made"
        for name, digest in frozen.items()
        if standing.get(name) != digest
    ]


def dangers(statements: list[str]) -> dict[str, str]:
    """What a migration does that does not go beside a running version: name → what it is."""
    from django_migration_linter.sql_analyser import PostgresqlAnalyser
    from django_migration_linter.sql_analyser.analyser import analyse_sql_statements

    plain = [" ".join(statement.upper().split()) for statement in statements]
    plain = [each for each in plain if each and not each.startswith("--")]
    plain = [each for each in plain if not DEFINES.match(each)]
    errors, _ignored, warnings = analyse_sql_statements(PostgresqlAnalyser, plain)
    found = {each.code: each.message for each in [*errors, *warnings]}
    made = {match[1] for each in plain if (match := NEW_TABLE.match(each))}
    for each in plain:
        table = CHANGED.match(each)
        if table and table[1] in made:
            continue
        found |= {code: told for code, pattern, told in MORE if pattern.search(each)}
    return {code: told for code, told in found.items() if code not in NOT_ASKED}


def refused(found: dict[str, str], known: dict[str, str]) -> list[str]:
    """What of ``found`` has no sound reason; reasons for what is not done are refused as well."""
    told = [f"{code}: {what}" for code, what in found.items() if code not in known]
    told += [f"{code}: is declared and not done" for code in known if code not in found]
    short = [code for code, reason in known.items() if len(reason) < SHORTEST_REASON]
    return told + [f"{code}: says no reason" for code in short]


def complaints() -> Iterator[str]:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    frozen = shipped()
    standing = {name_of(path): digest_of(path) for path in files()}
    yield from changed(frozen, standing)
    loader = MigrationLoader(connection, replace_migrations=False)
    for migration in loader.disk_migrations.values():
        path = Path(sys.modules[migration.__module__].__file__)
        if not path.is_relative_to(REPO) or ".venv" in path.parts or name_of(path) in frozen:
            continue
        statements = loader.collect_sql([(migration, False)])
        for each in refused(dangers(statements), getattr(migration, "KNOWINGLY", {})):
            yield f"{name_of(path)}: {each}"


def main() -> int:
    import os

    import django

    from crm.launch import embedded

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    django.setup()
    embedded.ensure_for_settings()
    found = list(complaints())
    print("\n".join(found) or "Migrations go beside a running version.")
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--ship"]:
        ship()
    else:
        sys.exit(main())
