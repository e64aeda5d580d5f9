"""Whether the rights in the database are the declared ones: what somebody gave or took by hand is
found.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from crm.launch.database_roles import APP, PORTAL

from .kept import kept_rows
from .policies import closed_tables

MAY = "select has_table_privilege(%s, %s, %s)"
OWNS = """
select c.relname from pg_class c
where c.relowner = %s::regrole and c.relkind in ('r', 'p', 'S', 'v', 'm')
order by c.relname
"""
TRIGGERS = """
select tgrelid::regclass || '.' || tgname from pg_trigger
where not tgisinternal and tgenabled <> 'A' order by 1
"""
WALLS = """
select relname from pg_class
where relname = any(%s) and relnamespace = 'public'::regnamespace
    and not (relrowsecurity and relforcerowsecurity)
order by relname
"""


def shortcomings() -> list[str]:
    """In words, one a line; none where all stands."""
    names = settings.DATABASE_ROLES
    with connection.cursor() as cursor:
        cursor.execute("select rolname from pg_roles where rolname = any(%s)", [[*names.values()]])
        missing = set(names.values()) - {name for (name,) in cursor.fetchall()}
        if missing:
            return [f"there is no role {name}" for name in sorted(missing)]
        return [*_owned(cursor, names), *_changeable(cursor, names), *_passed_by(cursor)]


def _owned(cursor, names: dict) -> Iterator[str]:
    for role in names.values():
        cursor.execute(OWNS, [role])
        yield from (f"{role} owns {table}" for (table,) in cursor.fetchall())


def _changeable(cursor, names: dict) -> Iterator[str]:
    for table, kept in sorted(kept_rows().items()):
        for role in (names[APP], names[PORTAL]):
            for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute(MAY, [role, table, privilege])
                if cursor.fetchone()[0] and not (privilege == "DELETE" and kept.may_go):
                    yield f"{role} may {privilege} {table}"


def _passed_by(cursor) -> Iterator[str]:
    cursor.execute(TRIGGERS)
    yield from (f"{trigger} does not always hold" for (trigger,) in cursor.fetchall())
    cursor.execute(WALLS, [closed_tables()])
    yield from (f"{table} stands open to who comes from outside" for (table,) in cursor.fetchall())
