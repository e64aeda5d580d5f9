"""The verified facts of projects in the engine's terms, loaded for many projects at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.contrib.contenttypes.models import ContentType

from crm.core.days import day_of
from crm.core.models import Move
from leads.models import Agent, Milestone, Project, Referral, TargetEntry
from parks.models import EntryApplication, ExchangeRate

from .. import engine
from ..engine.nodes import Window
from ..models import Agreement, Determination, PolicyVersion
from .amounts import amounts_of, lots_of

LISTS_BY_WEIGHT = ("world500", "china500", "private500")
Row = TypeVar("Row", bound=tuple[Any, ...])


class ProjectRow(NamedTuple):
    pk: int
    number: str
    name: str
    state: str
    channel: str
    is_foreign: bool
    signed_on: date | None
    contract_amount: Decimal | None
    industry_id: str
    industry__section: str


class ReferralRow(NamedTuple):
    """``agent`` is the record itself, one object for all of its referrals."""

    project_id: int
    agent: Agent
    parts: int
    is_lead: bool
    role: str
    is_investor_related: bool
    registered_on: date
    investor_confirmed_on: date | None
    team: str
    agreed_on: date | None


@dataclass
class ProjectFacts:
    """One project with who brought it, under which agreements, and its facts without payees' awards
    elsewhere.
    """

    project: ProjectRow
    referrals: list[ReferralRow]
    agreements: dict[int, Agreement]
    facts: engine.Facts
    uncovered: list[ReferralRow] = field(default_factory=list)

    def by_version(self) -> dict[PolicyVersion, dict[int, Agreement]]:
        """{policy version: {agent id: agreement}} in a stable order."""
        groups: dict[PolicyVersion, dict[int, Agreement]] = defaultdict(dict)
        for agent_id, agreement in self.agreements.items():
            groups[agreement.policy_version][agent_id] = agreement
        return (
            dict(sorted(groups.items(), key=lambda item: item[0].pk)) if len(groups) > 1 else groups
        )


@lru_cache(maxsize=64)
def policy_of(version_pk: int) -> engine.Policy:
    """The policy of a version; versions in use never change."""
    return engine.read_published(PolicyVersion.objects.get(pk=version_pk).document)


@lru_cache(maxsize=64)
def unsound(version_pk: int) -> str:
    """Why nothing is posted under a published version that today's checks refuse; "" where they
    pass it.
    """
    problems = engine.check_document(PolicyVersion.objects.get(pk=version_pk).document)
    text = " ".join(f"{problem.path}: {problem.told('zh')}" for problem in problems)
    return engine.explain([engine.Step.of("unsound", what=text)], "zh")[0] if problems else ""


@lru_cache(maxsize=64)
def windows_of(version_pk: int) -> tuple[Window, ...] | None:
    return engine.windows_of(policy_of(version_pk))


def project_facts_of(pks: Iterable[int], in_lots_on: date | None = None) -> list[ProjectFacts]:
    """What is known of each project, in the order of their keys, with a fixed number of queries for
    all.

    Given ``in_lots_on``, the day of an assessment, amounts that always count together under the
    agreements in force come as one lot (engine/lots.py).
    """
    return list(_Load(list(pks), in_lots_on).all_facts())


class _Load:
    """Everything that the facts of some projects are made of, by project."""

    def __init__(self, pks: list[int], in_lots_on: date | None) -> None:
        self.in_lots_on = in_lots_on
        self.projects = [
            ProjectRow(*row)
            for row in Project.objects.filter(pk__any_of=pks)
            .order_by("pk")
            .values_list(*ProjectRow._fields)
        ]
        self.referrals = _grouped(self._referrals(pks))
        agents = {referral.agent.pk for group in self.referrals.values() for referral in group}
        self.agreements: dict[int, list[Agreement]] = defaultdict(list)
        for agreement in (
            Agreement.objects.binding()
            .filter(agent__in=agents)
            .select_related("policy_version")
            .order_by("-starts_on", "-id")
        ):
            self.agreements[agreement.agent_id].append(agreement)
        self.milestones = _grouped(
            Milestone.objects.filter(project__any_of=pks).values_list(
                "project", "kind", "happened_on"
            )
        )
        terminations = Move.objects.filter(
            content_type=ContentType.objects.get_for_model(Project),
            object_id__any_of=pks,
            name="terminate",
        )
        self.terminated = {
            pk: day_of(moment)
            for pk, moment in terminations.order_by("id").values_list("object_id", "at")
        }
        exits = EntryApplication.objects.filter(
            project__any_of=pks, state=EntryApplication.State.LEFT
        )
        self.left = dict(exits.order_by("id").values_list("project", "left_on"))
        self.lists = _grouped(
            TargetEntry.objects.filter(company__projects__any_of=pks).values_list(
                "company__projects", "target_list__kind"
            )
        )
        determinations = Determination.objects.filter(project__any_of=pks).select_related("by")
        self.determinations = _grouped(
            (
                determination.project_id,
                determination.name,
                engine.Stated(determination.value, str(determination.by), determination.why),
            )
            for determination in determinations
        )
        self.rates = tuple(
            engine.Rate(*row)
            for row in ExchangeRate.objects.order_by("on").values_list("currency", "on", "yuan")
        )

    def _referrals(self, pks: list[int]) -> Iterator[ReferralRow]:
        fields = ("project_id", "agent_id", *ReferralRow._fields[2:])
        rows = list(
            Referral.objects.filter(project__any_of=pks)
            .order_by("-is_lead", "id")
            .values_list(*fields)
        )
        agents = Agent.objects.in_bulk({agent_id for _project, agent_id, *_rest in rows})
        return (ReferralRow(project, agents[agent], *values) for project, agent, *values in rows)

    def all_facts(self) -> Iterator[ProjectFacts]:
        agreements = {project.pk: self._agreements(project.pk) for project in self.projects}
        milestones = {
            project.pk: self._milestones(project, agreements[project.pk].values())
            for project in self.projects
        }
        amounts = self._amounts(agreements, milestones)
        for project in self.projects:
            pk = project.pk
            referrals = self.referrals.get(pk, [])
            facts = engine.Facts(
                project=str(pk),
                attributes=self._attributes(project),
                milestones=milestones[pk],
                contributions=(*_contracted(project), *amounts.get(pk, ())),
                payees=tuple(map(payee_of, referrals)),
                rates=self.rates,
            )
            yield ProjectFacts(
                project,
                referrals,
                agreements[pk],
                facts,
                [referral for referral in referrals if referral.agent.pk not in agreements[pk]],
            )

    def _amounts(
        self, agreements: dict[int, dict[int, Agreement]], milestones: dict[int, dict[str, date]]
    ) -> dict[int, list[engine.Contribution]]:
        if self.in_lots_on is None:
            return amounts_of([project.pk for project in self.projects])
        divisions: dict[int, set[date]] = {}
        pks_without_lots: list[int] = []
        for pk, project_agreements in agreements.items():
            windows = [
                windows_of(agreement.policy_version_id) for agreement in project_agreements.values()
            ]
            groups = [group for group in windows if group is not None]
            if len(groups) < len(windows):
                pks_without_lots.append(pk)
            else:
                divisions[pk] = set().union(
                    *(
                        engine.dividing_days(group, milestones[pk], self.in_lots_on)
                        for group in groups
                    )
                )
        return lots_of(divisions, self.in_lots_on) | amounts_of(pks_without_lots)

    def _agreements(self, pk: int) -> dict[int, Agreement]:
        return {
            referral.agent.pk: agreement
            for referral in self.referrals.get(pk, [])
            if (agreement := self._covering(referral))
        }

    def _covering(self, referral: ReferralRow) -> Agreement | None:
        """The agreement in whose term the referral was registered."""
        day = referral.registered_on
        return next(
            (
                agreement
                for agreement in self.agreements[referral.agent.pk]
                if agreement.starts_on <= day <= agreement.last_day
            ),
            None,
        )

    def _attributes(self, project: ProjectRow) -> dict[str, object]:
        kinds = {kind for _pk, kind in self.lists.get(project.pk, [])}
        built_in = {
            "industry": project.industry_id,
            "industry_section": project.industry__section,
            "list500": next((kind for kind in LISTS_BY_WEIGHT if kind in kinds), ""),
            "channel": project.channel,
            "origin": "foreign" if project.is_foreign else "domestic",
            "contract_amount": project.contract_amount,
        }
        values = {name: value for _pk, name, value in self.determinations.get(project.pk, [])}
        return {**values, **built_in}

    def _milestones(
        self, project: ProjectRow, agreements: Collection[Agreement]
    ) -> dict[str, date]:
        days = {kind: day for _pk, kind, day in self.milestones.get(project.pk, [])}
        if project.signed_on:
            days["signed"] = project.signed_on
        if project.state == Project.State.TERMINATED and project.pk in self.terminated:
            # an exit may be recorded later than it happened
            known = (self.terminated[project.pk], self.left.get(project.pk))
            days["terminated"] = min(filter(None, known))
        if agreements:
            days["appointed"] = min(agreement.starts_on for agreement in agreements)
        return days


def _contracted(project: ProjectRow) -> Iterator[engine.Contribution]:
    if project.signed_on and project.contract_amount:
        yield engine.Contribution(
            "contract", "total_investment", project.contract_amount, project.signed_on
        )


def payee_of(referral: ReferralRow) -> engine.Payee:
    agent = referral.agent
    traits = traits_of(agent) | ({"investor_related"} if referral.is_investor_related else set())
    return engine.Payee(
        id=str(agent.pk),
        share=Decimal(referral.parts),
        lead=referral.is_lead,
        traits=frozenset(traits),
        role=referral.role,
        registered_on=referral.registered_on,
        confirmed=referral.investor_confirmed_on is not None,
        team=referral.team,
        agreed=referral.agreed_on is not None,
    )


def traits_of(agent: Agent) -> set[str]:
    """The traits of an agent that do not depend on its projects."""
    traits = {
        "natural_person": agent.is_referrer,
        "organisation": not agent.is_referrer,
        "public_servant": agent.is_public_servant,
        "state_owned": agent.is_state_owned,
        "overseas": agent.is_overseas,
        "policy_beneficiary": agent.is_policy_beneficiary,
        "intermediary_trade": agent.is_intermediary,
    }
    return {name for name, holds in traits.items() if holds}


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """{project: rows}; each row begins with its project."""
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    return groups
