"""What follows when a campaign ends: its open companies are free for others."""

from django.utils.translation import gettext as _

from crm.core.runs.steps import take_alike


def campaign_closed(campaign, taken):
    """Every company that is still open is put back, each with its step, by whom closed it."""
    still_open = list(campaign.targets.open())
    take_alike("release", still_open, by=taken.by, note=_("the campaign was closed"))
