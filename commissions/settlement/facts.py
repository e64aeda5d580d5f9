"""The verified facts of projects in the engine's terms, loaded for many projects at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType

from commissions import engine
from commissions.models import Agreement, Determination
from crm.core.models import Move
from leads.models import Milestone, Project, Referral, TargetEntry
from parks.models import Contribution, ExchangeRate

LISTS_BY_WEIGHT = ("world500", "china500", "private500")
FOREIGN_METRICS = ("foreign_capital", "contract_foreign")


@dataclass
class Known:
    """One project with who brought it, under which agreements, and its facts without payees' awards elsewhere."""

    project: Project
    referrals: list[Referral]
    agreements: dict[int, Agreement]
    facts: engine.Facts
    uncovered: list[Referral] = field(default_factory=list)

    def by_version(self) -> dict:
        """{policy version: {agent id: agreement}} in a stable order."""
        groups = defaultdict(dict)
        for agent_id, agreement in self.agreements.items():
            groups[agreement.policy_version][agent_id] = agreement
        return dict(sorted(groups.items(), key=lambda item: item[0].pk))


def known_of(projects: Iterable[Project]) -> list[Known]:
    """What is known of each project, with a fixed number of queries for all."""
    projects = list(projects)
    load = _Load([project.pk for project in projects])
    return [load.known(project) for project in projects]


class _Load:
    """Everything that the facts of some projects are made of, by project."""

    def __init__(self, pks):
        self.referrals = _grouped(Referral.objects.filter(project__in=pks).select_related("agent").order_by("-is_lead", "id"), "project_id")
        agents = {each.agent_id for some in self.referrals.values() for each in some}
        self.agreements = _grouped(
            Agreement.objects.binding().filter(agent__in=agents).select_related("policy_version").order_by("-starts_on", "-id"), "agent_id"
        )
        self.milestones = _grouped(Milestone.objects.filter(project__in=pks), "project_id")
        self.terminated = {move.object_id: move.at.date() for move in Move.objects.filter(content_type=ContentType.objects.get_for_model(Project), object_id__in=pks, name="terminate").order_by("id")}
        lists = TargetEntry.objects.filter(company__projects__in=pks).values_list("company__projects", "target_list__kind")
        self.lists = defaultdict(set)
        for pk, kind in lists:
            self.lists[pk].add(kind)
        self.contributions = amounts_of(Contribution.objects.verified().filter(enterprise__project__in=pks))
        self.determinations = _grouped(Determination.objects.filter(project__in=pks).select_related("by"), "project_id")
        self.rates = tuple(engine.Rate(each.currency, each.on, each.yuan) for each in ExchangeRate.objects.order_by("on"))

    def known(self, project) -> Known:
        referrals = self.referrals.get(project.pk, [])
        agreements = {each.agent_id: found for each in referrals if (found := self._covering(each))}
        facts = engine.Facts(
            project=str(project.pk),
            attributes=self._attributes(project),
            milestones=self._milestones(project, agreements.values()),
            contributions=tuple(self._contributions(project)),
            payees=tuple(payee_of(each) for each in referrals),
            rates=self.rates,
        )
        return Known(project, referrals, agreements, facts, [each for each in referrals if each.agent_id not in agreements])

    def _covering(self, referral) -> Agreement | None:
        """The agreement in whose term the referral was registered."""
        day = referral.registered_on
        return next((each for each in self.agreements.get(referral.agent_id, []) if each.starts_on <= day <= each.ends_on), None)

    def _attributes(self, project) -> dict:
        kinds = self.lists.get(project.pk, set())
        built_in = {
            "industry": project.industry_id,
            "industry_section": project.industry.section if project.industry else None,
            "list500": next((kind for kind in LISTS_BY_WEIGHT if kind in kinds), ""),
            "channel": project.channel,
            "origin": "foreign" if project.is_foreign else "domestic",
            "contract_amount": project.contract_amount,
        }
        stated = {each.name: engine.Stated(each.value, str(each.by), each.why) for each in self.determinations.get(project.pk, [])}
        return stated | built_in

    def _milestones(self, project, agreements) -> dict:
        found = {each.kind: each.happened_on for each in self.milestones.get(project.pk, [])}
        if project.signed_on:
            found["signed"] = project.signed_on
        if project.state == Project.State.TERMINATED and project.pk in self.terminated:
            found["terminated"] = self.terminated[project.pk]
        if agreements:
            found["appointed"] = min(each.starts_on for each in agreements)
        return found

    def _contributions(self, project) -> Iterator[engine.Contribution]:
        if project.signed_on and project.contract_amount:
            yield engine.Contribution("contract", "total_investment", project.contract_amount, project.signed_on)
        yield from self.contributions.get(project.pk, [])


COLUMNS = ("enterprise__project", "id", "metric", "amount", "happened_on", "currency", "original_amount", "land_amount", "local_amount", "period_to")


def amounts_of(contributions) -> dict[int, list[engine.Contribution]]:
    """{project: these amounts in the engine's terms}: a tax counts whole and by its local share, land beside fixed assets."""
    found: dict[int, list[engine.Contribution]] = defaultdict(list)
    for project, pk, metric, amount, on, currency, original, land, local, period_to in contributions.order_by().values_list(*COLUMNS).iterator(chunk_size=5000):
        some, name = found[project], str(pk)
        if metric == "tax":
            some.append(engine.Contribution(name, "total_tax", amount, period_to))
            some.append(engine.Contribution(name, "local_tax", local, period_to))
            continue
        some.append(engine.Contribution(name, metric, amount, on, currency, original if currency != "CNY" else None))
        if land:
            some.append(engine.Contribution(name, "land", land, on))
    return found


def payee_of(referral) -> engine.Payee:
    agent = referral.agent
    traits = {
        "natural_person": agent.is_referrer, "organisation": not agent.is_referrer, "public_servant": agent.is_public_servant,
        "state_owned": agent.is_state_owned, "overseas": agent.is_overseas, "policy_beneficiary": agent.is_policy_beneficiary,
        "intermediary_trade": agent.is_intermediary, "investor_related": referral.is_investor_related,
    }  # fmt: skip
    return engine.Payee(
        id=str(agent.pk),
        share=Decimal(referral.parts),
        lead=referral.is_lead,
        traits=frozenset(name for name, holds in traits.items() if holds),
        role=referral.role,
        registered_on=referral.registered_on,
        confirmed=referral.investor_confirmed_on is not None,
    )


def _grouped(rows, by) -> dict:
    """{key: rows}; ``by`` is an attribute or a function of a row."""
    key = by if callable(by) else lambda row: getattr(row, by)
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
