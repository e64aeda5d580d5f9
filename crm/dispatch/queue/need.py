"""What a record needs now, as its source says it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from crm.core.transitions import Stateful, missing_facts


@dataclass(frozen=True)
class Need:
    """One row of the queue before it is stored; the fields are those of ``Waiting``."""

    step: str
    part: str = ""
    person_id: int | None = None
    role: str = ""
    right: str = ""
    department_id: int | None = None
    apart: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    is_decision: bool = False
    appears_on: date | None = None
    due_on: date | None = None
    amount: Decimal | None = None
    facts: dict = field(default_factory=dict)


def missing_for(record: Stateful, name: str) -> tuple[str, ...]:
    """The facts without which the step is refused, and which the step itself does not bring."""
    transition = record.TRANSITIONS[name]
    brought = {*transition.facts, *transition.makes}
    return tuple(fact for fact, _label in missing_facts(record, transition) if fact not in brought)


def movers(record: Stateful, *names: str) -> tuple[int, ...]:
    """Who took one of these steps of the record, in the order of their keys."""
    return tuple(sorted({move.by_id for move in record.taken if move.name in names}))
