"""A policy as data: checking a document whole against the vocabulary, and reading it. The reference
is docs/policies.md.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property

from . import consistency
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


@dataclass(frozen=True)
class Policy:
    """A checked document: its numbers are Decimal, its days dates."""

    document: Mapping
    by_code: Mapping = field(default_factory=dict)

    @property
    def components(self) -> list:
        return self.document["components"]

    @property
    def currency(self) -> str:
        """In which it pays."""
        return self.document.get("currency", "CNY")

    def name_of(self, component: str, language: str) -> str:
        """The component's name in "zh" or "en"; its code where the
        document has no such component.
        """
        found = self.by_code.get(component)
        return found["name"][language] if found else component

    @cached_property
    def timed(self) -> tuple[Mapping, ...]:
        """The conditions that give a milestone a time."""
        nodes = (node for _path, node in nodes_of(self.document))
        return tuple(
            each for each in nodes if "milestone" in each and ("by" in each or "within" in each)
        )

    def clause_text(self, clause: str) -> str:
        return self.document["clauses"].get(clause, clause)


def load_policy(document: Mapping) -> Policy:
    """Read a document. Raises PolicyError naming all of its problems."""
    policy = read_published(document)
    problems = list(consistency.problems_of(policy.document))
    if problems:
        raise PolicyError(problems)
    return policy


def read_published(document: Mapping) -> Policy:
    """Read a document that was sound when it was published: what has come to be refused since may
    stand in it.

    Raises PolicyError where its words are none of the format.
    """
    checker = _Checker()
    checked = checker.read(document)
    if checker.problems:
        raise PolicyError(checker.problems)
    return Policy(checked, {each["code"]: each for each in checked["components"]})


def check_document(document: Mapping) -> list[Problem]:
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

    def __init__(self):
        self.problems = []
        self.own: dict[str, tuple[str, ...]] = {"": ()}

    def read(self, document):
        if not isinstance(document, Mapping):
            return self.say("document", "not_a_mapping")
        document = deepcopy(dict(document))
        if document.get("format") != FORMAT:
            return self.say("format", "format", format=FORMAT)
        for section in SECTIONS:
            self.own[section] = tuple(self._own_words(document.get(section), section))
        self._node(document, NODES["policy"], "")
        return document

    def _own_words(self, declared, section):
        """The words that the document declares; each is a plain code and none that the format
        knows.
        """
        for name in map(str, declared if isinstance(declared, Mapping) else ()):
            if name in KNOWN_WORDS or not re.fullmatch(OWN_WORD, name):
                self.say(f"{section}.{name}", "own_word")
            yield name

    def say(self, path, kind, **values):
        self.problems.append(
            Problem(path, kind, tuple((name, str(value)) for name, value in values.items()))
        )

    def _node(self, holder, keys, path, depth=0):
        if not isinstance(holder, dict):
            return self.say(path, "not_a_mapping")
        if depth > DEEPEST:
            return self.say(path, "too_deep")
        for name in [each for each in holder if each not in keys]:
            self.say(_at(path, name), "unknown_key", known=", ".join(sorted(keys)))
        for name, key in keys.items():
            if holder.get(name) is not None:
                holder[name] = self._read(key, holder[name], _at(path, name), depth + 1)
                continue
            holder.pop(name, None)  # nothing written after a key is the same as no key
            if key.needed:
                self.say(_at(path, name), "needed", help=key.help)

    def _read(self, key: Key, value, path, depth):
        if key.kind == "nodes":
            return self._list(value, path, lambda each, at: self._one(key, each, at, depth))
        if key.kind == "node":
            return self._one(key, value, path, depth)
        if key.kind == "map":
            return self._map(key, value, path, depth)
        if key.kind in ("value", "rate", "factor"):
            return self._value(key.kind, value, path, depth)
        if key.kind in ("texts", "words", "scalars"):
            return self._list(
                value, path, lambda each, at: getattr(self, f"_{key.kind[:-1]}")(key, each, at)
            )
        return getattr(self, f"_{key.kind}")(key, value, path)

    def _one(self, key, value, path, depth):
        """A node by its name; a schedule, a condition and the stages have forms of their own."""
        if key.of == "condition":
            self._condition(value, path, depth)
        elif isinstance(value, dict) and "choose" in value and key.of in ("schedule", "stages"):
            self._choose(value, path, lambda then, at: self._one(key, then, at, depth + 1), depth)
        elif key.of == "schedule":
            self._schedule(value, path, depth)
        elif key.of == "stages":
            self._list(
                value, path, lambda each, at: self._node(each, NODES["stage"], at, depth) or each
            )
        else:
            self._node(value, NODES[key.of], path, depth)
        return value

    def _map(self, key, value, path, depth):
        if not isinstance(value, dict):
            self.say(path, "not_a_mapping")
            return {}
        inner = (
            Key(key.of, key.help)
            if key.of in ("text", "number")
            else Key("node", key.help, of=key.of)
        )
        return {
            str(name): self._read(inner, each, _at(path, name), depth)
            for name, each in value.items()
        }

    def _list(self, value, path, read):
        if not isinstance(value, list):
            self.say(path, "not_a_list")
            return []
        return [read(each, f"{path}[{index}]") for index, each in enumerate(value)]

    def _condition(self, value, path, depth):
        form = next(
            (name for name in CONDITIONS if isinstance(value, dict) and name in value), None
        )
        if form is None:
            return self.say(path, "condition")
        self._node(value, CONDITIONS[form], path, depth + 1)
        operators = [name for name in OPERATORS if name in CONDITIONS[form]]
        if operators and len([name for name in operators if value.get(name) is not None]) != 1:
            self.say(path, "operator", among=", ".join(operators))

    def _schedule(self, value, path, depth):
        if not isinstance(value, dict) or value.get("mode") not in SCHEDULES:
            return self.say(_at(path, "mode"), "mode", among=", ".join(SCHEDULES))
        keys = {"mode": Key("word", "", among=tuple(SCHEDULES))} | SCHEDULES[value["mode"]]
        self._node(value, keys, path, depth)

    def _choose(self, value, path, read, depth):
        self._node(value, {"choose": Key("any", "")}, path, depth)

        def choice(each, at):
            self._node(each, CHOICE, at, depth + 1)
            if isinstance(each, dict) and each.get("then") is not None:
                each["then"] = read(each["then"], f"{at}.then")
            return each

        if value["choose"] == []:
            self.say(f"{path}.choose", "empty")
        value["choose"] = self._list(value["choose"], f"{path}.choose", choice)
        return value

    def _value(self, kind, value, path, depth):
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
                value, path, lambda then, at: self._value(kind, then, at, depth + 1), depth
            )
        else:
            self._node(value, {form[0]: Key("text", "")}, path, depth)
        return value

    def _foreign_amount(self, kind, value, path, depth):
        if kind == "value":
            self._node(value, NODES["foreign_amount"], path, depth)
        else:
            self.say(path, "no_amount")

    def _amount(self, kind, value, path):
        number = self._number(None, value, path, is_rate=kind == "rate")
        if kind == "rate" and isinstance(number, Decimal) and number > 1:
            self.say(path, "percent", value=f"{number:f}", fraction=f"{number / 100:f}")
        return number

    def _number(self, key, value, path, is_rate=False):
        if isinstance(value, float):
            return self.say(path, "float", value=value)
        if isinstance(value, str) and value.strip().endswith(("%", "‰", "％")):
            return self.say(path, "percent_sign")
        try:
            if isinstance(value, bool):
                raise InvalidOperation
            number = Decimal(str(value).strip())
        except InvalidOperation:
            return self.say(path, "number", value=str(value)[:40])
        if not number.is_finite() or abs(number.adjusted()) > 15:
            return self.say(path, "number", value=str(value)[:40])
        if number < 0:
            return self.say(path, "negative")
        return number

    def _count(self, key, value, path):
        if isinstance(value, str) and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1200:
            return self.say(path, "count")
        return value

    def _date(self, key, value, path):
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return self.say(path, "date")

    def _flag(self, key, value, path):
        if not isinstance(value, bool):
            self.say(path, "flag")
        return value

    def _text(self, key, value, path):
        if (
            not isinstance(value, (str, int, Decimal))
            or isinstance(value, bool)
            or not str(value).strip()
        ):
            return self.say(path, "text")
        return str(value)

    def _names(self, key, value, path):
        if (
            not isinstance(value, dict)
            or set(value) != {"zh", "en"}
            or not all(isinstance(each, str) and each.strip() for each in value.values())
        ):
            self.say(path, "names")
        return value

    def _word(self, key, value, path):
        among = (*key.among, *self.own[key.own])
        if value not in among:
            self.say(path, "word", among=", ".join(among))
        return value

    def _scalar(self, key, value, path):
        if not isinstance(value, (str, bool, int, Decimal)):
            self.say(path, "text")
        return value

    def _any(self, key, value, path):
        return value


def _at(path, name) -> str:
    return f"{path}.{name}" if path else str(name)
