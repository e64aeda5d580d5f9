"""Why an entry changes what the ledger holds, and of which kind it is: earning, adjustment or
claw-back.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from ..engine import Assessment, Due, Step
from ..models import LedgerEntry

Kind = LedgerEntry.Kind
# The counted amounts changed: such a decrease is an adjustment, not a claw-back.
OF_AMOUNTS = {"below_threshold", "no_bracket", "nothing_left", "lower_one", "no_longer_counted"}

Key: TypeAlias = tuple[str, str, str, int]  # (component, period, stage, payee)


def kind_of(
    difference: Decimal, posted: Decimal | None, due: Due | None, causes: list[Step]
) -> LedgerEntry.Kind:
    """The first entry is an earning. A decrease because somebody is entitled to less is a
    claw-back; every other change is an adjustment.
    """
    if posted is None:
        return Kind.EARNING
    if difference > 0:
        return Kind.ADJUSTMENT
    if due is None:
        return Kind.ADJUSTMENT if {step.kind for step in causes} <= OF_AMOUNTS else Kind.CLAWBACK
    return Kind.CLAWBACK if any(step.kind == "kept" for step in due.steps) else Kind.ADJUSTMENT


def reasons_of(due: Due | None, posted: Decimal | None, causes: list[Step]) -> tuple[Step, ...]:
    """How the amount was reckoned, why less is due than before, and what the entry is the
    difference of.
    """
    steps = due.steps if due else ()
    if posted is None:
        return steps
    if due is None:
        return (*causes, Step.of("taken_back", "", before=posted))
    change = Step.of("changed", "", before=posted, due=due.amount, difference=due.amount - posted)
    return (*steps, *causes, change)


def whys_of(key: Key, assessment: Assessment, due: Due | None, is_covered: bool) -> list[Step]:
    """Why a payee is due less, or nothing, of a component, period and stage."""
    if due is not None:
        return [note for note in assessment.notes if note.kind == "terminated"]
    if not is_covered:
        return [Step.of("no_agreement")]
    return [note for note in assessment.notes if _is_about(note, key)] or list(
        _without_a_note(key, assessment)
    )


def _is_about(note: Step, key: Key) -> bool:
    component, period, _stage, payee = key
    values = dict(note.values)
    if note.kind == "payee_excluded":
        return values["payee"] == str(payee)
    return values.get("component", component) == component and values.get("period", "") in (
        "",
        period,
    )


def _without_a_note(key: Key, assessment: Assessment) -> Iterator[Step]:
    component, period, stage, payee = key
    dues = [
        due
        for due in assessment.dues
        if (due.component, due.period, due.payee) == (component, period, str(payee))
    ]
    if any(due.held and due.stage == stage for due in dues):
        yield Step.of("not_reached", "", milestone=stage)
    else:
        yield Step.of("no_longer_counted")
