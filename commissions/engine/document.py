"""A policy as data: checking a document whole against the vocabulary, and reading it. The reference
is docs/policies.md.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, TypeAlias

from . import consistency
from .nodes import Component, Condition, Document
from .possible import nodes_of
from .problems import PolicyError, Problem
from .vocabulary import (
    CHOICE,
    CONDITIONS,
    FORMAT,
    KNOWN_WORDS,
    NODES,
    OWN_WORD,
    REFERENCES,
    SCHEDULES,
    SECTIONS,
    Key,
)

DEEPEST = 12
OPERATORS = ("equals", "in", "not_in", "at_least", "more_than", "at_most", "less_than")

Reader: TypeAlias = Callable[[object, str], object]  # of what stands at a place


@dataclass(frozen=True)
class Policy:
    """A checked document: its numbers are Decimal, its days dates."""

    document: Document
    by_code: Mapping[str, Component] = field(default_factory=dict)

    @property
    def components(self) -> list[Component]:
        components: list[Component] = self.document["components"]
        return components

    @property
    def currency(self) -> str:
        """The currency in which it pays."""
        currency: str = self.document.get("currency", "CNY")
        return currency

    def name_of(self, component: str, language: str) -> str:
        """The component's name in "zh" or "en"; its code where the
        document has no such component.
        """
        definition = self.by_code.get(component)
        return definition["name"][language] if definition else component

    @cached_property
    def timed(self) -> tuple[Condition, ...]:
        """The conditions that give a milestone a time."""
        nodes = (node for _path, node in nodes_of(self.document))
        return tuple(
            node for node in nodes if "milestone" in node and ("by" in node or "within" in node)
        )

    def clause_text(self, clause: str) -> str:
        text: str = self.document["clauses"].get(clause, clause)
        return text


def load_policy(document: Document) -> Policy:
    """Read a document. Raises PolicyError naming all of its problems."""
    policy = read_published(document)
    problems = list(consistency.problems_of(policy.document))
    if problems:
        raise PolicyError(problems)
    return policy


def read_published(document: Document) -> Policy:
    """Read a document that is published already. Checks between keys (consistency.py) are left out:
    some were added after it was published.

    Raises PolicyError where its words are none of the format.
    """
    checker = _Checker()
    checked = checker.read(document)
    if checker.problems:
        raise PolicyError(checker.problems)
    return Policy(checked, {component["code"]: component for component in checked["components"]})


def check_document(document: Document) -> list[Problem]:
    """Every problem of the document; [] where it can be used."""
    try:
        load_policy(document)
    except PolicyError as error:
        return error.problems
    return []


class _Checker:
    """Walks a document once, turns its numbers into Decimal and notes what is wrong, with the
    place.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.own: dict[str, tuple[str, ...]] = {"": ()}

    def read(self, document: object) -> dict[str, Any]:
        """The document with its values read; not to be used where there are problems."""
        if not isinstance(document, Mapping):
            self.say("document", "not_a_mapping")
            return {}
        document = deepcopy(dict(document))
        if document.get("format") != FORMAT:
            self.say("format", "format", format=FORMAT)
            return {}
        for section in SECTIONS:
            self.own[section] = tuple(self._own_words(document.get(section), section))
        self._node(document, NODES["policy"], "")
        return document

    def _own_words(self, declared: object, section: str) -> Iterator[str]:
        """The words that the document declares; each is a plain code and none that the format
        knows.
        """
        for name in map(str, declared if isinstance(declared, Mapping) else ()):
            if name in KNOWN_WORDS or not re.fullmatch(OWN_WORD, name):
                self.say(f"{section}.{name}", "own_word")
            yield name

    def say(self, path: str, kind: str, **values: object) -> None:
        self.problems.append(
            Problem(path, kind, tuple((name, str(value)) for name, value in values.items()))
        )

    def _node(self, holder: object, keys: Mapping[str, Key], path: str, depth: int = 0) -> None:
        if not isinstance(holder, dict):
            return self.say(path, "not_a_mapping")
        if depth > DEEPEST:
            return self.say(path, "too_deep")
        for name in [name for name in holder if name not in keys]:
            self.say(_at(path, name), "unknown_key", known=", ".join(sorted(keys)))
        for name, key in keys.items():
            if holder.get(name) is not None:
                holder[name] = self._read(key, holder[name], _at(path, name), depth + 1)
                continue
            holder.pop(name, None)  # nothing written after a key is the same as no key
            if key.needed:
                self.say(_at(path, name), "needed", help=key.help)

    def _read(self, key: Key, value: object, path: str, depth: int) -> object:
        if key.kind == "nodes":
            return self._list(value, path, lambda item, place: self._one(key, item, place, depth))
        if key.kind == "node":
            return self._one(key, value, path, depth)
        if key.kind == "map":
            return self._map(key, value, path, depth)
        if key.kind in ("value", "rate", "factor"):
            return self._value(key.kind, value, path, depth)
        if key.kind in ("texts", "words", "scalars"):
            return self._list(
                value,
                path,
                lambda item, place: getattr(self, f"_{key.kind[:-1]}")(key, item, place),
            )
        return getattr(self, f"_{key.kind}")(key, value, path)

    def _one(self, key: Key, value: object, path: str, depth: int) -> object:
        """A node by its name; a schedule, a condition and the stages have forms of their own."""
        if key.of == "condition":
            self._condition(value, path, depth)
        elif isinstance(value, dict) and "choose" in value and key.of in ("schedule", "stages"):
            self._choose(
                value, path, lambda item, place: self._one(key, item, place, depth + 1), depth
            )
        elif key.of == "schedule":
            self._schedule(value, path, depth)
        elif key.of == "stages":
            stage = Key("node", key.help, of="stage")
            self._list(value, path, lambda item, place: self._one(stage, item, place, depth))
        else:
            self._node(value, NODES[key.of], path, depth)
        return value

    def _map(self, key: Key, value: object, path: str, depth: int) -> dict[str, object]:
        if not isinstance(value, dict):
            self.say(path, "not_a_mapping")
            return {}
        item_key = (
            Key(key.of, key.help)
            if key.of in ("text", "number")
            else Key("node", key.help, of=key.of)
        )
        return {
            str(name): self._read(item_key, item, _at(path, name), depth)
            for name, item in value.items()
        }

    def _list(self, value: object, path: str, read: Reader) -> list[object]:
        if not isinstance(value, list):
            self.say(path, "not_a_list")
            return []
        return [read(item, f"{path}[{index}]") for index, item in enumerate(value)]

    def _condition(self, value: object, path: str, depth: int) -> None:
        condition = value if isinstance(value, dict) else {}
        form = next((name for name in CONDITIONS if name in condition), None)
        if form is None:
            return self.say(path, "condition")
        self._node(value, CONDITIONS[form], path, depth + 1)
        operators = [name for name in OPERATORS if name in CONDITIONS[form]]
        if operators and len([name for name in operators if condition.get(name) is not None]) != 1:
            self.say(path, "operator", among=", ".join(operators))

    def _schedule(self, value: object, path: str, depth: int) -> None:
        if not isinstance(value, dict) or value.get("mode") not in SCHEDULES:
            return self.say(_at(path, "mode"), "mode", among=", ".join(SCHEDULES))
        keys = {"mode": Key("word", "", among=tuple(SCHEDULES))} | SCHEDULES[value["mode"]]
        self._node(value, keys, path, depth)

    def _choose(self, value: dict[str, Any], path: str, read: Reader, depth: int) -> object:
        self._node(value, {"choose": Key("any", "")}, path, depth)

        def choice(item: object, place: str) -> object:
            self._node(item, CHOICE, place, depth + 1)
            if isinstance(item, dict) and item.get("then") is not None:
                item["then"] = read(item["then"], f"{place}.then")
            return item

        if value["choose"] == []:
            self.say(f"{path}.choose", "empty")
        value["choose"] = self._list(value["choose"], f"{path}.choose", choice)
        return value

    def _value(self, kind: str, value: object, path: str, depth: int) -> object:
        """A number, or where it comes from."""
        if not isinstance(value, dict):
            return self._amount(kind, value, path)
        form = [name for name in REFERENCES if name in value]
        if len(form) != 1 or depth > DEEPEST:
            self.say(path, "reference")
        elif form[0] == "amount":
            self._foreign_amount(kind, value, path, depth)
        elif form[0] == "choose":
            return self._choose(
                value, path, lambda item, place: self._value(kind, item, place, depth + 1), depth
            )
        else:
            self._node(value, {form[0]: Key("text", "")}, path, depth)
        return value

    def _foreign_amount(self, kind: str, value: object, path: str, depth: int) -> None:
        if kind == "value":
            self._node(value, NODES["foreign_amount"], path, depth)
        else:
            self.say(path, "no_amount")

    def _amount(self, kind: str, value: object, path: str) -> object:
        number = self._number(None, value, path, is_rate=kind == "rate")
        if kind == "rate" and isinstance(number, Decimal) and number > 1:
            self.say(path, "percent", value=f"{number:f}", fraction=f"{number / 100:f}")
        return number

    def _number(
        self, key: Key | None, value: object, path: str, is_rate: bool = False
    ) -> Decimal | None:
        if isinstance(value, float):
            self.say(path, "float", value=value)
            return None
        if isinstance(value, str) and value.strip().endswith(("%", "‰", "％")):
            self.say(path, "percent_sign")
            return None
        try:
            if isinstance(value, bool):
                raise InvalidOperation
            number = Decimal(str(value).strip())
        except InvalidOperation:
            self.say(path, "number", value=str(value)[:40])
            return None
        if not number.is_finite() or abs(number.adjusted()) > 15:
            self.say(path, "number", value=str(value)[:40])
            return None
        if number < 0:
            self.say(path, "negative")
            return None
        return number

    def _count(self, key: Key, value: object, path: str) -> int | None:
        if isinstance(value, str) and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1200:
            self.say(path, "count")
            return None
        return value

    def _date(self, key: Key, value: object, path: str) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.say(path, "date")
            return None

    def _flag(self, key: Key, value: object, path: str) -> object:
        if not isinstance(value, bool):
            self.say(path, "flag")
        return value

    def _text(self, key: Key, value: object, path: str) -> str | None:
        if (
            not isinstance(value, (str, int, Decimal))
            or isinstance(value, bool)
            or not str(value).strip()
        ):
            self.say(path, "text")
            return None
        return str(value)

    def _names(self, key: Key, value: object, path: str) -> object:
        if (
            not isinstance(value, dict)
            or set(value) != {"zh", "en"}
            or not all(isinstance(name, str) and name.strip() for name in value.values())
        ):
            self.say(path, "names")
        return value

    def _word(self, key: Key, value: object, path: str) -> object:
        among = (*key.among, *self.own[key.own])
        if value not in among:
            self.say(path, "word", among=", ".join(among))
        return value

    def _scalar(self, key: Key, value: object, path: str) -> object:
        if not isinstance(value, (str, bool, int, Decimal)):
            self.say(path, "text")
        return value

    def _any(self, key: Key, value: object, path: str) -> object:
        return value


def _at(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
