"""What a lifecycle is made of: the table of a model's transitions, which ``move()`` walks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.db import models
from django.utils import timezone

from .move import Move, MoveQuerySet
from .people import User

Guard: TypeAlias = Callable[[Any, User], str]  # the record is of the model whose table it is


@dataclass(frozen=True)
class Transition:
    """One edge of a lifecycle.

    ``requires`` names the attributes that must hold a value ("capitalfacts.money_sought" is one of
    a related record's), as far as the record ``asks_for`` them; ``facts`` the fields that the step
    itself may fill in; ``makes`` the required ones that its use case brings about; ``not_by`` the
    earlier steps whose actors may not take this one; ``apart_from`` the fields that name people who
    may not; ``guard(record, user)`` returns a refusal or "". ``stamp`` names the field that keeps
    the actor, ``stamp_day`` that of the day, ``stamp_moment`` that of the moment, ``stamp_first``
    that of the day on which such a step was taken first. A ``hidden`` step has no button of its
    own: another screen takes it, or it ``follows`` from a step of another record or from the time,
    so that nobody is told to take it.

    A step that does more than change the state ``has_use_case``, which calls ``move()`` itself.
    What follows from a step in the same transaction, whoever takes it, is its sequel. Both lie
    above the model; ``transitions.py`` of the model's app names the functions.
    """

    label: str
    sources: frozenset[str] | set[str]
    target: str
    permission: str
    requires: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    needs_note: bool = False
    not_by: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    guard: Guard | None = None
    has_use_case: bool = False
    has_sequel: bool = False
    follows: bool = False
    stamp: str = ""
    stamp_day: str = ""
    stamp_moment: str = ""
    stamp_first: str = ""
    hidden: bool = False
    negative: bool = False
    is_exceptional: bool = False  # open to whoever may take it; no record waits for it
    is_reversible: bool = False  # may be taken back at once: nothing follows from it


class Stateful(models.Model):
    """Mixin for models with a ``state`` field, a ``TRANSITIONS`` table, labels of derived facts,
    the states of the usual way in their order, and those of ``VOID`` records: their amounts are
    refused, taken back or replaced, and count in no sum of a list.
    """

    TRANSITIONS: dict[str, Transition] = {}
    FACT_LABELS: dict[str, str] = {}
    WAY: Sequence[str] = ()
    VOID: frozenset[str] = frozenset()

    class Meta:
        abstract = True

    def asks_for(self, fact: str) -> bool:
        """Whether this record, of all of its kind, needs the required ``fact``."""
        return True

    def stages(self) -> list[tuple[str, str]]:
        """[(label, done | now | ahead)] of the usual way; a state beside it stands alone."""
        way = list(self.WAY)
        if self.state not in way:
            return [(str(self.get_state_display()), "now")]
        labels, place = dict(self._meta.get_field("state").flatchoices), way.index(self.state)
        return [
            (str(labels[state]), "done" if n < place else "now" if n == place else "ahead")
            for n, state in enumerate(way)
        ]

    def day_of_step(self, name: str) -> date:
        """The day that ``stamp_day`` keeps of the step ``name``: that on which it is entered, where
        the record knows no better one.
        """
        today: date = timezone.localdate()
        return today

    def moves(self) -> MoveQuerySet:
        return Move.objects.of(self).select_related("by")
