"""How people come by what the steps of leads and projects require."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.staff.extensions import Filling, add_filling
from crm.staff.next_step import address

from ..models import Lead, Milestone, Project


def _screen(permission: str, label, link):
    """A link for whom the screen is."""

    def found(record, user):
        return (label, link(record)) if user.has_perm(permission) else None

    return found


def _milestone(kind):
    return lambda project, user: project.milestone_on(kind)


def _edit_company(record):
    return address(record.company, "edit")


CONTACT = Filling(
    link=_screen(
        "leads.add_activity",
        _("Record an activity"),
        lambda lead: f"{reverse('activity:add')}?lead={lead.pk}",
    )
)
JUDGEMENT = Filling(
    link=_screen(
        "leads.add_assessment",
        _("Ask for a judgement"),
        lambda lead: reverse("assessment:convene", args=[lead.pk]),
    )
)
CHANNEL_FACTS = Filling(
    link=_screen(
        "leads.change_lead",
        _("Facts of the channel"),
        lambda lead: reverse("lead:channel_facts", args=[lead.pk]),
    )
)

add_filling(Lead, "has_activity", CONTACT)
for fact in ("has_judgement", "has_favourable_judgement"):
    add_filling(Lead, fact, JUDGEMENT)
add_filling(Lead, "is_not_ruled_out", replace(JUDGEMENT, is_silent=True))
for fact in ("*", "is_brought"):
    add_filling(Lead, fact, CHANNEL_FACTS)
add_filling(
    Project,
    "credit_code",
    Filling(
        link=_screen("leads.change_company", _("Enter it at the company"), _edit_company),
        shown=lambda project, user: project.credit_code,
    ),
)
for fact, kind in (
    ("is_registered", Milestone.Kind.REGISTERED),
    ("is_started", Milestone.Kind.STARTED),
    ("is_producing", Milestone.Kind.PRODUCING),
    ("is_at_capacity", Milestone.Kind.AT_CAPACITY),
):
    add_filling(Project, fact, Filling(shown=_milestone(kind)))
