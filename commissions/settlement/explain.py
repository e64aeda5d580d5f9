"""A statement opened up: each amount with its reasons and the contributions it rests on."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import get_language

from crm.core.days import day_of
from parks.models import Contribution

from .. import engine
from ..models import LedgerEntry, Statement
from ..models.ledger import BASE_FEE


@dataclass(frozen=True)
class Before:
    """What was posted earlier for the same component, period and stage: the amount, and the
    statement it was paid by, if it was.
    """

    amount: Decimal
    posted_on: date
    statement: Statement | None
    paid_on: date | None


@dataclass(frozen=True)
class Reason:
    """One step of the computation in words, with the clause that it rests on, as the policy names
    it, and what came of it in the currency that is paid; None where it makes no amount.
    """

    sentence: str
    clause: str
    result: Decimal | None

    @property
    def text(self) -> str:
        """The sentence without the clause in front of it."""
        return self.sentence.removeprefix(f"〔{self.clause}〕")


@dataclass(frozen=True)
class Line:
    entry: LedgerEntry
    component: str
    reasons: list[Reason]
    contributions: list[Contribution]
    before: list["Before"] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        return [reason.sentence for reason in self.reasons]

    @property
    def total_before(self) -> Decimal:
        return sum((entry.amount for entry in self.before), Decimal(0))


def lines_of(statement: Statement, language: str | None = None) -> list[Line]:
    """The statement's lines in words; ``language`` is the user's unless given."""
    entries = (
        LedgerEntry.objects.filter(statement_lines__statement=statement)
        .select_related("project", "policy_version__policy", "agreement")
        .order_by("id")
    )
    return lines_of_entries(list(entries), language)


def line_of(entry: LedgerEntry, language: str | None = None) -> Line:
    return lines_of_entries([entry], language)[0]


def lines_of_entries(entries: Sequence[LedgerEntry], language: str | None = None) -> list[Line]:
    """A line for each entry; what they rest on is loaded once for all of them."""
    language = engine.Language.of(language or get_language() or "")
    keys = {key for entry in entries for key in _contribution_ids(entry)}
    contributions = (
        Contribution.objects.select_related("enterprise", "verified_by").in_bulk(keys)
        if keys
        else {}
    )
    earlier_entries = _earlier(entries)
    policies = {
        entry.policy_version_id: engine.read_published(entry.policy_version.document)
        for entry in entries
        if entry.policy_version
    }
    return [
        Line(
            entry,
            _component(entry, policies.get(entry.policy_version_id), language),
            _reasons(entry, policies.get(entry.policy_version_id), language),
            [
                contributions[key]
                for key in sorted(_contribution_ids(entry))
                if key in contributions
            ],
            list(_before(entry, earlier_entries)),
        )
        for entry in entries
    ]


def _contribution_ids(entry: LedgerEntry) -> set[int]:
    """The contributions that an entry rests on; a contract's sum is none."""
    return {int(pk) for pk in entry.contributions if pk.isdecimal()}


def _component(entry: LedgerEntry, policy: engine.Policy | None, language: str) -> str:
    if policy is not None:
        return policy.name_of(entry.component, language)
    is_fee = entry.component == BASE_FEE
    return str(entry.component_in_words if is_fee else entry.get_kind_display())


# Steps whose value is an amount that is paid; the values of others count something else.
PAID = {
    "rate": "result",
    "slice": "result",
    "whole": "result",
    "flat": "result",
    "steps": "result",
    "rate_steps": "result",
    "pro_rata": "result",
    "fixed": "result",
    "multiplier": "result",
    "cap": "cap",
    "floor": "floor",
    "stage": "amount",
}


def _reasons(entry: LedgerEntry, policy: engine.Policy | None, language: str) -> list[Reason]:
    steps = [engine.Step.from_json(step) for step in entry.steps]
    return reasons_of(steps, policy, language)


def reasons_of(
    steps: Sequence[engine.Step], policy: engine.Policy | None, language: str
) -> list[Reason]:
    """Steps of the engine as people read them."""
    return [
        Reason(
            " ".join(engine.explain([step], language, policy)),
            policy.clause_text(step.clause) if policy and step.clause else "",
            _result(step),
        )
        for step in steps
    ]


def _result(step: engine.Step) -> Decimal | None:
    values = dict(step.values)
    number = values.get(PAID.get(step.kind, ""))
    return None if number is None else Decimal(number)


def _earlier(entries: Sequence[LedgerEntry]) -> dict[tuple[object, ...], list[LedgerEntry]]:
    """What was posted for the payees and projects of ``entries``, by ``_same``, in the ledger's
    order.
    """
    component_entries = [entry for entry in entries if entry.component]
    condition = Q(pk=None)
    for payee, project in {(entry.payee_id, entry.project_id) for entry in component_entries}:
        condition |= Q(payee=payee, project=project)
    groups = defaultdict(list)
    earned_entries = LedgerEntry.objects.earned().filter(condition).order_by("sequence")
    for entry in earned_entries.prefetch_related("statement_lines__statement__payments"):
        groups[_same(entry)].append(entry)
    return groups


def _same(entry: LedgerEntry) -> tuple[object, ...]:
    agreement = None if entry.project_id else entry.agreement_id
    return (
        agreement,
        entry.project_id,
        entry.policy_version_id,
        entry.payee_id,
        entry.component,
        entry.period,
        entry.stage,
    )


def _before(
    entry: LedgerEntry, earlier_entries: dict[tuple[object, ...], list[LedgerEntry]]
) -> Iterator[Before]:
    """The earlier entries for the same payee, component, period and stage, in the
    ledger's order.
    """
    for earlier in earlier_entries.get(_same(entry), []) if entry.component else []:
        if (earlier.sequence or 0) >= (entry.sequence or 0):
            continue
        line = next((line for line in earlier.statement_lines.all() if line.is_live), None)
        payment = line and next(
            (payment for payment in line.statement.payments.all() if payment.reversed_at is None),
            None,
        )
        yield Before(
            earlier.amount,
            day_of(earlier.posted_at),
            line and line.statement,
            payment and payment.paid_on,
        )
