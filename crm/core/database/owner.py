"""Who owns the tables: migrations and what else the application itself may not do run under it."""

from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS):
    """Within the block Django's connection is the owner's. Where one account does all, nothing
    changes.
    """
    connection = connections[alias]
    owner = settings.DATABASE_OWNER
    if owner is None:
        yield
    elif connection.settings_dict["USER"] == owner["USER"]:
        with _without_assumed_role(connection):
            yield
    else:
        with _connected_as(connection, owner):
            yield


class OwnersCommand(BaseCommand):
    """A command that runs under the owner of the tables."""

    def execute(self, *args, **options):
        with as_owner(options.get("database") or DEFAULT_DB_ALIAS):
            return super().execute(*args, **options)


@contextmanager
def _connected_as(connection, owner: dict):
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update({name: before[name] for name in owner})


@contextmanager
def _without_assumed_role(connection):
    """The account is the owner's, which has put on another's role (``assume_role``)."""
    options = connection.settings_dict["OPTIONS"]
    role = options.pop("assume_role", None)
    if role is None:
        yield
        return
    _execute(connection, "reset role")
    try:
        yield
    finally:
        options["assume_role"] = role
        if not connection.needs_rollback:
            _execute(connection, f'set role "{role}"')


def _execute(connection, sql: str):
    if connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute(sql)
