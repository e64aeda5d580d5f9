"""Whether a model's table is there, which migrations of some apps alone leave open."""

from django.db import connections


def has_table(model, using: str) -> bool:
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [model._meta.db_table])
        return cursor.fetchone()[0]
