"""What is told of every write of a record, one or many, in the transaction that writes it.

For what has to stay true of records whoever changes them: an app that keeps something beside a
model (in its ``AppConfig.ready``) hears of each row that is stored or taken away. Bulk statements,
of which Django tells nobody, say it by ``written``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete

from .database.wall import lifted


@dataclass(frozen=True)
class Follower:
    """``find(keys)`` says what the rows with these keys concern; ``act`` gets its answer.

    They are two because a row that is taken away has to be asked while it is still there. One with
    ``join``, which makes one of several answers, hears of all that a use case writes at its end
    (``as_one``); any other hears of each row at once.
    """

    find: Callable[[list[int]], Any]
    act: Callable[[Any], None]
    join: Callable[[list[Any]], Any] | None = None


@dataclass
class Untold:
    """What was written in a use case so far, for the followers that wait for its end."""

    keys: dict[Follower, set[int]] = field(default_factory=lambda: defaultdict(set))
    answers: list[tuple[Follower, Any]] = field(default_factory=list)

    def tell(self) -> None:
        """Until nobody writes on being told."""
        while self.keys or self.answers:
            joined = defaultdict(list)
            for follower, answer in self._taken():
                joined[follower.act, follower.join].append(answer)
            for (act, join), answers in joined.items():
                act(join(answers))

    def _taken(self) -> list[tuple[Follower, Any]]:
        keys, answers = self.keys, self.answers
        self.keys, self.answers = defaultdict(set), []
        return answers + [(key, key.find(sorted(keys[key]))) for key in keys]


FOLLOWERS: dict[type, list[Follower]] = {}
_IS_UNHEARD: ContextVar[bool] = ContextVar("is_unheard", default=False)
_UNTOLD: ContextVar[Untold | None] = ContextVar("untold", default=None)


def follow_writes(model: type, follower: Follower) -> None:
    """Let ``follower`` hear of every write of ``model``; once, however often it is asked for."""
    followers = FOLLOWERS.setdefault(model, [])
    if follower not in followers:
        followers.append(follower)
    post_save.connect(_saved, sender=model, dispatch_uid="core.follow_writes")
    pre_delete.connect(_about_to_go, sender=model, dispatch_uid="core.follow_writes")
    post_delete.connect(_gone, sender=model, dispatch_uid="core.follow_writes")


@contextmanager
def as_one():
    """One transaction of a use case, as decorator or block. At the end of the outermost one, and
    still in it, each follower hears once of all that was written. It is the bureau's work, whoever
    asked for it (``crm.core.database.wall``).
    """
    if _UNTOLD.get() is not None:
        with transaction.atomic():
            yield
        return
    token = _UNTOLD.set(untold := Untold())
    try:
        with lifted(), transaction.atomic():
            yield
            untold.tell()
    finally:
        _UNTOLD.reset(token)


@contextmanager
def unheard():
    """Tell no follower of what is written in the block; the caller puts right what they keep."""
    token = _IS_UNHEARD.set(True)
    try:
        yield
    finally:
        _IS_UNHEARD.reset(token)


def written(model: type, keys: Iterable[int]) -> None:
    """Say that the rows of ``model`` with these keys were written past ``save()``."""
    pks = list(keys)
    if not pks or _IS_UNHEARD.get():
        return
    untold = _UNTOLD.get()
    with lifted():
        for follower in FOLLOWERS.get(model, ()):
            if untold is not None and follower.join:
                untold.keys[follower].update(pks)
            else:
                follower.act(follower.find(pks))


def _saved(sender, instance, raw=False, **_signal):
    if not raw:
        written(sender, [instance.pk])


def _about_to_go(sender, instance, **_signal):
    followers = () if _IS_UNHEARD.get() else FOLLOWERS.get(sender, ())
    with lifted():
        instance._concerned = [(follower, follower.find([instance.pk])) for follower in followers]


def _gone(sender, instance, **_signal):
    untold = _UNTOLD.get()
    for follower, answer in instance._concerned:
        if untold is not None and follower.join:
            untold.answers.append((follower, answer))
        else:
            with lifted():
                follower.act(answer)
