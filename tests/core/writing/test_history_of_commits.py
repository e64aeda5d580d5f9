"""What Django commits by itself, statement by statement, keeps its history too."""

import pytest
from django.db import IntegrityError, connection

from crm.core.models import Department
from leads.models import Company
from tests import set_up

NO_ROW = "without its row of history"


def sql(text: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_an_earlier_row_of_history_does_not_stand_for_a_later_change(committed_database):
    """The row is given back a former value; the history knows that from another transaction."""
    row = Department.objects.create(name="甲")
    row.name = "乙"
    row.save()
    with pytest.raises(IntegrityError, match=NO_ROW):
        sql("update core_department set name = '甲' where id = %s", row.pk)
    assert Department.objects.get().name == "乙"


def test_statements_of_django_are_refused_too(committed_database):
    row = Department.objects.create(name="招商一科")
    rows = Department.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError, match=NO_ROW):
        set_up._update(rows, name="甲")
    assert [each.history_type for each in row.history.all()] == ["+"]


def test_a_record_saved_outside_of_every_transaction_is_stored_with_its_row(committed_database):
    Company(name="常德恒力机械有限公司").save()
    company = Company.objects.get()
    company.name = "常德恒力智能机械有限公司"
    company.save()
    assert [each.name for each in company.history.order_by("history_id")] == [
        "常德恒力机械有限公司",
        "常德恒力智能机械有限公司",
    ]
