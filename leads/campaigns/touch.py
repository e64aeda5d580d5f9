"""What officers do with a company of a campaign, in one line: an activity, and the next day."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.models import Parameter
from crm.core.transitions import perform
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..daily.next_steps import record_activity
from ..models import Activity, CampaignTarget
from ..models.campaign_target import WORK


@as_one()
def touch(target, *, by, kind, summary, next_on=None, step="", files=(), **facts) -> Activity:
    """Write down what was done, and take the ``step`` that came of it, with its ``facts``.

    ``next_on`` is the day of the next touch; by the bureau's rhythm where none is named; of a step
    that puts the company off, the day until which. Raises NotPermitted without the right, Refused
    for an empty line or a company that is in another officer's hand or no longer open, and what
    the step raises.
    """
    target = _in_hand(target, by)
    if not summary.strip():
        raise Refused(_("Write something first."))
    activity = record_activity(
        by=by,
        campaigntarget=target,
        kind=kind,
        summary=summary.strip(),
        happened_at=timezone.now(),
    )
    for upload in files:
        attach(target, upload, by=by, purpose=str(activity.get_kind_display()))
    if step:
        _take(target, step, by, summary.strip(), next_on, facts)
    if target.is_open and step != "put_off":
        look_again_on(target, next_on or _by_rhythm(), by=by)
    return activity


def _in_hand(target, by) -> CampaignTarget:
    if not by.has_perm(WORK):
        raise NotPermitted(_("You do not have the right to work on companies of campaigns."))
    target = CampaignTarget.objects.visible_to(by).select_for_update(of=["self"]).get(pk=target.pk)
    if not target.is_open:
        raise Refused(_("The work on this company is over: “%s”.") % target.get_state_display())
    if reason := target.TRANSITIONS["release"].guard(target, by):
        raise Refused(reason)
    return target


def _take(target, step, by, summary, next_on, facts):
    names = target.TRANSITIONS[step].facts
    step_facts = {name: value for name, value in facts.items() if name in names and value}
    if step == "put_off":
        step_facts["back_on"] = next_on
    note = summary if target.TRANSITIONS[step].needs_note else ""
    perform(target, step, by=by, note=note, **step_facts)
    target.refresh_from_db()


def _by_rhythm():
    return timezone.localdate() + timedelta(days=Parameter.whole("campaign_touch_days"))


def look_again_on(target, day, *, by):
    if target.next_on != day:
        target.next_on = day
        save_as(target, by=by, reason=_("next touch"), update_fields=["next_on"])
