"""An officer gives companies of campaigns to another one, with all that is open about them."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.bulk import update_alike

from ..models import Activity, CampaignTarget
from ..pipeline.assign import check_owner


@as_one()
def hand_over_companies(giver, *, to, by, reason: str, campaign=None) -> int:
    """Put ``to`` in charge of every open company of ``giver`` (in ``campaign`` alone, where one is
    named) that ``by`` sees; what was said and done stays with it, open next steps go along.
    Returns how many companies they were.

    Raises NotPermitted without the right; Refused without a reason, for somebody who does not do
    such work, or where there is nothing.
    """
    _check(giver, to, by, reason)
    rows = CampaignTarget.objects.visible_to(by).open().filter(owner=giver)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    keys = sorted(row.pk for row in rows.select_for_update(of=["self"]))
    if not keys:
        raise Refused(_("%(person)s has no open companies.") % {"person": giver})
    change_reason = _("handed over: %(reason)s") % {"reason": reason.strip()}
    update_alike(CampaignTarget, keys, {"owner_id": to.pk}, by=by, reason=change_reason)
    _pass_on_steps(keys, giver, to, by, change_reason)
    notify([to], "companies_handed_over", campaign, by=by, count=len(keys), giver=str(giver))
    return len(keys)


def _check(giver, to, by, reason):
    if not by.has_perm("leads.assign_campaigntarget"):
        raise NotPermitted(_("You do not have the right to share out companies."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if giver == to:
        raise Refused(_("Choose another officer."))
    check_owner(to, "campaigntarget")


def _pass_on_steps(keys, giver, to, by, reason):
    steps = Activity.objects.with_open_step().filter(campaigntarget__in=keys)
    step_keys = [step.pk for step in steps if giver.pk == (step.next_by_id or step.by_id)]
    update_alike(Activity, step_keys, {"next_by_id": to.pk}, by=by, reason=reason)
