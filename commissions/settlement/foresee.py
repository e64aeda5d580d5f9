"""What a settlement would post and hold back now; nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ..models import LedgerEntry
from ..models.currency import CNY
from ..models.ledger import BASE_FEE
from .agent_fees import AgentDifference, agent_outcomes
from .base_fees import FeeDifference, fee_differences
from .held import Held
from .post import Posting
from .settle import preview


@dataclass
class Foresight:
    """What becomes of one project, or of an agreement where no project is behind it. The entries
    are not stored.
    """

    number: str
    name: str
    entries: list[LedgerEntry]
    held: list[Held] = field(default_factory=list)


def foresee(as_of: date) -> Iterator[Foresight]:
    """All that ``settle`` settles: projects, what agents earn by themselves, base fees."""
    for outcome in preview(as_of):
        entries = [_of_project(posting) for posting in outcome.entries]
        yield Foresight(outcome.project.number, outcome.project.name, entries, outcome.held)
    for agent_outcome in agent_outcomes(as_of):
        entries = [_of_agent(difference) for difference in agent_outcome.differences]
        yield Foresight(agent_outcome.agreement.number, "", entries, agent_outcome.held)
    for fee in fee_differences(as_of):
        yield Foresight(fee.review.agreement.number, "", [_of_base_fee(fee)])


def _of_project(posting: Posting) -> LedgerEntry:
    return LedgerEntry(
        kind=posting.kind,
        payee_id=posting.payee_id,
        policy_version=posting.grounds.version,
        component=posting.component,
        period=posting.period,
        stage=posting.stage,
        amount=posting.amount,
        currency=posting.currency,
    )


def _of_agent(difference: AgentDifference) -> LedgerEntry:
    component, period, stage = difference.key
    return LedgerEntry(
        kind=difference.kind,
        payee_id=difference.agreement.agent_id,
        policy_version=difference.agreement.policy_version,
        component=component,
        period=period,
        stage=stage,
        amount=difference.amount,
        currency=difference.currency,
    )


def _of_base_fee(difference: FeeDifference) -> LedgerEntry:
    return LedgerEntry(
        kind=difference.kind,
        payee_id=difference.review.agreement.agent_id,
        component=BASE_FEE,
        period=str(difference.review.year),
        amount=difference.amount,
        currency=CNY,
    )
