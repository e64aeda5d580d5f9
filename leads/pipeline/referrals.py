"""Who brought a project, and how they share what it earns."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.history import save_as
from leads.models import Project, Referral


@transaction.atomic
def set_shares(project, shares: dict, *, by, note: str = ""):
    """Set the shares of a project's referrers: {agent: Decimal fraction}; they must add up to 1.

    The first agent named becomes the lead referrer, who receives the odd fen. Raises Refused.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if sum(shares.values()) != Decimal(1):
        raise Refused(_("The shares must add up to 100 %."))
    known = {referral.agent_id: referral for referral in project.referrals.all()}
    strangers = [agent for agent in shares if agent.pk not in known]
    if strangers or len(shares) != len(known):
        raise Refused(_("Name a share for each of the project's referrers and for nobody else."))
    for referral in known.values():
        if referral.is_lead:
            referral.is_lead = False
            save_as(referral, by=by, reason=note)
    for place, (agent, share) in enumerate(shares.items()):
        referral = Referral.objects.get(pk=known[agent.pk].pk)
        referral.share, referral.is_lead = share, place == 0
        save_as(referral, by=by, reason=note)
