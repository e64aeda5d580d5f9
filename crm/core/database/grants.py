"""Who may do what with which table: brought up to date after every migration, by the owner."""

import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models import Model

from crm.launch.database_roles import APP, PORTAL, READ

from .kept import kept_rows
from .policies import policy_sql

# Nothing for reports: sessions, attempts to log in, what forms were sent.
NOT_FOR_REPORTS = (
    "django_session",
    "captcha_captchastore",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    "core_submission",
    "core_ratecount",
    "core_errand",
)
SECRET_FIELDS = frozenset({"password", "token", "secret", "key"})
EVERYTHING = """
grant usage on schema {schema} to {app}, {portal}, {read}, {backup};
grant select, insert, update, delete on all tables in schema {schema} to {app}, {portal};
grant usage, select on all sequences in schema {schema} to {app}, {portal};
revoke insert, update, delete on django_migrations from {app}, {portal};
grant select on all tables in schema {schema} to {read}, {backup};
grant select on all sequences in schema {schema} to {backup};
"""
KEEP = """
revoke update, delete on "{table}" from {app}, {portal};
"""


def grant_all(using: str, *, anew: bool = False, **_signal) -> bool:
    """Run after every migration; returns whether anything was granted. Nothing is where the roles
    were not made, nor, unless ``anew``, where these rights stand already: tables would be locked.
    """
    commands = "".join(rights_sql())
    mark = f"rights {hashlib.sha256(commands.encode()).hexdigest()[:16]}"
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if not (_are_made(cursor) and _owns(cursor)):
            return False
        if not anew and _mark_of(cursor) == mark:
            return False
        cursor.execute(commands)
        cursor.execute(f"comment on table django_migrations is '{mark}'")
        return True


def _are_made(cursor) -> bool:
    names = list(settings.DATABASE_ROLES.values())
    cursor.execute("select count(*) from pg_roles where rolname = any(%s)", [names])
    return cursor.fetchone()[0] == len(names)


def _mark_of(cursor) -> str | None:
    cursor.execute("select obj_description('django_migrations'::regclass)")
    return cursor.fetchone()[0]


def _owns(cursor) -> bool:
    cursor.execute(
        "select pg_has_role(current_user, relowner, 'usage') from pg_class "
        "where oid = 'django_migrations'::regclass"
    )
    return cursor.fetchone()[0]


def rights_sql() -> Iterator[str]:
    names = {use: f'"{name}"' for use, name in settings.DATABASE_ROLES.items()}
    names["schema"] = "public"
    yield EVERYTHING.format(**names)
    for table, kept in sorted(kept_rows().items()):
        yield KEEP.format(table=table, **names)
        yield from _exceptions(table, kept, names)
    yield from _withheld(names)
    yield from policy_sql(names)


def _exceptions(table: str, kept, names: dict) -> Iterator[str]:
    if kept.but:
        columns = ", ".join(f'"{column}"' for column in kept.but)
        yield f'grant update ({columns}) on "{table}" to {names[APP]}, {names[PORTAL]};\n'
    if kept.may_go:
        yield f'grant delete on "{table}" to {names[APP]}, {names[PORTAL]};\n'


def _withheld(names: dict) -> Iterator[str]:
    """What whoever makes reports does not read."""
    for table in NOT_FOR_REPORTS:
        yield f'revoke select on "{table}" from {names[READ]};\n'
    for model in apps.get_models():
        secret = {field.column for field in model._meta.concrete_fields if _is_secret(field)}
        if secret and model._meta.db_table not in NOT_FOR_REPORTS and _is_ours(model):
            yield from _without_columns(model, secret, names[READ])


def _without_columns(model: type[Model], secret: set[str], read: str) -> Iterator[str]:
    table = model._meta.db_table
    columns = [f'"{f.column}"' for f in model._meta.concrete_fields if f.column not in secret]
    yield f'revoke select on "{table}" from {read};\n'
    yield f'grant select ({", ".join(columns)}) on "{table}" to {read};\n'


def _is_secret(field) -> bool:
    return getattr(field, "secret", False) or field.name in SECRET_FIELDS


def _is_ours(model: type[Model]) -> bool:
    return model._meta.managed and not model._meta.proxy
