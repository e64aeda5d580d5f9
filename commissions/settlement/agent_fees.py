"""What agents earn by themselves under a policy: on all projects of an agreement together, posted
as a difference once an agreement.

Like base fees these entries name no project; unlike them they rest on a policy. Its caps do not
reach them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from django.db.models import Sum
from django.utils import timezone

from crm.core.models import User
from crm.core.writes import as_one
from leads.models import Agent, Project

from .. import engine
from ..engine.nodes import Component
from ..models import Agreement, LedgerEntry, PolicyVersion, SettlementRun
from .facts import ProjectFacts, policy_of, project_facts_of, traits_of, unsound
from .held import Held, held, noted
from .post import borne_of, contribution_ids, tax_rate_of
from .reasons import kind_of, reasons_of

Kind = LedgerEntry.Kind
Key: TypeAlias = tuple[str, str, str]  # (component, period, stage)
TERMINATED = engine.Step.of("agent_project_terminated")
NOT_COUNTED = engine.Step.of("no_longer_counted")


@dataclass(frozen=True)
class AgentDifference:
    """``amount`` is what a component, period and stage (``key``) comes to, less what the ledger
    holds of it.

    ``due`` is None where nothing of it is due any more, ``posted`` where the ledger holds nothing
    yet.
    """

    agreement: Agreement
    key: Key
    amount: Decimal
    posted: Decimal | None
    due: engine.Due | None
    has_terminated: bool = False

    @property
    def component(self) -> str:
        return self.key[0]

    @property
    def period(self) -> str:
        return self.key[1]

    @property
    def currency(self) -> str:
        currency: str = self.agreement.policy_version.currency
        return currency

    @property
    def kind(self) -> LedgerEntry.Kind:
        if self.has_terminated and self.amount < 0:
            return Kind.CLAWBACK
        return kind_of(self.amount, self.posted, self.due, self._whys)

    @property
    def steps(self) -> tuple[engine.Step, ...]:
        return reasons_of(self.due, self.posted, self._whys)

    @property
    def _whys(self) -> list[engine.Step]:
        """Why less is due than before."""
        if self.amount > 0:
            return []
        if self.has_terminated:
            return [TERMINATED]
        return [] if self.due else [NOT_COUNTED]


@dataclass
class AgentOutcome:
    """What one agreement's own rewards come to, and what is held back with the reason."""

    agreement: Agreement
    differences: list[AgentDifference] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


def agent_outcomes(as_of: date) -> Iterator[AgentOutcome]:
    """The outcome of each agreement whose policy has rewards of the agent itself; those of a
    suspended policy are held back.
    """
    agreements = (
        Agreement.objects.binding().select_related("policy_version", "agent").order_by("pk")
    )
    for agreement in agreements.filter(policy_version__in=_versions()):
        yield _outcome(agreement, as_of)


def _versions() -> list[int]:
    documents = (
        PolicyVersion.objects.filter(agreements__isnull=False)
        .distinct()
        .values_list("pk", "document")
    )
    return [pk for pk, document in documents if any(map(_is_of_agent, document["components"]))]


def _is_of_agent(component: Component) -> bool:
    owner: str = component.get("belongs_to", "project")
    return owner == "agent"


def _outcome(agreement: Agreement, as_of: date) -> AgentOutcome:
    policy, outcome = policy_of(agreement.policy_version_id), AgentOutcome(agreement)
    if reason := unsound(agreement.policy_version_id):
        outcome.held.append(held(agreement.number, "", reason))
        return outcome
    projects = own_projects(agreement)
    assessment = engine.assess_agent(policy, facts_of(agreement, projects, as_of), as_of)
    dues: dict[Key, engine.Due] = {}
    posted = _posted(agreement)
    for due in assessment.dues:
        if due.payable:
            dues[due.component, due.period, due.stage] = due
        else:
            name = policy.name_of(due.component, "zh")
            outcome.held.append(held(agreement.number, name, f"stage:{due.held}", due.amount))
    for note in assessment.notes:
        outcome.held.append(noted(agreement.number, note, policy))
    has_terminated = any(_is_taken_back(policy, project, as_of) for project in projects)
    differences = list(_differences(agreement, dues, posted, has_terminated))
    if agreement.policy_version.state == PolicyVersion.State.SUSPENDED:
        for difference in differences:
            name = policy.name_of(difference.component, "zh")
            outcome.held.append(held(agreement.number, name, "suspended", difference.amount))
    else:
        outcome.differences = differences
    return outcome


def own_projects(agreement: Agreement) -> list[ProjectFacts]:
    """The projects that the agent brought in the term of the agreement."""
    projects = Project.objects.filter(referrals__agent=agreement.agent).order_by("pk")
    all_facts = project_facts_of(projects.values_list("pk", flat=True))
    return [facts for facts in all_facts if facts.agreements.get(agreement.agent_id) == agreement]


def facts_of(agreement: Agreement, projects: list[ProjectFacts], as_of: date) -> engine.Facts:
    """The agent's facts: the agreement's days, and the verified amounts of its projects up to the
    agreement's last day.
    """
    policy = policy_of(agreement.policy_version_id)
    counted_projects = [project for project in projects if _counts(policy, project, as_of)]
    amounts = [
        amount for project in counted_projects for amount in _up_to(agreement.last_day, project)
    ]
    milestones = {"appointed": agreement.starts_on}
    if agreement.ended_on:
        milestones["terminated"] = agreement.ended_on
    return engine.Facts(
        project="",
        milestones=milestones,
        contributions=tuple(amounts),
        payees=(_payee(agreement.agent),),
        rates=projects[0].facts.rates if projects else (),
    )


def _payee(agent: Agent) -> engine.Payee:
    return engine.Payee(str(agent.pk), lead=True, traits=frozenset(traits_of(agent)))


def _is_taken_back(policy: engine.Policy, project: ProjectFacts, as_of: date) -> bool:
    day = project.facts.milestones.get("terminated")
    return day is not None and day <= as_of and policy.document["on_termination"] == "claw_back"


def _counts(policy: engine.Policy, project: ProjectFacts, as_of: date) -> bool:
    """Whether the policy takes the project, and no termination took it back."""
    is_over = _is_taken_back(policy, project, as_of)
    return not is_over and engine.takes(policy, project.facts, as_of)


def _up_to(last: date, project: ProjectFacts) -> Iterator[engine.Contribution]:
    """The amounts of the agreement's term; a project that goes on after a termination has nothing
    new.
    """
    end = min(last, project.facts.milestones.get("terminated", last))
    return (contribution for contribution in project.facts.contributions if contribution.on <= end)


def _posted(agreement: Agreement) -> dict[Key, Decimal]:
    rows = LedgerEntry.objects.earned().filter(
        agreement=agreement, project=None, policy_version=agreement.policy_version_id
    )
    sums = rows.order_by().values_list("component", "period", "stage").annotate(total=Sum("amount"))
    return {(component, period, stage): total for component, period, stage, total in sums if total}


def _differences(
    agreement: Agreement,
    dues: dict[Key, engine.Due],
    posted: dict[Key, Decimal],
    has_terminated: bool,
) -> Iterator[AgentDifference]:
    for key, due in dues.items():
        if amount := due.amount - posted.get(key, 0):
            yield AgentDifference(agreement, key, amount, posted.get(key), due, has_terminated)
    for key in sorted(set(posted) - set(dues)):
        yield AgentDifference(agreement, key, -posted[key], posted[key], None, has_terminated)


@as_one()
def post_agent_fees(
    as_of: date, *, run: SettlementRun | None = None, by: User | None = None
) -> tuple[list[LedgerEntry], list[Held]]:
    """(the entries posted, what is held back). The agreements are locked, so that two runs at once
    post once.
    """
    versions = _versions()
    agreements = Agreement.objects.select_for_update(of=("self",)).filter(
        policy_version__in=versions
    )
    list(agreements.order_by("pk").values_list("pk"))
    outcomes = list(agent_outcomes(as_of)) if versions else []
    entries = [
        _post(difference, as_of, run, by)
        for outcome in outcomes
        for difference in outcome.differences
    ]
    return entries, [item for outcome in outcomes for item in outcome.held]


def _post(
    difference: AgentDifference, as_of: date, run: SettlementRun | None, by: User | None
) -> LedgerEntry:
    agreement, due = difference.agreement, difference.due
    component, period, stage = difference.key
    return LedgerEntry.objects.create(
        kind=difference.kind,
        payee_id=agreement.agent_id,
        agreement=agreement,
        policy_version=agreement.policy_version,
        component=component,
        period=period,
        stage=stage,
        amount=difference.amount,
        currency=agreement.policy_version.currency,
        steps=[step.to_json() for step in difference.steps],
        contributions=contribution_ids(due),
        due_on=due.on if due else as_of,
        tax_rate=tax_rate_of(due),
        borne=borne_of(due),
        run=run,
        posted_by=by,
        posted_at=timezone.now(),
    )
