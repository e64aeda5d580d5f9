"""A lead becomes a project; who brought the lead is written down as the project's referrer."""

from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.errors import Refused
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Project, Referral
from .referrals import parts_by_decision


@as_one()
def convert(lead, *, by, note: str = "", **facts) -> Project:
    """Turn a negotiated lead into a project. Raises what ``move()`` raises, and Refused for a
    suspended agent.
    """
    if lead.agent and not lead.agent.is_active:
        raise Refused(
            _("%(agent)s is no longer active; remove the agent from the lead or activate it first.")
            % {"agent": lead.agent}
        )
    move(lead, "convert", by=by, note=note, **facts)
    project = Project(
        number=Project.NUMBERS.take(),
        name=lead.title,
        lead=lead,
        company=lead.company,
        channel=lead.channel,
        owner=lead.owner,
        department=lead.department,
        industry=lead.industry,
        investment=lead.investment,
        content=lead.content,
        is_foreign=lead.company.country not in ("", "中国"),
        is_demo=lead.is_demo,
    )
    save_as(project, by=by, reason=_("converted from %(lead)s") % {"lead": lead.number})
    _name_referrers(project, lead, by)
    return project


def _name_referrers(project, lead, by):
    """Who brought the lead, and who shares it by a decision, each from the day of the own
    registration: an agent may have come to a lead that was here before.
    """
    parts = parts_by_decision(lead)
    own = lead.registrations.exclude(state="declined").filter(agent=lead.agent)
    first = own.order_by("received_at").first()
    agents = [(lead.agent, (first or lead).received_at)] if lead.agent else []
    agents += [
        (registration.agent, registration.received_at)
        for registration in lead.registrations.filter(state="joint")
        .exclude(agent=lead.agent)
        .select_related("agent")
    ]
    for place, (agent, received_at) in enumerate(agents):
        referral = Referral(
            project=project,
            agent=agent,
            registered_on=day_of(received_at),
            is_lead=place == 0,
            parts=parts.get(agent.pk, 1),
        )
        save_as(referral, by=by, reason=_("brought %(lead)s") % {"lead": lead.number})
