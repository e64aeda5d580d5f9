"""A statement opened up: each amount with its reasons and the contributions it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

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
class Line:
    entry: LedgerEntry
    component: str
    sentences: list[str]
    contributions: list[Contribution]
    before: list["Before"] = field(default_factory=list)

    @property
    def total_before(self) -> Decimal:
        return sum((earlier.amount for earlier in self.before), Decimal(0))


def lines_of(statement: Statement, language: str | None = None) -> list[Line]:
    """The statement's lines in words; ``language`` is the user's unless given."""
    entries = (
        LedgerEntry.objects.filter(statement_lines__statement=statement)
        .select_related("project", "policy_version")
        .order_by("id")
    )
    return [line_of(entry, language) for entry in entries]


def line_of(entry: LedgerEntry, language: str | None = None) -> Line:
    language = "en" if (language or get_language() or "").startswith("en") else "zh"
    if not entry.policy_version:
        component = (
            entry.component_in_words if entry.component == BASE_FEE else entry.get_kind_display()
        )
        sentences = engine.explain([engine.Step.from_json(step) for step in entry.steps], language)
    else:
        policy = engine.read_published(entry.policy_version.document)
        component = policy.name_of(entry.component, language)
        sentences = engine.explain(
            [engine.Step.from_json(step) for step in entry.steps], language, policy
        )
    # a contract has no contribution
    ids = [int(pk) for pk in entry.contributions if pk.isdecimal()]
    contributions = list(
        Contribution.objects.filter(pk__in=ids)
        .select_related("enterprise", "verified_by")
        .order_by("pk")
    )
    return Line(entry, component, sentences, contributions, list(before(entry)))


def before(entry: LedgerEntry) -> Iterator[Before]:
    """The earlier entries for the same payee, component, period and stage, in the
    ledger's order.
    """
    same = {} if entry.project_id else {"agreement": entry.agreement_id}
    earlier = LedgerEntry.objects.earned().filter(
        **same,
        project=entry.project,
        policy_version=entry.policy_version,
        payee=entry.payee,
        component=entry.component,
        period=entry.period,
        stage=entry.stage,
        sequence__lt=entry.sequence,
    )
    for posted in earlier.order_by("sequence") if entry.component else []:
        line = posted.statement_lines.filter(is_live=True).select_related("statement").first()
        payment = line.statement.payment if line else None
        yield Before(
            posted.amount,
            day_of(posted.posted_at),
            line and line.statement,
            payment and payment.paid_on,
        )
