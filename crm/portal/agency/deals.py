"""The companies that an agent brought, each with how far it has come."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from leads.models import Lead, Project, Registration
from leads.models.lead import OPEN
from leads.models.project import STAGES

from . import lists
from .cases import FOLLOWED

# reported, accepted, and the stages of a project up to production
LEAD_STEPS = 2
STEPS = LEAD_STEPS + STAGES.index(Project.State.PRODUCING) + 1
BEFORE = {Lead.State.NEW: 1, Lead.State.JUDGED: 1}


@dataclass
class Deal:
    """``step`` of ``STEPS`` is reached; 0 where the deal is over."""

    name: str
    link: str
    state: str
    step: int
    amount: Decimal | None = None
    registration: Registration | None = None

    @property
    def days_protected(self) -> int | None:
        return self.registration.days_protected if self.registration else None

    @property
    def way(self) -> list[str]:
        """How each step is drawn."""
        return [
            "on" if n < self.step else "at" if n == self.step else "" for n in range(1, STEPS + 1)
        ]


def deals_of(agent, user, most: int) -> list[Deal]:
    """The newest ``most`` companies reported; where they are fewer, the leads and projects that
    came without.
    """
    registrations = list(lists.registrations(user, agent).select_related("lead__project")[:most])
    deals = [_of_registration(registration) for registration in registrations]
    if len(deals) < most:
        with_registration = {
            registration.lead_id for registration in registrations if registration.lead_id
        }
        deals += _without_registration(agent, user, with_registration, most)
    return deals[:most]


def _without_registration(agent, user, told: set[int], most: int) -> list[Deal]:
    alone = lists.leads_alone(user, agent).select_related(None).select_related("project")[:most]
    brought = lists.projects(user, agent).select_related(None)
    projects = brought.exclude(lead__in=told | {lead.pk for lead in alone})
    return [
        *(_of_lead(lead) for lead in alone),
        *(_of_project(project) for project in projects[:most]),
    ]


def _of_registration(registration) -> Deal:
    """Of a company that is taken, or was passed on, nothing but the own words is told."""
    deal = Deal(
        registration.company_name,
        reverse("portal:registration", args=[registration.pk]),
        registration.get_state_display(),
        1 if registration.is_holding else 0,
        registration.investment,
        registration,
    )
    if registration.lead and registration.state in FOLLOWED:
        _follow(deal, registration.lead)
    return deal


def _of_lead(lead) -> Deal:
    deal = Deal(lead.title, reverse("portal:lead", args=[lead.pk]), "", 0, lead.investment)
    _follow(deal, lead)
    return deal


def _of_project(project) -> Deal:
    deal = Deal(project.name, reverse("portal:project", args=[project.pk]), "", 0)
    _as_project(deal, project)
    return deal


def _follow(deal, lead):
    project = getattr(lead, "project", None)
    if project:
        _as_project(deal, project)
    elif lead.state in OPEN:
        deal.state, deal.step = lead.get_state_display(), BEFORE.get(lead.state, LEAD_STEPS)
    else:
        deal.state, deal.step = lead.get_state_display(), 0


def _as_project(deal, project):
    deal.state = project.get_state_display()
    place = STAGES.index(project.state) if project.state in STAGES else None
    deal.step = 0 if place is None else min(LEAD_STEPS + place + 1, STEPS)
