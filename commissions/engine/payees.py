"""Who is paid, and how several share."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from .facts import Payee, Step
from .nodes import PayeeRules
from .rewards import FEN
from .scope import ZERO, Scope


class Part(NamedTuple):
    """The weight of one payee among the weights of all; ``payee`` is
    None for what nobody receives.
    """

    payee: Payee | None
    weight: Decimal


def eligible(scope: Scope, notes: list[Step]) -> list[Part]:
    """The part of each payee; why somebody receives nothing goes to ``notes``. Raises Missing where
    a day that decides is not known.

    Payees beyond the number that is paid have no part. What becomes of an excluded payee's part is
    the policy's rule.
    """
    rules, payees = scope.document.get("payees", {}), scope.facts.payees
    reasons = {payee.id: _reason(payee, rules, scope) for payee in payees}
    surplus = _surplus(payees, reasons, rules)
    reasons |= dict.fromkeys(surplus, "not_first")
    if rules.get("divide") == "agreed":
        reasons |= dict.fromkeys(_passed_over(scope, payees, reasons), "another_agreed")
    for payee in payees:
        if reasons[payee.id]:
            notes.append(Step.of("payee_excluded", "", payee=payee.id, reason=reasons[payee.id]))
    if rules.get("divide") == "agreed":
        return [Part(payee, Decimal(1)) for payee in payees if not reasons[payee.id]]
    with_a_part = [payee for payee in payees if payee.id not in surplus]
    lapses = excluded_share(rules) == "lapses"
    sharing = [payee for payee in with_a_part if lapses or not reasons[payee.id]]
    weights = _weights(sharing, rules)
    parts = [Part(None if reasons[payee.id] else payee, weights[payee.id]) for payee in sharing]
    parts.append(Part(None, _of_nobody(with_a_part, rules)))
    return [part for part in parts if part.weight]


def excluded_share(rules: PayeeRules) -> str:
    """What becomes of an excluded payee's part: it lapses where the policy is silent, unless the
    first ones alone are paid.
    """
    usual = "to_the_others" if "at_most" in rules else "lapses"
    share: str = rules.get("excluded_share", usual)
    return share


def excluded_by_nature(payee: Payee, rules: PayeeRules) -> str:
    """The trait, or the lack of one, for which the payee receives nothing; "" if there is none."""
    traits = sorted(payee.traits & set(rules.get("never", [])))
    if traits:
        return traits[0]
    if rules.get("only") and not payee.traits & set(rules["only"]):
        return "not_among_payees"
    return ""


def _reason(payee: Payee, rules: PayeeRules, scope: Scope) -> str:
    """Why the payee receives nothing; "" if nothing speaks against it."""
    if by_nature := excluded_by_nature(payee, rules):
        return by_nature
    if "registered_before" in rules and _is_late(payee, scope.day_of(rules["registered_before"])):
        return "registered_late"
    if rules.get("confirmed") and not payee.confirmed:
        return "not_confirmed"
    return "no_role" if rules.get("divide") == "roles" and payee.role not in rules["roles"] else ""


def _is_late(payee: Payee, deadline: date) -> bool:
    return payee.registered_on is None or payee.registered_on > deadline


def _passed_over(scope: Scope, payees: Sequence[Payee], reasons: Mapping[str, str]) -> list[str]:
    """Where the payees must agree on one of them: all but that one. Raises Missing while they have
    not agreed.
    """
    candidates = [payee for payee in payees if not reasons[payee.id]]
    agreed_payees = [payee for payee in candidates if payee.agreed]
    if len(candidates) > 1 and len(agreed_payees) != 1:
        raise scope.missing("not_agreed")
    return [payee.id for payee in candidates if agreed_payees and payee not in agreed_payees]


def counted_as(payee: Payee, rules: PayeeRules) -> tuple[str, str]:
    """What counts as one payee: a team where the policy says so, else each for itself."""
    is_team = rules.get("teams_as_one") and payee.team
    return ("team", payee.team) if is_team else ("payee", payee.id)


def _surplus(payees: Sequence[Payee], reasons: Mapping[str, str], rules: PayeeRules) -> list[str]:
    """The payees beyond the first ``at_most`` by day of registration. An excluded payee takes no
    place, a team takes one.
    """
    if "at_most" not in rules:
        return []
    candidates = [payee for payee in payees if not reasons[payee.id]]
    candidates.sort(key=lambda payee: (payee.registered_on or date.max, not payee.lead))
    keys = dict.fromkeys(counted_as(payee, rules) for payee in candidates)
    first = list(keys)[: rules["at_most"]]
    return [payee.id for payee in candidates if counted_as(payee, rules) not in first]


def _weights(payees: Sequence[Payee], rules: PayeeRules) -> dict[str, Decimal]:
    divide = rules.get("divide", "parts")
    if divide == "parts":
        return {payee.id: payee.share for payee in payees}
    if divide == "equally":
        return {payee.id: _share_of_team(payee, payees, rules) for payee in payees}
    return {payee.id: _share_of_role(payee, payees, rules) for payee in payees}


def _share_of_team(payee: Payee, payees: Sequence[Payee], rules: PayeeRules) -> Decimal:
    """The payee's part of what its team receives; 1 for a payee without a team."""
    team = [member for member in payees if counted_as(member, rules) == counted_as(payee, rules)]
    return payee.share / sum(member.share for member in team) if len(team) > 1 else Decimal(1)


def _share_of_role(payee: Payee, payees: Sequence[Payee], rules: PayeeRules) -> Decimal:
    """The share of the role, divided among those who have it; a team counts once."""
    peers = [peer for peer in payees if peer.role == payee.role]
    share: Decimal = rules["roles"].get(payee.role, ZERO)
    share /= len({counted_as(peer, rules) for peer in peers})
    return share * _share_of_team(payee, peers, rules)


def _of_nobody(payees: Sequence[Payee], rules: PayeeRules) -> Decimal:
    """The part of the roles that nobody has."""
    payee_roles = {payee.role for payee in payees}
    roles = rules["roles"] if rules.get("divide") == "roles" else {}
    return sum((share for role, share in roles.items() if role not in payee_roles), ZERO)


def split(amount: Decimal, parts: Sequence[Part]) -> list[tuple[Part, Decimal]]:
    """Share ``amount`` by weight; the lead payee (else the first) receives the odd fen, so that the
    total is kept.
    """
    weights = sum((part.weight for part in parts), ZERO)
    if not weights:
        return []
    shares = [(amount * part.weight / weights).quantize(FEN, rounding=ROUND_DOWN) for part in parts]
    receivers = [index for index, part in enumerate(parts) if part.payee] or [0]
    lead = next(
        (index for index in receivers if (payee := parts[index].payee) and payee.lead), receivers[0]
    )
    shares[lead] += amount - sum(shares)
    return list(zip(parts, shares, strict=True))
