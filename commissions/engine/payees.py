"""Who is paid, and how several share."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from .facts import Payee, Step
from .rewards import FEN
from .scope import ZERO, Scope


class Part(NamedTuple):
    """The weight of one payee among the weights of all; ``payee`` is None for what nobody receives."""

    payee: Payee | None
    weight: Decimal


def eligible(scope: Scope, notes: list[Step]) -> list[Part]:
    """The parts of the payees, with why some receive nothing in ``notes``."""
    rules = scope.document.get("payees", {})
    reasons = {payee.id: _reason(payee, rules, scope.facts.milestones) for payee in scope.facts.payees}
    _first_only(scope.facts.payees, reasons, rules.get("at_most"))
    for payee in scope.facts.payees:
        if reasons[payee.id]:
            notes.append(Step.of("payee_excluded", "", payee=payee.id, reason=reasons[payee.id]))
    weights = _weights(scope.facts.payees, reasons, rules)
    parts = [Part(None if reasons[payee.id] else payee, weights[payee.id]) for payee in scope.facts.payees]
    if rules.get("excluded_share") == "to_the_others":
        parts = [each for each in parts if each.payee]
    elif rules.get("divide") == "roles":
        parts.append(Part(None, 1 - sum(weights.values())))
    return [each for each in parts if each.weight]


def _reason(payee, rules, milestones) -> str:
    """Why the payee receives nothing; "" if nothing speaks against it."""
    never = sorted(payee.traits & set(rules.get("never", [])))
    if never:
        return never[0]
    if rules.get("only") and not payee.traits & set(rules["only"]):
        return "not_among_payees"
    day: date | None = milestones.get(rules.get("registered_before", ""))
    if "registered_before" in rules and (payee.registered_on is None or (day and payee.registered_on > day)):
        return "registered_late"
    return "not_confirmed" if rules.get("confirmed") and not payee.confirmed else ""


def _first_only(payees, reasons, at_most):
    if at_most is None:
        return
    waiting = [each for each in payees if not reasons[each.id]]
    waiting.sort(key=lambda each: (each.registered_on or date.max, not each.lead))
    for each in waiting[at_most:]:
        reasons[each.id] = "not_first"


def _weights(payees, reasons, rules) -> dict[str, Decimal]:
    divide = rules.get("divide", "parts")
    if divide == "parts":
        return {each.id: each.share for each in payees}
    if divide == "equally":
        return dict.fromkeys((each.id for each in payees), Decimal(1))
    lapses = rules.get("excluded_share") != "to_the_others"
    roles = [each.role for each in payees if lapses or not reasons[each.id]]
    return {each.id: rules["roles"].get(each.role, ZERO) / max(1, roles.count(each.role)) for each in payees}


def split(amount: Decimal, parts: Sequence[Part]) -> list[tuple[Part, Decimal]]:
    """Share ``amount`` by weight; the lead payee (else the first) receives the odd fen, so that the total is kept."""
    weights = sum((each.weight for each in parts), ZERO)
    if not weights:
        return []
    shares = [(amount * each.weight / weights).quantize(FEN, rounding=ROUND_DOWN) for each in parts]
    paid = [index for index, each in enumerate(parts) if each.payee] or [0]
    lead = next((index for index in paid if parts[index].payee and parts[index].payee.lead), paid[0])
    shares[lead] += amount - sum(shares)
    return list(zip(parts, shares, strict=True))
