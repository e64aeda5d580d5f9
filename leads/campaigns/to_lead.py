"""A company of a campaign becomes a lead, with all that is known of it."""

from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.transitions import move
from crm.core.writes import as_one

from ..channels.chain import reasons_for
from ..channels.facts import record_facts
from ..models import CampaignTarget, Channel, Lead
from ..models.campaign_target import Way
from ..pipeline.register import register_lead
from ..protection.holds import lead_in_hand


@as_one()
def open_lead(target, *, by, note: str = "", **_facts) -> Lead:
    """Register the lead of ``target`` and move it there: its channel, facts and officer go along;
    what was said and done stands on the lead's page too.

    Raises what ``move()`` raises, and Refused where the company has a lead already.
    """
    target = (
        CampaignTarget.objects.visible_to(by)
        .select_related("campaign__chain", "company", "link", "native", "chamber", "owner")
        .select_for_update(of=["self"])
        .get(pk=target.pk)
    )
    if lead_in_hand([target.company]):
        raise Refused(_("The company is a lead or project already."))
    lead = register_lead(
        by=by,
        company=target.company,
        title=_("%(campaign)s: %(company)s")
        % {"campaign": target.campaign, "company": target.company},
        channel=channel_of_target(target),
        owner=target.owner,
        department=target.owner.department if target.owner else target.campaign.department,
        industry=target.company.industry,
        is_demo=target.campaign.is_demo,
    )
    if facts := _facts_of(target, lead):
        record_facts(lead, facts, by=by)
    move(target, "open_lead", by=by, note=note, lead=lead)
    return lead


def channel_of_target(target) -> str:
    """By whom or what the company was found: somebody from here, the chain, else the list."""
    if target.native or target.chamber:
        return Channel.HOMETOWN
    if target.link or target.campaign.chain:
        return Channel.CHAIN
    if target.list_kind_id or not target.campaign.park_id:
        return Channel.LIST500
    return Channel.PARK


def _facts_of(target, lead) -> dict:
    if lead.channel == Channel.HOMETOWN:
        tie = target.through if target.way == Way.NATIVE else ""
        return {"native": target.native, "chamber": target.chamber, "tie": tie}
    if lead.channel == Channel.CHAIN:
        reason = reasons_for(lead.company, target.link) if target.link else ""
        return {"link": target.link, "reason": reason or target.campaign.theme}
    if lead.channel == Channel.LIST500 and target.list_kind_id:
        return {"listed_company": target.company}
    return {}
