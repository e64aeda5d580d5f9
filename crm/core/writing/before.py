"""What is asked before rows of a model are stored, one or many: whoever refuses raises."""

from collections.abc import Callable, Iterable

from django.db.models import Model
from django.db.models.signals import pre_save

# Functions (model, records, names of the fields that are written, None for all) by model.
_CHECKS: dict[type[Model], list[Callable]] = {}


def check_before(model: type[Model], check: Callable) -> None:
    """Let ``check(model, records, names)`` refuse records of ``model``, however they are stored."""
    checks = _CHECKS.setdefault(model, [])
    if check not in checks:
        checks.append(check)
    pre_save.connect(_about_to_be_stored, sender=model, dispatch_uid="core.check_before")


def checked(model: type[Model], records: list, names: Iterable[str] | None = None) -> None:
    """Called by what stores many at once, of which Django tells nobody."""
    for check in _CHECKS.get(model, ()):
        check(model, records, names)


def _about_to_be_stored(sender, instance, raw=False, update_fields=None, **_signal):
    if not raw:
        checked(sender, [instance], update_fields)
