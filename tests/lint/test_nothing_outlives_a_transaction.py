"""Behind a pooler of transactions the next transaction has another connection: what is set, locked
or made for longer would be somebody else's.
"""

import re

import pytest

from tests.template_database import REPO

PACKAGES = ("crm", "leads", "parks", "commissions")
LIVES_ON = re.compile(
    r"pg_(try_)?advisory_lock(_shared)?\("
    r"|[\"'(]\s*set (session |(?!local |transaction |constraints )\w+ (=|to) )"
    r"|set_config\([^)]*,\s*false\)"
    r"|[\"'(]\s*(un)?listen \w|[\"'(]\s*notify \w"
    r"|create temp(orary)? table(?!.*on commit drop)"
    r"|declare .* with hold|[\"'(]\s*prepare \w+( \(.*\))? as ",
    re.I,
)


def found_in(text: str) -> list[str]:
    return [match[0] for match in LIVES_ON.finditer(" ".join(text.split()))]


@pytest.mark.parametrize(
    "written",
    [
        'cursor.execute("select pg_advisory_lock(1)")',
        "cursor.execute(\"set work_mem = '1GB'\")",
        'cursor.execute("SET SESSION statement_timeout TO 5")',
        "cursor.execute(\"select set_config('app.who', %s, false)\")",
        'cursor.execute("listen changes")',
        'cursor.execute("create temp table t (id int)")',
    ],
)
def test_what_lives_on_is_found(written):
    assert found_in(written) != []


@pytest.mark.parametrize(
    "written",
    [
        'cursor.execute("select pg_advisory_xact_lock(1)")',
        "cursor.execute(\"set local work_mem = '1GB'\")",
        'cursor.execute("set transaction isolation level repeatable read")',
        'cursor.execute("set constraints all immediate")',
        "cursor.execute(\"select set_config('app.who', %s, true)\")",
        'cursor.execute("create temp table t (id int) on commit drop")',
        'cursor.execute("update a set b = 1")',
    ],
)
def test_what_ends_with_the_transaction_is_left_alone(written):
    assert found_in(written) == []


def test_nothing_of_ours_lives_on():
    """Migrations go around the pooler."""
    found = {
        str(path.relative_to(REPO)): told
        for package in PACKAGES
        for path in sorted((REPO / package).rglob("*.py"))
        if "migrations" not in path.parts and (told := found_in(path.read_text(encoding="utf-8")))
    }
    assert found == {}
