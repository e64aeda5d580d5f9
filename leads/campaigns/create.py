"""Campaigns, their events and their meetings are entered."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Campaign, CampaignEvent, CampaignMeeting, CampaignMember, CampaignTarget
from .touch import look_again_on


def create_campaign(*, by, **facts) -> Campaign:
    """A draft of one's own department; of any, for those who see the whole city."""
    campaign = Campaign(**facts)
    if not by.has_perm("leads.view_every_lead") and (
        campaign.department_id not in by.department_ids
    ):
        raise ValidationError({"department": _("Choose your own department.")})
    return _stored(campaign, by)


def add_member(*, by, **facts) -> CampaignMember:
    return _stored(CampaignMember(**facts), by)


def plan_event(*, by, **facts) -> CampaignEvent:
    return _stored(CampaignEvent(**facts), by)


@as_one()
def arrange(*, by, **facts) -> CampaignMeeting:
    """Arrange a meeting; what is to follow from it brings the company back on its day."""
    meeting = _stored(CampaignMeeting(**facts), by)
    follow_up(meeting, by=by)
    return meeting


def follow_up(meeting, *, by):
    """The company comes back to its officer on the day of the follow-up, where that is earlier."""
    target = CampaignTarget.objects.select_for_update().get(pk=meeting.target_id)
    day = meeting.follow_up_on
    if day and target.is_open and target.owner_id and day < target.next_on:
        look_again_on(target, day, by=by)


def _stored(record, by):
    record.full_clean()
    return save_as(record, by=by)
