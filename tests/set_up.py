"""What a test stores past the use cases, to have things stand as it wants them.

The database refuses a tracked row that is written without its row of history. A test that writes
``Lead.objects.update(…)`` means a state that came about some time: the row of history is written
for it. Whoever does the same in the product is refused.
"""

import sys
from pathlib import Path

from django.db import connection, transaction
from django.db.models import QuerySet, manager

from crm.core.models.tracked import tracked_models
from crm.core.writing.bulk import _write_history

TESTS = str(Path(__file__).parent)
REASON = "as a test wants it"
MANAGER = manager.__file__
_update, _bulk_create = QuerySet.update, QuerySet.bulk_create
_bulk_update = QuerySet.bulk_update


def _is_of_a_test(model) -> bool:
    frame = sys._getframe(2)
    while frame.f_code.co_filename == MANAGER:
        frame = frame.f_back
    return frame.f_code.co_filename.startswith(TESTS) and model in tracked_models()


def update(rows, **values):
    if not _is_of_a_test(rows.model):
        return _update(rows, **values)
    with transaction.atomic(savepoint=False):
        keys = list(rows.order_by().values_list("pk", flat=True))
        count = _update(rows, **values)
        with connection.cursor() as cursor:
            _write_history(cursor, rows.model, keys, "~", None, REASON)
    return count


def bulk_create(rows, records, *args, **options):
    if not _is_of_a_test(rows.model):
        return _bulk_create(rows, records, *args, **options)
    with transaction.atomic(savepoint=False):
        made = _bulk_create(rows, records, *args, **options)
        keys = [record.pk for record in made]
        with connection.cursor() as cursor:
            _write_history(cursor, rows.model, keys, "+", None, REASON)
    return made


def bulk_update(rows, records, fields, *args, **options):
    if not _is_of_a_test(rows.model):
        return _bulk_update(rows, records, fields, *args, **options)
    with transaction.atomic(savepoint=False):
        count = _bulk_update(rows, records, fields, *args, **options)
        keys = [record.pk for record in records]
        with connection.cursor() as cursor:
            _write_history(cursor, rows.model, keys, "~", None, REASON)
    return count


def use():
    QuerySet.update, QuerySet.bulk_create = update, bulk_create
    QuerySet.bulk_update = bulk_update


def with_history(written: str, model, kind: str = "+") -> str:
    """An ``insert`` into the table of ``model``, or with ``kind`` ~ an ``update``, that leaves the
    rows of history as well.
    """
    history = model.history.model
    kept = ", ".join(f'"{field.column}"' for field in history.tracked_fields)
    return (
        f"with made as ({written} returning *) insert into {history._meta.db_table} "
        f"({kept}, history_date, history_type) select {kept}, now(), '{kind}' from made"
    )
