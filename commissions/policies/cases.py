"""Worked cases as YAML: facts in, what they come to expected out."""

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


def _differences(expected, found) -> Iterator[tuple[str, Decimal, Decimal]]:
    for name, wanted in expected.items():
        for key, amount in wanted.items() if isinstance(wanted, dict) else [(None, wanted)]:
            actual = found[name] if key is None else found[name].get(key, Decimal(0))
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

    def case(self, given) -> Case:
        self._keys(
            given, {"id", "facts", "as_of", "expected", "note", "name", "belongs_to"}, self.path
        )
        for key in ("id", "facts", "as_of", "expected"):
            if given.get(key) is None:
                self._refuse(self.path, _("A case needs the key %(key)s.") % {"key": key})
        facts = self._facts(given["facts"], f"{self.path}.facts")
        expected = (
            given["expected"]
            if isinstance(given["expected"], dict)
            else {"total": given["expected"]}
        )
        belongs_to = self._word(
            given.get("belongs_to", "project"), BELONGS_TO, f"{self.path}.belongs_to"
        )
        if belongs_to == "agent" and len(facts.payees) != 1:
            self._refuse(f"{self.path}.facts", _("A case of an agent has one payee: the agent."))
        as_of = self._day(given["as_of"], f"{self.path}.as_of")
        note = str(given.get("note", ""))
        return Case(str(given["id"]), facts, as_of, self._expected(expected), note, belongs_to)

    def _expected(self, given):
        path = f"{self.path}.expected"
        self._keys(given, set(EXPECTED), path)
        expected = {}
        for name, value in given.items():
            place = f"{path}.{name}"
            if isinstance(value, dict):
                expected[name] = {
                    str(key): self._number(amount, f"{place}.{key}")
                    for key, amount in value.items()
                }
            else:
                expected[name] = self._number(value, place)
        return expected

    def _facts(self, given, path) -> engine.Facts:
        self._keys(
            given,
            {"attributes", "milestones", "contributions", "payees", "rates", "elsewhere"},
            path,
        )
        if self.attributes is not None:
            self._keys(given.get("attributes") or {}, self.attributes, f"{path}.attributes")
        payees = [
            self._payee(payee, f"{path}.payees[{index}]")
            for index, payee in enumerate(given.get("payees") or [])
        ]
        return engine.Facts(
            project="",
            attributes={
                name: self._attribute(attribute, f"{path}.attributes.{name}")
                for name, attribute in (given.get("attributes") or {}).items()
            },
            milestones={
                self._word(name, self.milestones, f"{path}.milestones.{name}"): self._day(
                    day, f"{path}.milestones.{name}"
                )
                for name, day in (given.get("milestones") or {}).items()
            },
            contributions=tuple(
                self._contribution(index, contribution, f"{path}.contributions[{index}]")
                for index, contribution in enumerate(given.get("contributions") or [])
            ),
            payees=tuple(payees) or (engine.Payee("1", lead=True),),
            rates=tuple(
                self._rate(rate, f"{path}.rates[{index}]")
                for index, rate in enumerate(given.get("rates") or [])
            ),
            elsewhere={
                (str(award["payee"]), int(award["year"])): self._number(
                    award["amount"], f"{path}.elsewhere[{index}]"
                )
                for index, award in enumerate(given.get("elsewhere") or [])
            },
        )

    def _attribute(self, given, path):
        if isinstance(given, dict):
            self._keys(given, {"value", "by", "why"}, path)
            return engine.Stated(
                given.get("value"), str(given.get("by", "")), str(given.get("why", ""))
            )
        return given

    def _contribution(self, index, given, path) -> engine.Contribution:
        self._keys(given, {"metric", "amount", "on", "currency", "original"}, path)
        original = (
            self._number(given["original"], f"{path}.original") if "original" in given else None
        )
        if original is None and given.get("currency", "CNY") != "CNY":
            self._refuse(
                path, _("An amount in a foreign currency needs the key original besides its yuan.")
            )
        return engine.Contribution(
            id=str(index + 1),
            metric=self._word(given.get("metric"), self.metrics, f"{path}.metric"),
            amount=self._number(given.get("amount"), f"{path}.amount"),
            on=self._day(given.get("on"), f"{path}.on"),
            currency=self._word(given.get("currency", "CNY"), CURRENCIES, f"{path}.currency"),
            original=original,
        )

    def _payee(self, given, path) -> engine.Payee:
        self._keys(given, PAYEE_KEYS, path)
        day = given.get("registered_on")
        return engine.Payee(
            id=str(given.get("id", "1")),
            share=self._number(given.get("share", 1), f"{path}.share"),
            lead=self._flag(given.get("lead"), False, f"{path}.lead"),
            traits=frozenset(
                self._word(each, PAYEE_TRAITS, f"{path}.traits")
                for each in given.get("traits", ["natural_person"])
            ),
            role=str(given.get("role", "")),
            registered_on=self._day(day, f"{path}.registered_on") if day else None,
            confirmed=self._flag(given.get("confirmed"), True, f"{path}.confirmed"),
            team=str(given.get("team", "")),
            agreed=self._flag(given.get("agreed"), False, f"{path}.agreed"),
        )

    def _rate(self, given, path) -> engine.Rate:
        self._keys(given, {"currency", "on", "yuan"}, path)
        yuan = self._number(given.get("yuan"), path)
        if yuan <= 0:
            self._refuse(path, _("A rate of exchange is more than zero."))
        return engine.Rate(
            self._word(given.get("currency"), CURRENCIES, path),
            self._day(given.get("on"), path),
            yuan,
        )

    def _keys(self, given, known, path):
        if not isinstance(given, dict):
            self._refuse(
                path,
                _("Keys and values are needed here: %(known)s.")
                % {"known": ", ".join(sorted(known))},
            )
        for key in given:
            if key not in known:
                self._refuse(
                    f"{path}.{key}",
                    _("“%(key)s” is not known here; known: %(known)s.")
                    % {"key": key, "known": ", ".join(sorted(known))},
                )

    def _word(self, given, among, path) -> str:
        if given not in among:
            self._refuse(
                path,
                _("“%(word)s” is not one of: %(among)s.")
                % {"word": given, "among": ", ".join(among)},
            )
        return given

    def _day(self, given, path) -> date:
        try:
            return date.fromisoformat(str(given))
        except ValueError:
            self._refuse(path, _("“%(value)s” is not a day such as 2026-01-31.") % {"value": given})

    def _flag(self, given, usual, path) -> bool:
        if given is None:
            return usual
        if not isinstance(given, bool):
            self._refuse(path, _("“%(value)s” is neither true nor false.") % {"value": given})
        return given

    def _number(self, given, path) -> Decimal:
        number = engine.number_of(given)
        if number is None or isinstance(given, bool):
            self._refuse(path, _("“%(value)s” is not a number.") % {"value": given})
        return number

    def _refuse(self, path, message):
        raise UnreadableText(message, self.source.line_of(path))
