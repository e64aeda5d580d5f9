"""Tens of thousands of tracked records at once: looked up by one array; written by COPY, their
history from the rows themselves.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from django.db.models import Field
from django.utils import timezone
from simple_history.utils import bulk_update_with_history, get_history_model_for_model

from crm.core.writes import as_one

from ..writes import written
from .before import checked
from .occasions import reason_or_occasion, somebody

PLAIN = {
    models.CharField,
    models.TextField,
    models.DecimalField,
    models.DateField,
    models.DateTimeField,
    models.BooleanField,
    models.ForeignKey,
    models.IntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.BigIntegerField,
    models.BigAutoField,
    models.OneToOneField,
    models.URLField,
    models.EmailField,
}
UPDATED_AT_ONCE = 500
MANY = 5000


@as_one()
def insert(model, records: list, *, by, reason: str = "") -> list:
    """Insert ``records``, each with one history row that names ``by``; they carry their keys
    afterwards. Sends no signals; those who follow the model's writes are told.
    """
    if not records:
        return records
    checked(model, records)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    readers = [_reader(field) for field in fields]
    if len(records) >= MANY:
        _gather_longer()
    for record, pk in zip(records, new_keys(model, len(records)), strict=True):
        record.pk = pk
        record._state.adding = False
    rows = ([read(record) for read in readers] for record in records)
    copy_in(model, [field.column for field in fields], rows)
    with connection.cursor() as cursor:
        _write_history(cursor, model, [record.pk for record in records], "+", by, reason)
    written(model, [record.pk for record in records])
    return records


def _gather_longer():
    """Until the transaction ends, what is written gathers in a list of 2 MB before it goes into a
    GIN index, instead of the 128 kB of the settings: pieces of that size are sorted in sooner.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local gin_pending_list_limit = '2MB'")


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for ``count`` records that are yet to be inserted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_in(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Insert ``rows`` by COPY, without history: triggers fire, signals do not."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {quote(model._meta.db_table)} ({names}) from stdin") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _reader(field):
    """What of a record goes into the column; most fields store their attribute as it is."""
    name = field.attname
    if (
        type(field) in PLAIN
        and not getattr(field, "auto_now", False)
        and not getattr(field, "auto_now_add", False)
    ):
        return lambda record: getattr(record, name)
    if type(field).get_db_prep_save is Field.get_db_prep_save and isinstance(
        field, (models.CharField, models.DateTimeField)
    ):
        return lambda record: field.pre_save(record, add=True)
    return lambda record: field.get_db_prep_save(field.pre_save(record, add=True), connection)


def _write_history(cursor, model, ids, kind, by, reason):
    history = get_history_model_for_model(model)
    quote = connection.ops.quote_name
    columns = ", ".join(
        quote(history._meta.get_field(field.name).column) for field in history.tracked_fields
    )
    actor = somebody(by)
    cursor.execute(
        f"insert into {quote(history._meta.db_table)} ({columns}, history_date, "
        f"history_type, history_user_id, history_change_reason)"
        f" select {columns}, %s, %s, %s, %s from {quote(model._meta.db_table)} where "
        f"{quote(model._meta.pk.column)} = any(%s) order by {quote(model._meta.pk.column)}",
        [timezone.now(), kind, actor and actor.pk, reason_or_occasion(reason), ids],
    )


@as_one()
def update_alike(model, ids: list[int], values: dict, *, by, reason: str = ""):
    """Store the same ``values`` (by column: ``verified_by_id``) in all these records, with one
    history row each. Sends no signals.
    """
    if not ids:
        return
    model._base_manager.filter(pk__any_of=ids).update(**values)
    with connection.cursor() as cursor:
        _write_history(cursor, model, ids, "~", by, reason)
    written(model, ids)


@as_one()
def update(model, records: list, names: set[str], *, by, reason: str = ""):
    """Store the fields ``names`` of ``records`` with one history row each; fields that follow from
    others are kept in step.
    """
    if not records:
        return
    checked(model, records, names)
    follows = [field for field in model._meta.concrete_fields if _follows(field)]
    for record in records:
        for field in follows:
            field.pre_save(record, add=False)
    fields = sorted(names | {field.name for field in follows})
    bulk_update_with_history(
        records,
        model,
        fields,
        batch_size=UPDATED_AT_ONCE,
        default_user=somebody(by),
        default_change_reason=reason_or_occasion(reason),
        manager=model._base_manager,
    )
    written(model, [record.pk for record in records])


def _follows(field) -> bool:
    """Whether the field works out its own value when stored: the day of the last change, the core
    of a name.
    """
    if field.generated or field.primary_key or getattr(field, "auto_now_add", False):
        return False
    is_ours = not type(field).__module__.startswith("django.db.models")
    return getattr(field, "auto_now", False) or (is_ours and "pre_save" in type(field).__dict__)
