"""What follows when a campaign ends: its open companies are free for others."""

from django.utils.translation import gettext as _

from crm.core.runs.steps import take_alike


def campaign_closed(campaign, taken):
    """Put back every company that is still open, by a step of its own, in the name of whoever
    closed the campaign.
    """
    still_open = list(campaign.targets.open().select_for_update())
    take_alike("release", still_open, by=taken.by, note=_("the campaign was closed"))
