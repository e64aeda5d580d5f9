"""Whether a condition holds for what is known: yes, no, or not known.

A condition is written as in the commission engine (``attribute``, ``metric``, ``any``, ``all``,
``not`` with ``equals``, ``in``, ``not_in``, ``at_least`` …), and may bear besides:

``clause``      where the policy says so;
``can_be_met``  that a “no” may still become a “yes”, such as a certificate that one applies for;
``within``      how near to a lowest number counts as nearly there (a fraction of it);
``name``        what a qualification is called, in both languages;
``told``        the condition in words, where its values are codes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from operator import ge, gt, le, lt
from typing import Any

from .codes import belongs
from .vocabulary import CODE, LISTS, fact_named

Condition = Mapping[str, Any]

NEAR = Decimal("0.2")
COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "at_least": ge,
    "more_than": gt,
    "at_most": le,
    "less_than": lt,
}
LEAST = ("at_least", "more_than")


class Answer(Enum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, holds: bool | None) -> "Answer":
        return cls.UNKNOWN if holds is None else cls.YES if holds else cls.NO


@dataclass(frozen=True)
class Facts:
    """What is known of an enterprise by the names of ``vocabulary``, on the day ``as_of``.

    Amounts are Decimal yuan, counts Decimal; lists are a set of their names, empty for none. What
    is not known stands in it as None, or not at all.
    """

    as_of: date
    values: Mapping[str, object] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(frozen=True)
class Finding:
    """What came of one condition: ``found`` is what is known, ``gap`` what is missing to the number
    that is asked. ``can_be_met`` says that a “no” is near, or may be made good.
    """

    condition: Condition
    answer: Answer
    clause: str = ""
    found: object = None
    gap: Decimal | None = None
    can_be_met: bool = False
    parts: tuple["Finding", ...] = ()

    def leaves(self) -> tuple["Finding", ...]:
        """The plain conditions that it is made of."""
        return tuple(leaf for part in self.parts for leaf in part.leaves()) or (self,)

    @property
    def asks(self) -> str:
        """The name of the fact that a plain condition looks at."""
        return str(self.condition.get("metric") or self.condition.get("attribute") or "")


def judge(condition: Condition, facts: Facts, clause: str = "") -> Finding:
    """What comes of ``condition``, which stands in ``clause`` where it names none of its own."""
    clause = str(condition.get("clause", clause))
    for joint, judged in JOINTS.items():
        if joint in condition:
            return judged(condition, facts, clause)
    return _plain(condition, facts, clause)


def _any(condition: Condition, facts: Facts, clause: str) -> Finding:
    parts = tuple(judge(alternative, facts, clause) for alternative in condition["any"])
    answers = {part.answer for part in parts}
    order = (Answer.YES, Answer.UNKNOWN, Answer.NO)
    answer = next(answer for answer in order if answer in answers)
    can_be_met = any(part.can_be_met for part in parts)
    return Finding(condition, answer, clause, can_be_met=can_be_met, parts=parts)


def _all(condition: Condition, facts: Facts, clause: str) -> Finding:
    parts = tuple(judge(requirement, facts, clause) for requirement in condition["all"])
    answers = {part.answer for part in parts}
    order = (Answer.NO, Answer.UNKNOWN, Answer.YES)
    answer = next(answer for answer in order if answer in answers)
    failures = [part for part in parts if part.answer is Answer.NO]
    can_be_met = bool(failures) and all(part.can_be_met for part in failures)
    return Finding(condition, answer, clause, can_be_met=can_be_met, parts=parts)


def _not(condition: Condition, facts: Facts, clause: str) -> Finding:
    finding = judge(condition["not"], facts, clause)
    answer = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(finding.answer, Answer.UNKNOWN)
    can_be_met = answer is Answer.NO and bool(condition.get("can_be_met"))
    return Finding(condition, answer, clause, finding.found, None, can_be_met, (finding,))


JOINTS: dict[str, Callable[[Condition, Facts, str], Finding]] = {
    "any": _any,
    "all": _all,
    "not": _not,
}


def _plain(condition: Condition, facts: Facts, clause: str) -> Finding:
    value = facts.get(condition.get("metric") or condition["attribute"])
    answer = Answer.UNKNOWN if value is None else Answer.of(_holds(value, condition))
    if answer is not Answer.NO:
        return Finding(condition, answer, clause, value)
    gap = _gap(value, condition)
    can_be_met = bool(condition.get("can_be_met")) or _is_near(gap, condition)
    return Finding(condition, answer, clause, value, gap, can_be_met)


def _holds(value: Any, condition: Condition) -> bool | None:
    """None where what is known is too coarse to say."""
    for operator, compares in COMPARISONS.items():
        if operator in condition:
            return compares(value, condition[operator])
    kind = fact_named(condition["attribute"]).kind
    if "not_in" in condition:
        is_one = _is_one_of(value, condition["not_in"], kind)
        return None if is_one is None else not is_one
    choices = condition["in"] if "in" in condition else [condition["equals"]]
    return _is_one_of(value, choices, kind)


def _is_one_of(value: Any, choices: Any, kind: str) -> bool | None:
    if kind == LISTS:
        return bool(value & set(choices))
    if kind != CODE:
        return value in choices
    answers = [belongs(value, branch) for branch in choices]
    if True in answers:
        return True
    return None if None in answers else False


def _gap(value: Any, condition: Condition) -> Decimal | None:
    """How much is missing to the lowest number; None where none is asked."""
    least = next((condition[name] for name in LEAST if name in condition), None)
    return None if least is None else least - value


def _is_near(gap: Decimal | None, condition: Condition) -> bool:
    if gap is None:
        return False
    least: Decimal = next(condition[name] for name in LEAST if name in condition)
    return gap <= least * condition.get("within", NEAR)
