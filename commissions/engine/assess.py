"""From a policy and a project's facts to what each payee is due, with every reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from .document import Policy
from .facts import Assessment, Due, Facts, Payee, Step
from .schedules import reward

FEN = Decimal("0.01")


@dataclass(frozen=True)
class _Reward:
    """What a component comes to in one period, before stages and payees."""

    component: dict
    period: str
    amount: Decimal
    steps: tuple[Step, ...]
    contributions: tuple[str, ...]


def assess(policy: Policy, facts: Facts, as_of: date) -> Assessment:
    """What is due under ``policy`` for the facts known on ``as_of``. Amounts are rounded once, to the fen, half up."""
    document = policy.document
    notes = [Step.of("not_eligible", "", **_told(value, facts)) for value in document.get("when", []) if not _holds(value, facts)]
    if "terminated" in facts.milestones and document["on_termination"] == "claw_back":
        notes.append(Step.of("terminated", "", on=facts.milestones["terminated"]))
    if notes:
        return Assessment((), tuple(notes))
    rewards = []
    for component in policy.components:
        rewards += _rewards(component, facts, as_of, notes)
    rewards = _higher_only(rewards, document.get("higher_of", []), notes)
    rewards = _within_project_cap(rewards, document.get("caps", {}).get("project"))
    payees = _eligible(facts, document.get("payees", {}), notes)
    return Assessment(tuple(due for each in rewards for due in _dues(each, facts, as_of, payees)), tuple(notes))


def _rewards(component: dict, facts: Facts, as_of: date, notes: list) -> list[_Reward]:
    clause = component["clause"]
    failed = [condition for condition in component.get("when", []) if not _holds(condition, facts)]
    if failed:
        notes.append(Step.of("component_not_met", clause, component=component["code"], **_told(failed[0], facts)))
        return []
    found, left = [], component.get("cap_total")
    for period, counted in _periods(component, facts, as_of):
        base = sum((_counting(component, each) for each in counted), Decimal(0))
        if "at_least" in component and base < component["at_least"]:
            notes.append(Step.of("below_threshold", clause, component=component["code"], period=period, base=base, at_least=component["at_least"]))
            continue
        amount, steps = reward(component["schedule"], base, clause)
        amount, steps = _multiplied(component, facts, amount, steps)
        for limit in (component.get("cap"), left):
            if limit is not None and amount > limit:
                amount, steps = limit, [*steps, Step.of("cap", clause, cap=limit)]
        amount = amount.quantize(FEN, rounding=ROUND_HALF_UP)
        left = None if left is None else left - amount
        if amount:
            found.append(_Reward(component, period, amount, (_summed(component, counted, base), *steps), tuple(each.id for each in counted)))
    return found


def _periods(component, facts, as_of):
    """[(period, contributions that count in it)], in order of time."""
    if "metric" not in component:
        return [("", [])]
    counted = [each for each in facts.contributions if each.metric == component["metric"] and each.on <= as_of]
    if "window" in component:
        start, end = _window(component["window"], facts)
        counted = [each for each in counted if start and start <= each.on < end]
    if component["per"] == "project":
        return [("", counted)] if counted else []
    years = sorted({each.on.year for each in counted})
    return [(str(year), [each for each in counted if each.on.year == year]) for year in years]


def _window(window, facts):
    """From the milestone's day to (not including) the day that many months or years later."""
    start = facts.milestones.get(window["from"])
    if start is None:
        return None, None
    months = start.month - 1 + (window["months"] if "months" in window else 12 * window["years"])
    year, month = start.year + months // 12, months % 12 + 1
    for day in range(start.day, 27, -1):
        try:
            return start, date(year, month, day)
        except ValueError:
            continue
    return start, date(year, month, min(start.day, 28))


def _counting(component, contribution) -> Decimal:
    if component.get("land") == "excluded":
        return contribution.amount - contribution.land
    return contribution.amount


def _summed(component, counted, base) -> Step:
    return Step.of("base", component["clause"], metric=component.get("metric", ""), count=len(counted), base=base, land=component.get("land", ""))


def _multiplied(component, facts, amount, steps):
    for multiplier in component.get("multipliers", []):
        if all(_holds(condition, facts) for condition in multiplier.get("when", [])):
            amount = amount * multiplier["by"]
            steps = [*steps, Step.of("multiplier", component["clause"], by=multiplier["by"], result=amount)]
    return amount, steps


def _higher_only(rewards, groups, notes):
    """Of each group of components only the one with the highest sum is kept."""
    for group in groups:
        sums = {code: sum((each.amount for each in rewards if each.component["code"] == code), Decimal(0)) for code in group}
        best = max(group, key=lambda code: (sums[code], -group.index(code)))
        for code in group:
            if code != best and sums[code]:
                notes.append(Step.of("lower_one", "", component=code, amount=sums[code], instead=best))
        rewards = [each for each in rewards if each.component["code"] not in group or each.component["code"] == best]
    return rewards


def _within_project_cap(rewards, cap):
    if cap is None:
        return rewards
    kept, left = [], cap
    for each in rewards:
        if not each.component.get("outside_cap"):
            if each.amount > left:
                each = _Reward(each.component, each.period, left, (*each.steps, Step.of("project_cap", "", cap=cap, left=left)), each.contributions)
            left -= each.amount
        kept.append(each)
    return kept


def _eligible(facts, rules, notes) -> list[Payee]:
    eligible = []
    for payee in facts.payees:
        reason = payee.excluded or _ineligible(payee, rules, facts)
        if reason:
            notes.append(Step.of("payee_excluded", "", payee=payee.id, reason=reason))
        eligible.append(Payee(payee.id, payee.share, payee.lead, payee.kind, payee.registered_on, payee.confirmed, reason))
    return eligible


def _ineligible(payee, rules, facts) -> str:
    day = facts.milestones.get(rules.get("registered_before", ""))
    if day and (payee.registered_on is None or payee.registered_on > day):
        return "registered_late"
    if rules.get("confirmed") and not payee.confirmed:
        return "not_confirmed"
    return ""


def _dues(each: _Reward, facts: Facts, as_of: date, payees: Sequence[Payee]) -> list[Due]:
    dues = []
    for stage, part, reached in _stages(each, facts, as_of):
        steps = each.steps if stage == "" else (*each.steps, Step.of("stage", each.component["clause"], milestone=stage, amount=part))
        for payee, amount in split(part, payees):
            told = steps if len(payees) == 1 else (*steps, Step.of("share", "", share=payee.share, amount=amount))
            if not payee.excluded:
                dues.append(Due(each.component["code"], each.period, stage, payee.id, amount, told, each.contributions, reached, "" if reached else stage))
    return dues


def _stages(each, facts, as_of):
    """[(stage, amount, reached)]: the last stage takes what rounding left, so that the stages add up."""
    stages = each.component.get("stages")
    if not stages:
        return [("", each.amount, True)]
    parts, left = [], each.amount
    for index, stage in enumerate(stages):
        part = left if index == len(stages) - 1 else (each.amount * stage["share"]).quantize(FEN, rounding=ROUND_HALF_UP)
        left -= part
        day = facts.milestones.get(stage["milestone"])
        parts.append((stage["milestone"], part, day is not None and day <= as_of))
    return parts


def split(amount: Decimal, payees: Sequence[Payee]) -> list[tuple[Payee, Decimal]]:
    """Share ``amount`` by weight; the lead payee (else the first) receives the odd fen, so that the total is kept."""
    weights = sum((payee.share for payee in payees), Decimal(0))
    if not weights:
        return []
    shares = [(amount * payee.share / weights).quantize(FEN, rounding=ROUND_DOWN) for payee in payees]
    lead = next((index for index, payee in enumerate(payees) if payee.lead), 0)
    shares[lead] += amount - sum(shares)
    return list(zip(payees, shares, strict=True))


def _holds(condition: dict, facts: Facts) -> bool:
    value = facts.attributes.get(condition["attribute"])
    if "equals" in condition:
        return value == condition["equals"]
    if "in" in condition:
        return value in condition["in"]
    if "not_in" in condition:
        return value not in condition["not_in"]
    if value is None:
        return False
    if "at_least" in condition:
        return Decimal(value) >= condition["at_least"]
    return Decimal(value) < condition["less_than"]


def _told(condition: dict, facts: Facts) -> dict:
    rule = next(key for key in ("equals", "in", "not_in", "at_least", "less_than") if key in condition)
    wanted = condition[rule]
    wanted = ", ".join(map(str, wanted)) if isinstance(wanted, list) else wanted
    return {"attribute": condition["attribute"], "is": facts.attributes.get(condition["attribute"], ""), "rule": rule, "wanted": wanted}
