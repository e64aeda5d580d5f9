"""Worked cases as YAML: the facts, and what they should come to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from .. import engine
from ..engine.vocabulary import BUILT_IN, CURRENCIES, METRICS, MILESTONES, PAYEE_TRAITS
from .reader import Source, UnreadableText

PAYEE_KEYS = {
    "id",
    "share",
    "lead",
    "traits",
    "role",
    "registered_on",
    "confirmed",
    "team",
    "agreed",
}
BELONGS_TO = ("project", "agent")
EXPECTED = ("total", "payable", "net", "components", "payees", "stages", "periods", "borne")


@dataclass(frozen=True)
class Case:
    """One worked case, of a project or of an agent itself; ``expected`` holds some of: total,
    payable, net; amounts by component, payee, stage, period, bearer.
    """

    id: str
    facts: engine.Facts
    as_of: date
    expected: Mapping[str, object]
    note: str = ""
    belongs_to: str = "project"


@dataclass(frozen=True)
class Result:
    """What a case came to: ``differences`` are (what, expected, found)."""

    case: Case
    assessment: engine.Assessment
    differences: list[tuple[str, Decimal, Decimal]]


def cases_of(source: Source, policy: engine.Policy | None = None) -> list[Case]:
    """The cases of a text ``{cases: [{id, facts, as_of, expected}]}``; ``policy`` may declare words
    of its own.

    Raises UnreadableText with the line of what is wrong.
    """
    content = source.content
    if (
        not isinstance(content, dict)
        or not isinstance(content.get("cases"), list)
        or not content["cases"]
    ):
        raise UnreadableText(_("A file of cases has the key cases with a list."), 1)
    return [
        _Reader(source, f"cases[{index}]", policy).case(case)
        for index, case in enumerate(content["cases"])
    ]


def work_out(policy: engine.Policy, case: Case) -> Result:
    """Assess the case and compare it with what was expected, to the fen."""
    assess = engine.assess_agent if case.belongs_to == "agent" else engine.assess
    assessment = assess(policy, case.facts, case.as_of)
    return Result(case, assessment, list(_differences(case.expected, sums_of(assessment))))


def sums_of(assessment: engine.Assessment) -> dict:
    """The totals of an assessment by everything that a case may name."""
    sums = {"total": Decimal(0), "payable": Decimal(0), "net": Decimal(0)}
    sums |= {name: defaultdict(Decimal) for name in EXPECTED[3:]}
    for due in assessment.dues:
        sums["total"] += due.amount
        sums["net"] += due.net
        sums["payable"] += due.amount if due.payable else 0
        for name, key in (
            ("components", due.component),
            ("payees", due.payee),
            ("stages", due.stage),
            ("periods", due.period),
        ):
            sums[name][key] += due.amount
        for bearer, amount in due.borne:
            sums["borne"][bearer] += amount
    return sums


def _differences(expected, sums) -> Iterator[tuple[str, Decimal, Decimal]]:
    for name, value in expected.items():
        for key, amount in value.items() if isinstance(value, dict) else [(None, value)]:
            actual = sums[name] if key is None else sums[name].get(key, Decimal(0))
            if actual != amount:
                yield f"{name} {key}" if key else name, amount, actual


class _Reader:
    """Reads one case; every message names the line."""

    def __init__(self, source, path, policy):
        self.source, self.path = source, path
        document = policy.document if policy else {}
        self.metrics = (*METRICS, *document.get("metrics", ()))
        self.milestones = (*MILESTONES, *document.get("milestones", ()))
        self.attributes = {*BUILT_IN, *document.get("attributes", ())} if policy else None

    def case(self, node) -> Case:
        self._keys(
            node, {"id", "facts", "as_of", "expected", "note", "name", "belongs_to"}, self.path
        )
        for key in ("id", "facts", "as_of", "expected"):
            if node.get(key) is None:
                self._refuse(self.path, _("A case needs the key %(key)s.") % {"key": key})
        facts = self._facts(node["facts"], f"{self.path}.facts")
        expected = (
            node["expected"] if isinstance(node["expected"], dict) else {"total": node["expected"]}
        )
        belongs_to = self._word(
            node.get("belongs_to", "project"), BELONGS_TO, f"{self.path}.belongs_to"
        )
        if belongs_to == "agent" and len(facts.payees) != 1:
            self._refuse(f"{self.path}.facts", _("A case of an agent has one payee: the agent."))
        as_of = self._day(node["as_of"], f"{self.path}.as_of")
        note = str(node.get("note", ""))
        return Case(str(node["id"]), facts, as_of, self._expected(expected), note, belongs_to)

    def _expected(self, amounts):
        path = f"{self.path}.expected"
        self._keys(amounts, set(EXPECTED), path)
        expected = {}
        for name, value in amounts.items():
            place = f"{path}.{name}"
            if isinstance(value, dict):
                expected[name] = {
                    str(key): self._number(amount, f"{place}.{key}")
                    for key, amount in value.items()
                }
            else:
                expected[name] = self._number(value, place)
        return expected

    def _facts(self, node, path) -> engine.Facts:
        self._keys(
            node,
            {"attributes", "milestones", "contributions", "payees", "rates", "elsewhere"},
            path,
        )
        if self.attributes is not None:
            self._keys(node.get("attributes") or {}, self.attributes, f"{path}.attributes")
        payees = [
            self._payee(payee, f"{path}.payees[{index}]")
            for index, payee in enumerate(node.get("payees") or [])
        ]
        return engine.Facts(
            project="",
            attributes={
                name: self._attribute(attribute, f"{path}.attributes.{name}")
                for name, attribute in (node.get("attributes") or {}).items()
            },
            milestones={
                self._word(name, self.milestones, f"{path}.milestones.{name}"): self._day(
                    day, f"{path}.milestones.{name}"
                )
                for name, day in (node.get("milestones") or {}).items()
            },
            contributions=tuple(
                self._contribution(index, contribution, f"{path}.contributions[{index}]")
                for index, contribution in enumerate(node.get("contributions") or [])
            ),
            payees=tuple(payees) or (engine.Payee("1", lead=True),),
            rates=tuple(
                self._rate(rate, f"{path}.rates[{index}]")
                for index, rate in enumerate(node.get("rates") or [])
            ),
            elsewhere={
                (str(award["payee"]), int(award["year"])): self._number(
                    award["amount"], f"{path}.elsewhere[{index}]"
                )
                for index, award in enumerate(node.get("elsewhere") or [])
            },
        )

    def _attribute(self, node, path):
        if isinstance(node, dict):
            self._keys(node, {"value", "by", "why"}, path)
            return engine.Stated(
                node.get("value"), str(node.get("by", "")), str(node.get("why", ""))
            )
        return node

    def _contribution(self, index, node, path) -> engine.Contribution:
        self._keys(node, {"metric", "amount", "on", "currency", "original"}, path)
        original = (
            self._number(node["original"], f"{path}.original") if "original" in node else None
        )
        if original is None and node.get("currency", "CNY") != "CNY":
            self._refuse(
                path, _("An amount in a foreign currency needs the key original besides its yuan.")
            )
        return engine.Contribution(
            id=str(index + 1),
            metric=self._word(node.get("metric"), self.metrics, f"{path}.metric"),
            amount=self._number(node.get("amount"), f"{path}.amount"),
            on=self._day(node.get("on"), f"{path}.on"),
            currency=self._word(node.get("currency", "CNY"), CURRENCIES, f"{path}.currency"),
            original=original,
        )

    def _payee(self, node, path) -> engine.Payee:
        self._keys(node, PAYEE_KEYS, path)
        day = node.get("registered_on")
        return engine.Payee(
            id=str(node.get("id", "1")),
            share=self._number(node.get("share", 1), f"{path}.share"),
            lead=self._flag(node.get("lead"), False, f"{path}.lead"),
            traits=frozenset(
                self._word(trait, PAYEE_TRAITS, f"{path}.traits")
                for trait in node.get("traits", ["natural_person"])
            ),
            role=str(node.get("role", "")),
            registered_on=self._day(day, f"{path}.registered_on") if day else None,
            confirmed=self._flag(node.get("confirmed"), True, f"{path}.confirmed"),
            team=str(node.get("team", "")),
            agreed=self._flag(node.get("agreed"), False, f"{path}.agreed"),
        )

    def _rate(self, node, path) -> engine.Rate:
        self._keys(node, {"currency", "on", "yuan"}, path)
        yuan = self._number(node.get("yuan"), path)
        if yuan <= 0:
            self._refuse(path, _("A rate of exchange is more than zero."))
        return engine.Rate(
            self._word(node.get("currency"), CURRENCIES, path),
            self._day(node.get("on"), path),
            yuan,
        )

    def _keys(self, node, keys, path):
        if not isinstance(node, dict):
            self._refuse(
                path,
                _("Keys and values are needed here: %(known)s.")
                % {"known": ", ".join(sorted(keys))},
            )
        for key in node:
            if key not in keys:
                self._refuse(
                    f"{path}.{key}",
                    _("“%(key)s” is not known here; known: %(known)s.")
                    % {"key": key, "known": ", ".join(sorted(keys))},
                )

    def _word(self, value, choices, path) -> str:
        if value not in choices:
            self._refuse(
                path,
                _("“%(word)s” is not one of: %(among)s.")
                % {"word": value, "among": ", ".join(choices)},
            )
        return value

    def _day(self, value, path) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self._refuse(path, _("“%(value)s” is not a day such as 2026-01-31.") % {"value": value})

    def _flag(self, value, default, path) -> bool:
        if value is None:
            return default
        if not isinstance(value, bool):
            self._refuse(path, _("“%(value)s” is neither true nor false.") % {"value": value})
        return value

    def _number(self, value, path) -> Decimal:
        number = engine.number_of(value)
        if number is None or isinstance(value, bool):
            self._refuse(path, _("“%(value)s” is not a number.") % {"value": value})
        return number

    def _refuse(self, path, message):
        raise UnreadableText(message, self.source.line_of(path))
