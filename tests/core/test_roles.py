import pytest
from django.db import connection

from commissions.models import ApprovalStep
from crm.core.database.owner import as_owner
from crm.core.granting import missing_permissions
from crm.core.models import Parameter


def test_every_permission_in_the_table_exists(db):
    assert missing_permissions() == set()


@pytest.mark.parametrize("model", [ApprovalStep, Parameter])
def test_what_is_stored_after_a_migration_waits_for_its_table(db, model):
    """Of apps that are migrated one by one, or undone, the signal comes without the table."""
    table = model._meta.db_table
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"alter table {table} rename to away")
        model.store_defaults()
        cursor.execute(f"alter table away rename to {table}")
    model.objects.all().delete()
    model.store_defaults()
    assert model.objects.count() > 0
