"""A campaign at work, for tests of what all records have in common."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from leads.models import (
    Activity,
    Campaign,
    CampaignEvent,
    CampaignMeeting,
    CampaignMember,
    CampaignTarget,
    Company,
)


def campaign_at_work(department, officer, *, companies=1, **facts):
    """With a member, as many companies in the officer's hand that were met, and one in nobody's;
    an event with a meeting.
    """
    today = timezone.localdate()
    campaign = Campaign.objects.create(
        name=facts.pop("name", "补链行动"),
        department=department,
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=60),
        state="running",
        theme="补缺失环节",
        companies_wanted=5,
        money_wanted=Decimal(10_000_000),
        **facts,
    )
    CampaignMember.objects.create(campaign=campaign, officer=officer, regions="广东")
    CampaignTarget.objects.create(campaign=campaign, company=_company("待分派", campaign))
    event = CampaignEvent.objects.create(
        campaign=campaign,
        kind="trip",
        title="赴深圳小分队",
        place="深圳",
        starts_on=today,
        ends_on=today,
        programme="拜访三家",
        participants="两人",
        cost=Decimal(30_000),
    )
    for number in range(companies):
        target = _in_hand(campaign, number, officer)
        CampaignMeeting.objects.create(
            event=event, target=target, arranged_for=today, outcome="已见", follow_up="寄样品"
        )
    return campaign


def _company(name, campaign):
    return Company.objects.create(name=f"{name}{campaign.pk}号企业")


def _in_hand(campaign, number, officer):
    target = CampaignTarget.objects.create(
        campaign=campaign,
        company=_company(f"在办{number}之", campaign),
        owner=officer,
        next_on=timezone.localdate(),
        state="met",
        way="direct",
        through="市场部",
    )
    Activity.objects.create(
        campaigntarget=target,
        kind="call",
        happened_at=timezone.now(),
        summary="谈了配套",
        by=officer,
    )
    return target
