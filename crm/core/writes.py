"""What is told of every write of a record, one or many, in the transaction that writes it.

For what has to stay true of records whoever changes them: an app that keeps something beside a
model (in its ``AppConfig.ready``) hears of each row that is stored or taken away. Bulk statements,
of which Django tells nobody, say it by ``written``.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete


@dataclass(frozen=True)
class Follower:
    """``find(keys)`` says what the rows with these keys concern; ``act`` gets its answer.

    They are two because a row that is taken away has to be asked while it is still there.
    """

    find: Callable[[list[int]], Any]
    act: Callable[[Any], None]


FOLLOWERS: dict[type, list[Follower]] = {}
_IS_UNHEARD: ContextVar[bool] = ContextVar("is_unheard", default=False)


def follow_writes(model: type, follower: Follower) -> None:
    """Let ``follower`` hear of every write of ``model``; once, however often it is asked for."""
    followers = FOLLOWERS.setdefault(model, [])
    if follower not in followers:
        followers.append(follower)
    post_save.connect(_saved, sender=model, dispatch_uid="core.follow_writes")
    pre_delete.connect(_about_to_go, sender=model, dispatch_uid="core.follow_writes")
    post_delete.connect(_gone, sender=model, dispatch_uid="core.follow_writes")


@contextmanager
def unheard():
    """Tell nobody of what is written meanwhile; whoever asks for it puts right what is kept."""
    token = _IS_UNHEARD.set(True)
    try:
        yield
    finally:
        _IS_UNHEARD.reset(token)


def written(model: type, keys: Iterable[int]) -> None:
    """Say that the rows of ``model`` with these keys were written past ``save()``."""
    found = list(keys)
    if found and not _IS_UNHEARD.get():
        for follower in FOLLOWERS.get(model, ()):
            follower.act(follower.find(found))


def _saved(sender, instance, raw=False, **_signal):
    if not raw:
        written(sender, [instance.pk])


def _about_to_go(sender, instance, **_signal):
    followers = () if _IS_UNHEARD.get() else FOLLOWERS.get(sender, ())
    instance._concerned = [(each, each.find([instance.pk])) for each in followers]


def _gone(sender, instance, **_signal):
    for follower, found in instance._concerned:
        follower.act(found)
