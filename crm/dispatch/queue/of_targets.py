"""What campaigns and their companies wait for."""

from crm.core.days import days_from
from leads.models import Campaign

from .need import Need, missing_for

SHARES = "leads.assign_campaigntarget"
RUNS = "leads.change_campaign"


def needs_of_target(target):
    """On its day it comes back to its officer by itself; long after it, to whoever shares out."""
    if not target.is_open or target.campaign.state != Campaign.State.RUNNING or not target.owner:
        return
    if target.owner.is_active:
        yield Need(
            "touch", person_id=target.owner_id, appears_on=target.next_on, due_on=target.next_on
        )
    yield Need(
        "wake",
        right=SHARES,
        department_id=target.campaign.department_id,
        appears_on=days_from(target.next_on, target.sleep_days),
        due_on=target.next_on,
    )


def needs_of_campaign(campaign):
    """It is started, shared out, and closed when its time is over."""
    if campaign.state == Campaign.State.DRAFT:
        missing = missing_for(campaign, "start")
        yield _need(campaign, "start", RUNS, missing=missing, due_on=campaign.starts_on)
    if campaign.state == Campaign.State.RUNNING:
        if campaign.unshared:
            yield _need(campaign, "share", SHARES, facts={"count": len(campaign.unshared)})
        over = days_from(campaign.ends_on, 1)
        yield _need(campaign, "close", RUNS, appears_on=over, due_on=over)


def _need(campaign, step, right, **more) -> Need:
    return Need(step, right=right, department_id=campaign.department_id, **more)
