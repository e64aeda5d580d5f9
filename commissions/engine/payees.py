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
    """The parts of the payees, with why some receive nothing in ``notes``. Raises Missing where a
    day that decides is not known.

    Who is one too many has no part; what becomes of the part of an excluded payee is the policy's
    rule.
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
        return [Part(each, Decimal(1)) for each in payees if not reasons[each.id]]
    with_a_part = [each for each in payees if each.id not in surplus]
    lapses = excluded_share(rules) == "lapses"
    sharing = [each for each in with_a_part if lapses or not reasons[each.id]]
    weights = _weights(sharing, rules)
    parts = [Part(None if reasons[each.id] else each, weights[each.id]) for each in sharing]
    parts.append(Part(None, _of_nobody(with_a_part, rules)))
    return [each for each in parts if each.weight]


def excluded_share(rules: PayeeRules) -> str:
    """What becomes of an excluded payee's part: it lapses where the policy is silent, unless the
    first ones alone are paid.
    """
    usual = "to_the_others" if "at_most" in rules else "lapses"
    share: str = rules.get("excluded_share", usual)
    return share


def excluded_by_nature(payee: Payee, rules: PayeeRules) -> str:
    """The trait, or the lack of one, for which the payee receives nothing; "" if there is none."""
    never = sorted(payee.traits & set(rules.get("never", [])))
    if never:
        return never[0]
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


def _is_late(payee: Payee, last: date) -> bool:
    return payee.registered_on is None or payee.registered_on > last


def _passed_over(scope: Scope, payees: Sequence[Payee], reasons: Mapping[str, str]) -> list[str]:
    """Those of several who did not become the one on whom all agreed. Raises Missing while there is
    no such one.
    """
    able = [each for each in payees if not reasons[each.id]]
    agreed = [each for each in able if each.agreed]
    if len(able) > 1 and len(agreed) != 1:
        raise scope.missing("not_agreed")
    return [each.id for each in able if agreed and each not in agreed]


def counted_as(payee: Payee, rules: PayeeRules) -> tuple[str, str]:
    """What counts as one payee: a team where the policy says so, else each for itself."""
    is_team = rules.get("teams_as_one") and payee.team
    return ("team", payee.team) if is_team else ("payee", payee.id)


def _surplus(payees: Sequence[Payee], reasons: Mapping[str, str], rules: PayeeRules) -> list[str]:
    """Who registered after as many as are paid; who is excluded takes no place, and a team takes
    one.
    """
    if "at_most" not in rules:
        return []
    waiting = [each for each in payees if not reasons[each.id]]
    waiting.sort(key=lambda each: (each.registered_on or date.max, not each.lead))
    first = list(dict.fromkeys(counted_as(each, rules) for each in waiting))[: rules["at_most"]]
    return [each.id for each in waiting if counted_as(each, rules) not in first]


def _weights(payees: Sequence[Payee], rules: PayeeRules) -> dict[str, Decimal]:
    divide = rules.get("divide", "parts")
    if divide == "parts":
        return {each.id: each.share for each in payees}
    if divide == "equally":
        return {each.id: _share_of_team(each, payees, rules) for each in payees}
    return {each.id: _share_of_role(each, payees, rules) for each in payees}


def _share_of_team(payee: Payee, payees: Sequence[Payee], rules: PayeeRules) -> Decimal:
    """The part of one payee in what its team has, by the parts within the team; one who is in none
    has all.
    """
    team = [each for each in payees if counted_as(each, rules) == counted_as(payee, rules)]
    return payee.share / sum(each.share for each in team) if len(team) > 1 else Decimal(1)


def _share_of_role(payee: Payee, payees: Sequence[Payee], rules: PayeeRules) -> Decimal:
    """The share of the role, divided among those who have it; a team counts once."""
    peers = [each for each in payees if each.role == payee.role]
    share: Decimal = rules["roles"].get(payee.role, ZERO)
    share /= len({counted_as(each, rules) for each in peers})
    return share * _share_of_team(payee, peers, rules)


def _of_nobody(payees: Sequence[Payee], rules: PayeeRules) -> Decimal:
    """The part of the roles that nobody has."""
    held = {each.role for each in payees}
    roles = rules["roles"] if rules.get("divide") == "roles" else {}
    return sum((share for role, share in roles.items() if role not in held), ZERO)


def split(amount: Decimal, parts: Sequence[Part]) -> list[tuple[Part, Decimal]]:
    """Share ``amount`` by weight; the lead payee (else the first) receives the odd fen, so that the
    total is kept.
    """
    weights = sum((each.weight for each in parts), ZERO)
    if not weights:
        return []
    shares = [(amount * each.weight / weights).quantize(FEN, rounding=ROUND_DOWN) for each in parts]
    paid = [index for index, each in enumerate(parts) if each.payee] or [0]
    lead = next((index for index in paid if (payee := parts[index].payee) and payee.lead), paid[0])
    shares[lead] += amount - sum(shares)
    return list(zip(parts, shares, strict=True))
