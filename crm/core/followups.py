"""Functions that run after a record has changed: registered by apps in their ``AppConfig.ready``,
called by ``move()`` and the edit screens.
"""

from collections.abc import Callable

from django.db.models import Model

from .database.wall import lifted

FOLLOW_UPS: dict[type, list[Callable]] = {}


def follow_up(model: type, act: Callable) -> None:
    """Register ``act(record)``, called in the same transaction after each change of a record of
    ``model``. Registering it twice has no further effect.
    """
    acts = FOLLOW_UPS.setdefault(model, [])
    if act not in acts:
        acts.append(act)


def changed(record: Model) -> None:
    with lifted():
        for act in FOLLOW_UPS.get(type(record), ()):
            act(record)
