"""What follows a change of a record, as told by the apps that care (in their ``AppConfig.ready``):
called by ``move()`` and the edit screens.
"""

from collections.abc import Callable

from django.db.models import Model

FOLLOW_UPS: dict[type, list[Callable]] = {}


def follow_up(model: type, act: Callable) -> None:
    """Call ``act(record)`` after each change of a record of ``model``, in the same transaction;
    once, however often it is asked for.
    """
    acts = FOLLOW_UPS.setdefault(model, [])
    if act not in acts:
        acts.append(act)


def changed(record: Model) -> None:
    for act in FOLLOW_UPS.get(type(record), ()):
        act(record)
