"""The database refuses a transaction that wrote a tracked row without its row of history.

On each tracked table stand two triggers that look, when the transaction ends, for a row of history
of the same transaction that says the same, column by column, of every version of a row that it
wrote. What is not kept in the history (``excluded_fields``) changes without one, and so does a row
that is stored as it was. A row may go with its whole history. Triggers and their functions are made
of the models and brought up to date by every ``migrate``: a new model or field needs nothing more.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property, wraps

from django.db import connections, models, router, transaction
from simple_history.utils import get_history_model_for_model

from .database.wall import lifted
from .encryption import EncryptedTextField
from .models.tracked import CHANGED, WRITTEN, tracked_models

CODE = "23H01"  # the SQLSTATE of a refusal; its class makes an IntegrityError of it
# ``age`` of a row's transaction is not above zero where it is this one, or a savepoint of it.
FUNCTION = """
create or replace function {function}() returns trigger language plpgsql as $wall$
begin
    if tg_op <> 'DELETE' then
        if exists (select from {history} h where h.{key} = new.{key} and age(h.xmin) <= 0
                   and h.history_type <> '-' and row({kept}) is not distinct from row({new})) then
            return null;
        end if;
        raise exception using errcode = '{code}', message =
            format('{table}: row %s was written without its row of history', new.{key});
    end if;
    if exists (select from {history} h where h.{key} = old.{key} and age(h.xmin) <= 0
               and h.history_type = '-')
       or not exists (select from {history} h where h.{key} = old.{key}) then
        return null;
    end if;
    raise exception using errcode = '{code}', message =
        format('{table}: row %s was taken away without its row of history', old.{key});
end $wall$;
"""
TRIGGERS = """
drop trigger if exists {written} on {table};
drop trigger if exists {changed} on {table};
create constraint trigger {written} after insert or delete on {table}
    deferrable initially deferred for each row execute function {function}();
create constraint trigger {changed} after update on {table}
    deferrable initially deferred for each row
    when (row({old}) is distinct from row({written_over})) execute function {function}();
alter table {table} enable always trigger {written};
alter table {table} enable always trigger {changed};
comment on function {function}() is '{mark}';
"""
STANDING = """
select p.proname, obj_description(p.oid, 'pg_proc') from pg_proc p
where starts_with(p.proname, 'history_of_')
  and (select count(*) from pg_trigger t where t.tgfoid = p.oid and t.tgenabled = 'A') = 2
"""


@dataclass(frozen=True)
class Wall:
    """What stands on the table of one model."""

    model: type[models.Model]

    @property
    def function(self) -> str:
        return f"history_of_{self.model._meta.db_table}"

    @cached_property
    def mark(self) -> str:
        """Which of its forms it is: it stands as a comment in the database."""
        return hashlib.sha256(self._sql(mark="").encode()).hexdigest()[:16]

    def sql(self) -> str:
        return self._sql(self.mark)

    def _sql(self, mark: str) -> str:
        history = get_history_model_for_model(self.model)
        fields = [field for field in history.tracked_fields if not field.primary_key]
        # An encrypted text is another one each time that it is stored.
        comparable = [field for field in fields if not isinstance(field, EncryptedTextField)]
        words = {
            "function": self.function,
            "table": self.model._meta.db_table,
            "history": history._meta.db_table,
            "key": f'"{self.model._meta.pk.column}"',
        }
        return (FUNCTION + TRIGGERS).format(
            **words,
            kept=_columns("h", comparable),
            new=_columns("new", comparable),
            old=_columns("old", fields),
            written_over=_columns("new", fields),
            written=WRITTEN,
            changed=CHANGED,
            code=CODE,
            mark=mark,
        )


def _columns(row: str, fields) -> str:
    return ", ".join(f'{row}."{field.column}"' for field in fields)


def build(using: str = "default", **_signal):
    """Have every tracked table held; what stands as it should is left alone. Run after every
    migration.
    """
    walls = [Wall(model) for model in tracked_models()]
    with connections[using].cursor() as cursor:
        cursor.execute(STANDING)
        triggers = set(cursor.fetchall())
        cursor.execute("select tablename from pg_tables where schemaname = current_schema()")
        tables = {name for (name,) in cursor.fetchall()}
        commands = [
            wall.sql()
            for wall in walls
            if wall.model._meta.db_table in tables and (wall.function, wall.mark) not in triggers
        ]
        if commands:
            cursor.execute("".join(commands))


def store_as_one():
    """A tracked record that is saved outside of every transaction is stored in one with its row of
    history: from a shell, by a library. Django itself would make two of it. And it is the bureau's
    work: who comes from outside may have changed the row, and yet reads no history.
    """
    for model in tracked_models():
        if not hasattr(model.save_base, "is_one"):
            model.save_base = _as_one(model.save_base)


def _as_one(save_base):
    @wraps(save_base)
    def save(record, *args, using=None, **options):
        database = using or router.db_for_write(type(record), instance=record)
        with lifted(), transaction.atomic(using=database, savepoint=False):
            return save_base(record, *args, using=database, **options)

    save.is_one = True
    return save
