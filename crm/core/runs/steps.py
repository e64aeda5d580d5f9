"""The steps that can be taken with any number of rows, each registered by the app that owns it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..models import Move
from ..writes import written
from ..writing import bulk
from ..writing.reasons import with_note


@dataclass
class Outcome:
    """``done`` rows took the step; ``refused`` are (record, why not)."""

    done: int = 0
    refused: list[tuple[object, str]] = field(default_factory=list)

    def add(self, other: "Outcome"):
        self.done += other.done
        self.refused += other.refused


@dataclass(frozen=True)
class ListStep:
    """A transition of ``model`` that is taken with many rows at once.

    ``take(keys, *, by, note)`` takes it with some hundred rows, as far as each may take it, and
    returns the Outcome; ``after(keys, *, by)`` follows once, when all rows have been worked on.
    """

    code: str
    model: type
    name: str
    take: Callable[..., Outcome]
    after: Callable | None = None

    @property
    def transition(self):
        return self.model.TRANSITIONS[self.name]

    def waiting(self, rows):
        """Those of ``rows`` for which the step is a question at all."""
        return rows.filter(state__in=self.transition.sources)


LIST_STEPS: dict[str, ListStep] = {}


def register_step(step: ListStep):
    LIST_STEPS[step.code] = step


def take_alike(name: str, records: list, *, by, note: str = "", **values):
    """The transition ``name`` of ``records`` that may take it, in whole statements: state, history
    and log of moves of each.

    ``values`` are the columns that it stores besides, the same in all. The records themselves are
    not loaded anew.
    """
    if not records:
        return
    model = type(records[0])
    step = model.TRANSITIONS[name]
    bulk.update_alike(
        model,
        [record.pk for record in records],
        {"state": step.target, **values},
        by=by,
        reason=with_note(step.label, note),
    )
    moves = Move.objects.bulk_create(
        Move(
            target_object=record,
            name=name,
            source=record.state,
            target=step.target,
            by=by,
            note=note,
        )
        for record in records
    )
    written(Move, [move.pk for move in moves])
