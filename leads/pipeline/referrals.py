"""Who brought a project, and how they share what it earns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Agent, Dispute, Project, Referral


@dataclass(frozen=True)
class Referrer:
    """One of a project's referrers with their ``parts`` of the
    reward: 1, 1 and 1 are exact thirds.
    """

    agent: Agent
    parts: int
    registered_on: date
    investor_confirmed_on: date | None = None
    role: str = ""
    is_investor_related: bool = False
    team: str = ""
    agreed_on: date | None = None


_HOLDS: list[Callable] = []
STORED = (
    "parts",
    "registered_on",
    "investor_confirmed_on",
    "role",
    "is_investor_related",
    "team",
    "agreed_on",
)


def hold_referrals(why_held: Callable):
    """Register ``why_held(referral)``, which returns why a referral may not be taken
    away, or "".
    """
    _HOLDS.append(why_held)


@as_one()
def set_referrers(project, referrers: list[Referrer], *, by, note: str = ""):
    """Make these the project's referrers; the first is the lead referrer, who receives the odd fen.

    Raises NotPermitted without the right, Refused for an agent named twice, an inactive one, no
    parts at all, where something holds a referral that would go (``hold_referrals``), or where an
    arbitration decided otherwise and ``by`` decides none. What was posted for earlier referrers is
    put right by the next settlement, in entries of its own.
    """
    if not by.has_perm("leads.change_referral"):
        raise NotPermitted(_("Only those in charge of referrals may change them."))
    Project.objects.select_for_update().get(pk=project.pk)
    referrals = {
        referral.agent_id: referral
        for referral in project.referrals.select_for_update(of=("self",)).select_related("agent")
    }
    _check(referrers, referrals)
    _check_arbitration(project, referrers, by)
    agent_keys = [referrer.agent.pk for referrer in referrers]
    _check_free(
        [referral for agent_id, referral in referrals.items() if agent_id not in agent_keys]
    )
    for agent_id, referral in referrals.items():
        if agent_id not in agent_keys:
            referral._history_user, referral._change_reason = by, note
            referral.delete()
        elif referral.is_lead and agent_id != agent_keys[0]:
            referral.is_lead = False
            save_as(referral, by=by, reason=note)
    # The one on whom all agreed is stored last: at no moment may two have the mark.
    for place, referrer in sorted(
        enumerate(referrers), key=lambda placed: placed[1].agreed_on is not None
    ):
        referral = referrals.get(referrer.agent.pk) or Referral(
            project=project, agent=referrer.agent
        )
        facts = {name: getattr(referrer, name) for name in STORED} | {"is_lead": place == 0}
        if referral.pk is None or any(
            getattr(referral, name) != value for name, value in facts.items()
        ):
            for name, value in facts.items():
                setattr(referral, name, value)
            referral.full_clean()
            save_as(referral, by=by, reason=note)


def _check(referrers, referrals):
    keys = [referrer.agent.pk for referrer in referrers]
    if len(set(keys)) != len(keys):
        raise Refused(_("An agent is named twice."))
    if sum(referrer.agreed_on is not None for referrer in referrers) > 1:
        raise Refused(_("The referrers can agree on one of them only."))
    resting = [
        referrer.agent
        for referrer in referrers
        if not referrer.agent.is_active and referrer.agent.pk not in referrals
    ]
    if resting:
        raise Refused(_("%(agent)s is no longer active.") % {"agent": resting[0]})


def _check_free(going):
    reasons = [why_held(referral) for referral in going for why_held in _HOLDS]
    if any(reasons):
        raise Refused(" ".join(filter(None, reasons)))


def _check_arbitration(project, referrers, by):
    """Raises Refused where an arbitration decided who brought the lead, unless ``by`` may decide
    disputes.
    """
    dispute = (
        Dispute.objects.filter(lead=project.lead_id, state=Dispute.State.DECIDED)
        .order_by("pk")
        .last()
    )
    if dispute is None or by.has_perm("leads.decide_dispute"):
        return
    parts = {referrer.agent.pk: referrer.parts for referrer in referrers}
    if not dispute.allows(parts):
        text = _(
            "Arbitration %(number)s decided who brought this project; only those who decide "
            "may change it."
        )
        raise Refused(text % {"number": dispute.number})


def parts_by_decision(lead) -> dict[int, int]:
    """{agent id: parts} that decisions gave on this lead; an agent
    that is not named has one part.
    """
    parts = {}
    for dispute in lead.disputes.filter(
        state=Dispute.State.DECIDED, outcome=Dispute.Outcome.SHARE
    ).select_related("claimant", "holder"):
        parts[dispute.claimant.agent_id] = dispute.claimant_parts
        if dispute.holder:
            parts[dispute.holder.agent_id] = dispute.holder_parts
    return parts
