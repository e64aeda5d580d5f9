"""From a policy and a project's facts to what each payee is due, with every reason."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext

from .document import Policy
from .facts import Assessment, Due, Facts, Step
from .found import found_in
from .limits import by_years, higher_only, within_payee_caps, within_project_caps
from .next_day import next_day
from .nodes import Component
from .payees import Part, eligible, excluded_by_nature
from .payment import dues_of, finished
from .periods import Reward
from .rewards import about, rewards_of
from .scope import AFTER_THE_END, Missing, Scope

PRECISION = 50


def assess(policy: Policy, facts: Facts, as_of: date) -> Assessment:
    """What is due under ``policy`` for the facts known on ``as_of``. Each amount is rounded once,
    to the fen, half up.
    """
    with localcontext(prec=PRECISION):
        return _assess(policy, facts, as_of)


def _assess(policy: Policy, facts: Facts, as_of: date) -> Assessment:
    document, next_on = policy.document, next_day(policy, facts, as_of)
    scope = Scope(document, known_on(facts, as_of), as_of=as_of)
    notes: list[Step] = []
    try:
        notes += _not_taken(scope)
        if notes:
            return Assessment((), tuple(notes), next_on)
        rewards = by_years(higher_only(document, list(_rewards(scope, as_of, notes)), notes))
        rewards = list(within_project_caps(scope, rewards))
        kept = _kept_after_termination(scope, notes)
        dues = list(_dues(scope, rewards, eligible(scope, notes), kept, notes))
        dues = [finished(scope, due) for due in within_payee_caps(scope, dues)]
    except Missing as missing:
        return Assessment((), (*notes, missing.step), next_on)
    return Assessment(tuple(dues), tuple(notes), next_on)


def assess_agent(policy: Policy, facts: Facts, as_of: date) -> Assessment:
    """What an agent earns by itself, on all of its projects together: ``facts`` are those of the
    agent and its agreement.

    Its contributions are those of all projects that the policy takes, its milestones the first day
    of the agreement (``appointed``) and an early end of it (``terminated``). The caps of the policy
    do not reach these components.
    """
    with localcontext(prec=PRECISION):
        scope = Scope(policy.document, known_on(facts, as_of), as_of=as_of)
        notes: list[Step] = []
        try:
            rewards = list(_rewards(scope, as_of, notes, "agent"))
            dues = list(_dues(scope, rewards, _agent_itself(scope, notes), Decimal(1), notes))
            dues = [finished(scope, due) for due in dues]
        except Missing as missing:
            return Assessment((), (*notes, missing.step))
        return Assessment(tuple(dues), tuple(notes))


def _agent_itself(scope: Scope, notes: list[Step]) -> list[Part]:
    (agent,), rules = scope.facts.payees, scope.document.get("payees", {})
    if reason := excluded_by_nature(agent, rules):
        notes.append(Step.of("payee_excluded", "", payee=agent.id, reason=reason))
    return [] if reason else [Part(agent, Decimal(1))]


def takes(policy: Policy, facts: Facts, as_of: date) -> bool:
    """Whether the policy takes the project, as far as is known."""
    scope = Scope(policy.document, known_on(facts, as_of), as_of=as_of)
    try:
        return not list(_not_taken(scope))
    except Missing:
        return False


def known_on(facts: Facts, as_of: date) -> Facts:
    """The facts without what happens after ``as_of``, or after a termination: a claim alone may
    still be made then.
    """
    end = min(facts.milestones.get("terminated", as_of), as_of)
    milestones = {
        name: day
        for name, day in facts.milestones.items()
        if day <= (as_of if name in AFTER_THE_END else end)
    }
    contributions = tuple(
        contribution for contribution in facts.contributions if contribution.on <= end
    )
    if len(contributions) == len(facts.contributions) and len(milestones) == len(facts.milestones):
        return facts
    return replace(facts, contributions=contributions, milestones=milestones)


def _dues(
    scope: Scope,
    rewards: Sequence[Reward],
    payees: Sequence[Part],
    kept: Decimal,
    notes: list[Step],
) -> Iterator[Due]:
    """The dues of all rewards; one whose stages miss something is held back by itself."""
    for reward in rewards:
        try:
            yield from list(dues_of(scope, reward, payees, kept))
        except Missing as missing:
            notes.append(about(missing.step, reward.component))


def _rewards(
    scope: Scope, as_of: date, notes: list[Step], owner: str = "project"
) -> Iterator[Reward]:
    """The rewards of all components of a project, or of an agent itself, in the document's order.

    One that builds on others is worked out after them.
    """
    components = [
        component
        for component in scope.document["components"]
        if component.get("belongs_to", "project") == owner
    ]
    by_code: dict[str, list[Reward]] = {}
    for component in _in_order(components):
        by_code[component["code"]] = list(rewards_of(scope, component, by_code, as_of, notes))
    for component in components:
        yield from by_code[component["code"]]


def _in_order(components: Sequence[Component]) -> list[Component]:
    ordered: list[Component] = []
    remaining = list(components)
    while remaining:
        codes = {component["code"] for component in ordered}
        ready = [component for component in remaining if set(component.get("of", [])) <= codes]
        ordered += ready
        remaining = [component for component in remaining if component not in ready]
    return ordered


def _not_taken(scope: Scope) -> Iterator[Step]:
    """Why the policy does not take the project."""
    validity = scope.document.get("validity")
    if validity:
        milestone = validity.get("by", "signed")
        day = scope.day_of(milestone)
        if day < validity["from"] or day > validity.get("to", day):
            yield Step.of(
                "not_valid",
                "",
                milestone=milestone,
                on=day,
                start=validity["from"],
                end=validity.get("to"),
            )
    conditions = scope.document.get("when", [])
    if (index := scope.failing(conditions)) is not None:
        yield Step.of(
            "not_eligible", "", condition=f"when[{index}]", **found_in(scope, conditions[index])
        )


def _kept_after_termination(scope: Scope, notes: list[Step]) -> Decimal:
    """The part of everything that stays due: all of it unless a termination takes it back."""
    day = scope.facts.milestones.get("terminated")
    if day is None or scope.document["on_termination"] == "keep":
        return Decimal(1)
    rule = scope.document.get("claw_back", {})
    if "window" in rule and not scope.is_within(day, rule["window"]):
        return Decimal(1)
    share = scope.value(rule.get("share", Decimal(1)))
    share = Decimal(1) if share is None else share
    notes.append(Step.of("terminated", "", on=day, share=share))
    return 1 - share
