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
        return sum((each.amount for each in self.before), Decimal(0))


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
    policy = entry.policy_version and engine.read_published(entry.policy_version.document)
    if policy:
        component = policy.name_of(entry.component, language)
    elif entry.component == BASE_FEE:
        component = entry.component_in_words
    else:
        component = entry.get_kind_display()
    steps = [engine.Step.from_json(step) for step in entry.steps]
    sentences = engine.explain(steps, language, policy)
    return Line(entry, component, sentences, _contributions(entry), list(before(entry)))


def _contributions(entry: LedgerEntry) -> list[Contribution]:
    ids = [int(pk) for pk in entry.contributions if pk.isdecimal()]  # a contract has none
    found = Contribution.objects.filter(pk__in=ids).order_by("pk")
    return list(found.select_related("enterprise", "verified_by"))


def before(entry: LedgerEntry) -> Iterator[Before]:
    """In the order of the ledger."""
    if not entry.component:
        return
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
    for each in earlier.order_by("sequence"):
        line = each.statement_lines.filter(is_live=True).select_related("statement").first()
        statement = line and line.statement
        payment = statement and statement.payment
        yield Before(each.amount, day_of(each.posted_at), statement, payment and payment.paid_on)
