"""Which database a query goes to."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS

REPLICA = "replica"
# Who somebody is and what they may do is always read where it is written.
AT_HOME_APPS = {"auth", "sessions", "contenttypes", "axes"}
AT_HOME = {"core.user", "core.department", "core.submission", "core.exportlog"}

_reads_there: ContextVar[bool] = ContextVar("reads_from_replica", default=False)
_wrote: ContextVar[bool] = ContextVar("wrote", default=False)


@contextmanager
def reading_there():
    """Queries of records go to the replica, until something is written."""
    token = _reads_there.set(True)
    try:
        yield
    finally:
        _reads_there.reset(token)


def has_written() -> bool:
    """Whether anything but the session was written since ``begin``."""
    return _wrote.get()


def begin() -> None:
    _wrote.set(False)


def is_at_home(model) -> bool:
    return model._meta.app_label in AT_HOME_APPS or model._meta.label_lower in AT_HOME


class ReplicaRouter:
    def db_for_read(self, model, **_hints):
        return REPLICA if _reads_there.get() and not is_at_home(model) else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **_hints):
        if model._meta.app_label != "sessions":
            _wrote.set(True)
        if not is_at_home(model):
            _reads_there.set(False)  # what follows sees what it has written
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_both, **_hints):
        """Both hold the same records."""
        return True

    def allow_migrate(self, database, *_what, **_hints):
        return database == DEFAULT_DB_ALIAS
