"""A policy as data: checking a document whole, and reading it. The reference is docs/policies.md."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .facts import METRICS, MILESTONES
from .schedules import MODES

FORMAT = 1
OPERATORS = ("equals", "in", "not_in", "at_least", "less_than")
COMPONENT_KEYS = {
    "code", "name", "clause", "metric", "land", "per", "window", "when", "at_least", "schedule", "multipliers", "cap",
    "cap_total", "outside_cap", "stages",
}  # fmt: skip
TOP_KEYS = {"format", "code", "version", "name", "source", "clauses", "when", "payees", "components", "caps", "higher_of", "on_termination"}
SCHEDULE_KEYS = {
    "single": {"rate"}, "marginal": {"brackets"}, "whole": {"brackets", "edge"}, "flat": {"brackets", "edge"},
    "steps": {"from", "first", "every", "amount"}, "fixed": {"amount"},
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Where in the document, and what to do about it."""

    path: str
    message: str

    def __str__(self):
        return f"{self.path}: {self.message}"


class PolicyError(ValueError):
    """The document cannot be used; ``problems`` holds every reason."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Policy:
    """A checked document with its numbers as Decimal."""

    document: Mapping

    @property
    def components(self) -> list:
        return self.document["components"]

    def name_of(self, component: str, language: str) -> str:
        for each in self.components:
            if each["code"] == component:
                return each["name"][language]
        return component

    def clause_text(self, clause: str) -> str:
        return self.document.get("clauses", {}).get(clause, clause)


def load_policy(document: Mapping) -> Policy:
    """Read a document. Raises PolicyError naming all of its problems."""
    checker = _Checker(deepcopy(dict(document)) if isinstance(document, Mapping) else document)
    checker.run()
    if checker.problems:
        raise PolicyError(checker.problems)
    return Policy(checker.document)


def check_document(document: Mapping) -> list[Problem]:
    """Every problem of the document; [] where it can be used."""
    try:
        load_policy(document)
    except PolicyError as error:
        return error.problems
    return []


class _Checker:
    """Walks a document once, turns its numbers into Decimal and notes what is wrong, with the place."""

    def __init__(self, document):
        self.document = document
        self.problems = []

    def say(self, path, message):
        self.problems.append(Problem(path, message))

    def run(self):
        document = self.document
        if not isinstance(document, dict):
            return self.say("document", "must be a mapping of keys and values")
        self._unknown(document, TOP_KEYS, "")
        if document.get("format") != FORMAT:
            self.say("format", f"must be {FORMAT}")
        for key in ("code", "version"):
            if not isinstance(document.get(key), str):
                self.say(key, "is needed, as text")
        self._name(document, "")
        self._conditions(document.get("when", []), "when")
        if document.get("on_termination") not in ("claw_back", "keep"):
            self.say("on_termination", "must be claw_back or keep: what follows when the project is terminated")
        self._payees(document.get("payees", {}))
        self._components(document.get("components"))
        self._number(document.get("caps", {}), "project", "caps", optional=True)
        self._higher_of(document.get("higher_of", []))

    def _payees(self, payees):
        self._unknown(payees, {"registered_before", "confirmed"}, "payees.")
        milestone = payees.get("registered_before")
        if milestone and milestone not in MILESTONES:
            self.say("payees.registered_before", f"must be one of {', '.join(MILESTONES)}")

    def _components(self, components):
        if not isinstance(components, list) or not components:
            return self.say("components", "at least one component is needed")
        codes = [each.get("code") for each in components if isinstance(each, dict)]
        for index, component in enumerate(components):
            path = f"components[{index}]"
            if not isinstance(component, dict):
                self.say(path, "must be a mapping of keys and values")
                continue
            if not component.get("code") or codes.count(component.get("code")) > 1:
                self.say(f"{path}.code", "is needed, and each component has its own")
            self._component(component, path)

    def _component(self, component, path):
        self._unknown(component, COMPONENT_KEYS, f"{path}.")
        self._name(component, f"{path}.")
        clause = component.get("clause")
        if clause not in self.document.get("clauses", {}):
            self.say(f"{path}.clause", "must name one of the document's clauses")
        metric = component.get("metric")
        if metric not in METRICS and component.get("schedule", {}).get("mode") != "fixed":
            self.say(f"{path}.metric", f"must be one of {', '.join(METRICS)}")
        if metric == "fixed_assets" and component.get("land") not in ("included", "excluded"):
            self.say(f"{path}.land", "must say whether land is included or excluded")
        if component.setdefault("per", "project") not in ("project", "year"):
            self.say(f"{path}.per", "must be project or year")
        self._window(component.get("window"), f"{path}.window")
        self._conditions(component.get("when", []), f"{path}.when")
        for key in ("at_least", "cap", "cap_total"):
            self._number(component, key, path, optional=True)
        for index, multiplier in enumerate(component.get("multipliers", [])):
            self._number(multiplier, "by", f"{path}.multipliers[{index}]")
            self._conditions(multiplier.get("when", []), f"{path}.multipliers[{index}].when")
        self._schedule(component.get("schedule"), f"{path}.schedule")
        self._stages(component.get("stages", []), f"{path}.stages")

    def _window(self, window, path):
        if window is None:
            return
        if window.get("from") not in MILESTONES:
            self.say(f"{path}.from", f"must be one of {', '.join(MILESTONES)}")
        if not isinstance(window.get("months", window.get("years")), int):
            self.say(path, "needs months or years, a whole number")

    def _schedule(self, schedule, path):
        if not isinstance(schedule, dict) or schedule.get("mode") not in MODES:
            return self.say(f"{path}.mode", f"must be one of {', '.join(MODES)}")
        mode = schedule["mode"]
        self._unknown(schedule, SCHEDULE_KEYS[mode] | {"mode"}, f"{path}.")
        for key in SCHEDULE_KEYS[mode] - {"brackets", "edge"}:
            self._number(schedule, key, path)
        if mode == "steps" and schedule.get("every") == 0:
            self.say(f"{path}.every", "must be more than zero")
        if "edge" in SCHEDULE_KEYS[mode] and schedule.get("edge") not in ("upper", "lower"):
            self.say(f"{path}.edge", "must be upper or lower: the bracket to which an amount on the edge belongs")
        if "brackets" in SCHEDULE_KEYS[mode]:
            self._brackets(schedule.get("brackets"), "amount" if mode == "flat" else "rate", f"{path}.brackets")

    def _brackets(self, brackets, value, path):
        if not isinstance(brackets, list) or not brackets:
            return self.say(path, "at least one bracket is needed")
        for index, bracket in enumerate(brackets):
            self._number(bracket, "from", f"{path}[{index}]")
            self._number(bracket, "to", f"{path}[{index}]", optional=True)
            self._number(bracket, value, f"{path}[{index}]")
        for index, (one, following) in enumerate(zip(brackets, brackets[1:], strict=False)):
            if one.get("to") != following.get("from"):
                self.say(f"{path}[{index}].to", "must be where the next bracket begins")

    def _stages(self, stages, path):
        total = Decimal(0)
        for index, stage in enumerate(stages):
            self._number(stage, "share", f"{path}[{index}]")
            if stage.get("milestone") not in MILESTONES:
                self.say(f"{path}[{index}].milestone", f"must be one of {', '.join(MILESTONES)}")
            if isinstance(stage.get("share"), Decimal):
                total += stage["share"]
        if stages and total != 1:
            self.say(path, f"the shares of the stages must add up to 1, not {total}")

    def _higher_of(self, groups):
        codes = {each.get("code") for each in self.document.get("components") or [] if isinstance(each, dict)}
        for index, group in enumerate(groups):
            for code in set(group) - codes:
                self.say(f"higher_of[{index}]", f"names {code}, which is not a component")

    def _conditions(self, conditions, path):
        for index, condition in enumerate(conditions):
            where = f"{path}[{index}]"
            if not isinstance(condition, dict) or "attribute" not in condition:
                self.say(where, "needs an attribute")
                continue
            used = [key for key in OPERATORS if key in condition]
            if len(used) != 1:
                self.say(where, f"needs exactly one of {', '.join(OPERATORS)}")
            for key in ("at_least", "less_than"):
                self._number(condition, key, where, optional=True)

    def _name(self, holder, path):
        name = holder.get("name")
        if not isinstance(name, dict) or not name.get("zh") or not name.get("en"):
            self.say(f"{path}name", "is needed in both languages: zh and en")

    def _number(self, holder, key, path, optional=False):
        if key not in holder or holder[key] is None:
            if not optional:
                self.say(f"{path}.{key}", "is needed")
            return
        value = holder[key]
        try:
            if isinstance(value, (bool, float)):
                raise InvalidOperation
            number = Decimal(str(value))
        except InvalidOperation:
            return self.say(f"{path}.{key}", f"{value!r} is not a number; write fractions in quotes, such as \"0.005\" for 5‰")
        if number < 0 or not number.is_finite():
            return self.say(f"{path}.{key}", "cannot be negative")
        holder[key] = number

    def _unknown(self, holder, known, path):
        for key in sorted(set(holder) - known):
            self.say(f"{path}{key}", f"is not a key of the format; known here: {', '.join(sorted(known))}")
