"""What stands on the page of a campaign's company, and on those of its company and lead."""

from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.sight import view_of
from crm.staff.extensions import Saying, add_blocks, add_marks, add_sayings
from crm.staff.record_parts import Block, Item, Mark
from crm.staff.timeline import CONTACT, add_to_timeline

from ..companies.panels import contact_block
from ..daily.screens import activities_in_time
from ..models import Activity, CampaignTarget, Company, Lead
from ..models.campaign import CampaignState
from ..models.campaign_target import WORK
from .touch import touch

KINDS = (
    (Activity.Kind.CALL, pgettext_lazy("to write down", "Call")),
    (Activity.Kind.MEETING, pgettext_lazy("to write down", "Meeting")),
    (Activity.Kind.VISIT, pgettext_lazy("to write down", "Visit")),
)


def say(kind, target, *, by, text, files, next_on, to=""):
    touch(target, by=by, kind=kind, summary=text, next_on=next_on, files=files)


def may_touch(target, user) -> bool:
    return target.is_open and user.has_perm(WORK) and target.is_changed_by(user)


def marks(target, user) -> list[Mark]:
    """That an agent holds it, and that nobody has touched it for long."""
    flags = []
    if target.is_open and target.is_held_by_agent():
        flags.append(Mark(_("held by an agent"), "yellow"))
    if days := days_late(target):
        colour = "red" if days >= target.sleep_days else "yellow"
        flags.append(Mark(_("%d days late") % days, colour))
    return flags


def days_late(target) -> int:
    is_worked_on = target.is_open and target.owner_id and target.next_on
    if not is_worked_on or target.campaign.state != CampaignState.RUNNING:
        return 0
    return max((timezone.localdate() - target.next_on).days, 0)


def contacts(target, user) -> list[Block]:
    return contact_block(target.company, user)


def became(target, user) -> list[Block]:
    """The lead that came of it, and the project of that."""
    lead = target.lead
    if lead is None or not view_of(user).knows(lead):
        return []
    link = reverse("lead:inspect", args=[lead.pk])
    items = [Item(lead.title, link, lead.get_state_display())]
    project = getattr(lead, "project", None)
    if project is not None and view_of(user).knows(project):
        link = reverse("project:inspect", args=[project.pk])
        items.append(Item(project.name, link, project.get_state_display()))
    return [Block(_("Lead"), items)]


def meetings(target, user) -> list[Block]:
    rows = target.meetings.select_related("event")
    items = [
        Item(row.event.title, reverse("campaignmeeting:inspect", args=[row.pk]), row.arranged_for)
        for row in rows
    ]
    return [Block(_("Arranged meetings"), items)]


def of_company(company, user) -> list[Block]:
    """The campaigns that go after it."""
    rows = CampaignTarget.objects.visible_to(user).filter(company=company)
    items = [
        Item(
            str(target.campaign),
            reverse("campaigntarget:inspect", args=[target.pk]),
            target.get_state_display(),
        )
        for target in rows.select_related("campaign").order_by("-pk")[:10]
    ]
    return [Block(_("Campaigns"), items)]


def of_lead(lead, user) -> list[Block]:
    """The campaign that it comes of."""
    target = CampaignTarget.objects.visible_to(user).filter(lead=lead).first()
    if target is None:
        return []
    link = reverse("campaigntarget:inspect", args=[target.pk])
    return [Block(_("Comes of the campaign"), [Item(str(target.campaign), link)])]


def touches_in_time(lead, user, window):
    """What was done with the company before it was a lead."""
    target = CampaignTarget.objects.visible_to(user).filter(lead=lead).first()
    return activities_in_time(target, user, window) if target else []


add_sayings(
    CampaignTarget,
    *(
        Saying(
            kind.value,
            short,
            partial(say, kind),
            is_for=may_touch,
            placeholder=gettext_lazy("With whom, and what was said"),
        )
        for kind, short in KINDS
    ),
)
add_marks(CampaignTarget, marks)
add_blocks(CampaignTarget, became, contacts, meetings)
add_blocks(Company, of_company)
add_blocks(Lead, of_lead)
add_to_timeline(CampaignTarget, CONTACT, activities_in_time)
add_to_timeline(Lead, CONTACT, touches_in_time)
