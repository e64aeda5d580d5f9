"""The rules of one policy as they are stored: read into numbers and days, and checked whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from commissions.engine import check_document

from .benefits import OWN_MODES, Benefit
from .conditions import COMPARISONS, Answer, Condition, Finding
from .vocabulary import AMOUNTS, CODE, COUNT, FACTS, OWN_METRICS, fact_named

JOINTS = ("any", "all", "not")
WANTED = ("equals", "in", "not_in")
NUMBERS = (*COMPARISONS, "within")


@dataclass(frozen=True)
class Rules:
    """What one policy asks and gives. ``key`` tells the caller which policy it is; the matching
    itself does not read it. ``names`` are its titles by language.
    """

    key: object
    names: Mapping[str, str]
    conditions: Sequence[Condition] = ()
    benefits: Sequence[Benefit] = ()
    cap: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def out_of_time(self, day: date) -> Finding | None:
        """Why the policy takes nobody on ``day``; None on a day of its validity."""
        if self.valid_from and day < self.valid_from:
            return Finding({"from": self.valid_from}, Answer.NO, found=day)
        if self.valid_to and day > self.valid_to:
            return Finding({"to": self.valid_to}, Answer.NO, found=day)
        return None


class RulesError(ValueError):
    """Stored rules that cannot be used; ``problems`` are (place, what is wrong)."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(": ".join(problem) for problem in self.problems))


def read(stored: Mapping[str, Any], key: object, names: Mapping[str, str], **more: Any) -> Rules:
    """The rules in ``stored``, whose numbers are text. They were checked when they were stored."""
    return Rules(
        key,
        names,
        tuple(_condition(condition) for condition in stored.get("conditions", ())),
        tuple(_benefit(benefit) for benefit in stored.get("benefits", ())),
        Decimal(stored["cap"]) if stored.get("cap") else None,
        **more,
    )


def _condition(stored: Mapping[str, Any]) -> Condition:
    condition = dict(stored)
    for joint in ("any", "all"):
        if joint in condition:
            condition[joint] = [_condition(part) for part in condition[joint]]
    if "not" in condition:
        condition["not"] = _condition(condition["not"])
    for name in NUMBERS:
        if name in condition:
            condition[name] = Decimal(condition[name])
    return condition


def _benefit(stored: Mapping[str, Any]) -> Benefit:
    benefit = dict(stored)
    for name in ("cap", "floor"):
        if benefit.get(name):
            benefit[name] = Decimal(benefit[name])
        else:
            benefit.pop(name, None)
    if "years" in benefit:
        benefit["years"] = [Decimal(share) for share in benefit["years"]]
    if "schedule" in benefit:
        benefit["schedule"] = _numbers(benefit["schedule"])
    if "when" in benefit:
        benefit["when"] = [_condition(condition) for condition in benefit["when"]]
    return benefit


def _numbers(node: Any) -> Any:
    """A schedule with its numbers read; its words and clauses stay."""
    if isinstance(node, Mapping):
        return {
            name: value if name in ("mode", "edge") else _numbers(value)
            for name, value in node.items()
        }
    if isinstance(node, list):
        return [_numbers(item) for item in node]
    return Decimal(node)


def check(stored: Mapping[str, Any], language: str = "zh") -> None:
    """Raise RulesError with every problem of the rules in ``stored`` and its place."""
    problems = [*_problems_of_conditions(stored), *_problems_of_benefits(stored, language)]
    if problems:
        raise RulesError(problems)


def _problems_of_conditions(stored: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for number, condition in enumerate(stored.get("conditions", ()), start=1):
        yield from _of_condition(condition, f"conditions[{number}]")
    for number, benefit in enumerate(stored.get("benefits", ()), start=1):
        for condition in benefit.get("when", ()):
            yield from _of_condition(condition, f"benefits[{number}].when")


def _of_condition(condition: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    joint = next((name for name in JOINTS if name in condition), None)
    if joint:
        parts = condition[joint] if joint != "not" else [condition[joint]]
        if not parts:
            yield place, "needs at least one condition"
        for part in parts:
            yield from _of_condition(part, f"{place}.{joint}")
        return
    name = condition.get("metric") or condition.get("attribute")
    if not name or ("metric" in condition and name not in AMOUNTS):
        yield place, f"{name} is nothing that is known of enterprises"
        return
    operators = [operator for operator in (*WANTED, *COMPARISONS) if operator in condition]
    if len(operators) != 1:
        yield place, "needs exactly one comparison"
        return
    yield from _of_value(name, operators[0], condition, place)


def _of_value(
    name: str, operator: str, condition: Mapping[str, Any], place: str
) -> Iterator[tuple[str, str]]:
    kind, wanted = fact_named(name).kind, condition[operator]
    if operator in COMPARISONS:
        if name not in AMOUNTS:
            yield place, f"{name} has no size"
        elif not _is_number(wanted):
            yield place, f"{wanted} is no number"
    elif name in AMOUNTS:
        yield place, f"{name} is compared by its size"
    elif kind == CODE and not wanted:
        yield place, "needs at least one code"
    choices = FACTS[name].choices if name in FACTS else {}
    values = wanted if isinstance(wanted, list) else [wanted]
    unknown = [value for value in values if choices and value not in choices]
    if unknown:
        yield place, f"{unknown[0]} is none of {', '.join(choices)}"


def _is_number(text: object) -> bool:
    try:
        return Decimal(str(text)).is_finite()
    except InvalidOperation:
        return False


def _problems_of_benefits(stored: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """The commission engine checks the schedules, put to it as those of a policy of its own."""
    components = (
        [
            _component(benefit, number)
            for number, benefit in enumerate(stored["benefits"], 1)
            if "schedule" in benefit and benefit["schedule"].get("mode") not in OWN_MODES
        ]
        if stored.get("benefits")
        else []
    )
    if components:
        for problem in check_document(_document(components)):
            yield problem.path.replace("components", "benefits"), problem.told(language)
    for number, benefit in enumerate(stored.get("benefits", ()), start=1):
        schedule = benefit.get("schedule", {})
        if schedule.get("mode") in OWN_MODES:
            yield from _of_each(benefit, f"benefits[{number}]")


def _of_each(benefit: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    if fact_named(str(benefit.get("metric"))).kind != COUNT:
        yield place, "a sum for each one needs something that is counted"
    if not _is_number(benefit["schedule"].get("amount")):
        yield place, "needs the sum for each one"


def _component(benefit: Mapping[str, Any], number: int) -> dict[str, Any]:
    component = {
        name: benefit[name] for name in ("metric", "schedule", "cap", "floor") if benefit.get(name)
    }
    if component.get("metric") == "fixed_assets":
        component["land"] = "excluded"
    if component.get("metric") in ("foreign_capital", "contract_foreign"):
        component |= {"currency": "CNY", "rate_day": "arrival"}
    return {"code": f"b{number}", "name": {"zh": "—", "en": "—"}, "clause": "c", **component}


def _document(components: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": 1,
        "code": "benefits",
        "version": "1",
        "name": {"zh": "—", "en": "—"},
        "clauses": {"c": "—"},
        "metrics": OWN_METRICS,
        "components": components,
        "on_termination": "keep",
    }
