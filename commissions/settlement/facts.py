"""A project's verified facts in the engine's terms, and under which policy version its payees are paid."""

from collections import defaultdict
from decimal import Decimal

from commissions import engine
from commissions.models import Agreement
from parks.models import Contribution

METRICS_OF_TAX = (("total_tax", "amount"), ("local_tax", "local_amount"))
LISTS_BY_WEIGHT = ("world500", "china500", "private500")


def facts_of(project, referrals) -> engine.Facts:
    """The facts that ``assess()`` needs, with ``referrals`` as the payees."""
    return engine.Facts(
        project=str(project.pk),
        attributes=_attributes(project),
        milestones=_milestones(project),
        contributions=tuple(_contributions(project)),
        payees=tuple(_payee(referral) for referral in referrals),
    )


def agreements_of(project) -> dict:
    """{referral: the agreement that covers it}; referrals without one are left out."""
    covered = {}
    for referral in project.referrals.select_related("agent"):
        agreement = Agreement.objects.covering(referral.agent, referral.registered_on)
        if agreement:
            covered[referral] = agreement
    return covered


def by_policy(covered: dict) -> dict:
    """{policy version: {agent id: agreement}} in a stable order."""
    groups = defaultdict(dict)
    for referral, agreement in covered.items():
        groups[agreement.policy_version][referral.agent_id] = agreement
    return dict(sorted(groups.items(), key=lambda item: item[0].pk))


def _attributes(project) -> dict:
    kinds = project.company.list_kinds()
    return {
        "industry": project.industry_id,
        "industry_section": project.industry.section,
        "list500": next((kind for kind in LISTS_BY_WEIGHT if kind in kinds), ""),
        "channel": project.channel,
        "origin": "foreign" if project.is_foreign else "domestic",
        "contract_amount": project.contract_amount,
    }


def _milestones(project) -> dict:
    found = dict(project.milestones.values_list("kind", "happened_on"))
    if project.signed_on:
        found["signed"] = project.signed_on
    if project.state == project.State.TERMINATED:
        found["terminated"] = project.moves().filter(name="terminate").latest("id").at.date()
    return found


def _contributions(project):
    verified = Contribution.objects.verified().filter(enterprise__project=project).order_by("happened_on", "id")
    for each in verified:
        if each.metric == Contribution.Metric.TAX:
            for metric, field in METRICS_OF_TAX:
                yield engine.Contribution(str(each.pk), metric, getattr(each, field), each.period_to)
        else:
            yield engine.Contribution(str(each.pk), each.metric, each.amount, each.happened_on, each.land_amount)


def _payee(referral) -> engine.Payee:
    agent = referral.agent
    return engine.Payee(
        id=str(agent.pk),
        share=Decimal(referral.parts),
        lead=referral.is_lead,
        kind="referrer" if agent.is_referrer else "agency",
        registered_on=referral.registered_on,
        confirmed=referral.investor_confirmed_on is not None,
        excluded="public_servant" if agent.is_public_servant else "",
    )
