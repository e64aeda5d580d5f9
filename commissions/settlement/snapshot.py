"""Facts kept beside the ledger, and brought back to work an entry out again."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import orjson

from .. import engine
from ..models import Basis, LedgerEntry
from .amounts import amounts_by_id

StoredPayee: TypeAlias = list[Any]  # a payee's fields in order; the last may lack


def snapshot(facts: engine.Facts) -> str:
    """The facts as JSON; verified contributions by their ids alone."""
    content = {
        "attributes": {
            name: _attribute(value) for name, value in facts.attributes.items() if value is not None
        },
        "milestones": {name: day.isoformat() for name, day in facts.milestones.items()},
        "payees": [_payee(payee) for payee in facts.payees],
        "rates": [[rate.currency, rate.on.isoformat(), str(rate.yuan)] for rate in facts.rates],
        "elsewhere": [
            [payee, year, str(amount)] for (payee, year), amount in facts.elsewhere.items()
        ],
    }
    ids = dict.fromkeys(
        contribution.id
        for contribution in facts.contributions
        if contribution.metric != "land" and contribution.id != "contract"
    )
    return f'{orjson.dumps(content).decode()[:-1]},"contributions":[{",".join(ids)}]}}'


def facts_from(basis: Basis) -> engine.Facts:
    """The facts of a stored basis."""
    contributions = amounts_by_id(basis.facts["contributions"]).get(basis.project_id, [])
    return facts_of(basis.project_id, basis.facts, contributions)


def facts_of(
    project: int, stored: dict[str, Any], contributions: Iterable[engine.Contribution]
) -> engine.Facts:
    """The facts of ``stored``, which is what ``snapshot`` wrote; ``contributions`` are the
    verified amounts that it names, in the order of their days.
    """
    signed_on, contract = (
        stored["milestones"].get("signed"),
        stored["attributes"].get("contract_amount"),
    )
    contract_sum = (
        [
            engine.Contribution(
                "contract", "total_investment", Decimal(contract), date.fromisoformat(signed_on)
            )
        ]
        if signed_on and contract
        else []
    )
    return engine.Facts(
        project=str(project),
        attributes={
            name: engine.Stated(*value) if isinstance(value, list) else value
            for name, value in stored["attributes"].items()
        },
        milestones={name: date.fromisoformat(day) for name, day in stored["milestones"].items()},
        contributions=(*contract_sum, *contributions),
        payees=tuple(_payee_from(fields) for fields in stored["payees"]),
        rates=tuple(
            engine.Rate(currency, date.fromisoformat(on), Decimal(yuan))
            for currency, on, yuan in stored["rates"]
        ),
        elsewhere={(payee, year): Decimal(amount) for payee, year, amount in stored["elsewhere"]},
    )


def replay(entry: LedgerEntry) -> Decimal:
    """The amount that ``entry`` has to have: what its basis comes to, less what stood in the ledger
    before it.
    """
    basis = entry.basis
    assessment = engine.assess(
        engine.read_published(basis.policy_version.document), facts_from(basis), basis.as_of
    )
    key = (entry.component, entry.period, entry.stage, str(entry.payee_id))
    total = sum(
        (
            due.amount
            for due in assessment.dues
            if due.payable and (due.component, due.period, due.stage, due.payee) == key
        ),
        Decimal(0),
    )
    earlier_entries = LedgerEntry.objects.earned().filter(
        project=entry.project,
        policy_version=entry.policy_version,
        payee=entry.payee,
        component=entry.component,
        period=entry.period,
        stage=entry.stage,
        sequence__lt=entry.sequence,
    )
    return total - sum(earlier_entries.values_list("amount", flat=True), Decimal(0))


def _attribute(value: object) -> object:
    if isinstance(value, engine.Stated):
        return [value.value, value.by, value.why]
    return str(value) if isinstance(value, Decimal) else value


def _payee(payee: engine.Payee) -> StoredPayee:
    day = payee.registered_on.isoformat() if payee.registered_on else None
    return [
        payee.id,
        str(payee.share),
        payee.lead,
        sorted(payee.traits),
        payee.role,
        day,
        payee.confirmed,
        payee.team,
        payee.agreed,
    ]


def _payee_from(stored: StoredPayee) -> engine.Payee:
    # Older snapshots lack the team and what comes after it.
    pk, share, lead, traits, role, day, confirmed, *newer_fields = stored
    registered_on = date.fromisoformat(day) if day else None
    return engine.Payee(
        pk, Decimal(share), lead, frozenset(traits), role, registered_on, confirmed, *newer_fields
    )
