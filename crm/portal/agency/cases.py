"""A lead as its agent follows it: the agent's own words, the stage, the officer in charge; nothing
that others wrote.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from crm.core.days import exact
from crm.core.models import Move
from leads.messages.threads import thread_with_files
from leads.models import Lead, Message, Project, Registration

FOLLOWED = {
    Registration.State.RECEIVED,
    Registration.State.RESPONDED,
    Registration.State.ACCEPTED,
    Registration.State.JOINT,
    Registration.State.REALISED,
    Registration.State.LAPSED,
    Registration.State.ENDED,
    Registration.State.DECLINED,
}


@dataclass
class Case:
    title: str
    company: str
    state: str
    number: str = ""
    received_at: str = ""
    content: str = ""
    investment: object = None
    lead: Lead | None = None
    project: Project | None = None
    registration: Registration | None = None
    stages: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    messages: list = field(default_factory=list)
    owed: list = field(default_factory=list)


def case_of_registration(registration, user) -> Case:
    """The case of a registration; for a company that is taken, or was passed on, only the agent's
    own words.
    """
    case = Case(
        title=registration.title,
        company=registration.company_name,
        state=registration.get_state_display(),
        number=registration.number,
        received_at=exact(registration.received_at),
        content=registration.content,
        investment=registration.investment,
        registration=registration,
    )
    if registration.state in FOLLOWED and registration.lead:
        case.owed = list(registration.clocks.running())
        _follow(case, registration.lead, registration.agent, user)
    return case


def case_of_lead(lead, agent, user) -> Case:
    """The case of a lead, through the agent's own registration where there is one."""
    registration = Registration.objects.visible_to(user).filter(lead=lead, agent=agent).first()
    if registration:
        return case_of_registration(registration, user)
    case = Case(
        title=lead.title,
        company=lead.company.name,
        state=lead.get_state_display(),
        number=lead.number,
        received_at=exact(lead.received_at),
        content=lead.content,
        investment=lead.investment,
    )
    _follow(case, lead, agent, user)
    return case


def _follow(case, lead, agent, user):
    case.lead = lead
    case.stages = lead.stages()
    case.steps = steps_of(lead)
    case.project = Project.objects.visible_to(user).filter(lead=lead).first()
    case.messages = thread_with_files(Message.objects.visible_to(user).thread(lead, agent))


def steps_of(record) -> list[tuple]:
    """[(when, state reached)]: neither who took a step nor what was noted."""
    return [
        (timezone.localtime(move.at), record.State(move.target).label)
        for move in Move.objects.of(record)
    ]


def company_of(lead, agent, user) -> str:
    """The company of a lead, as the agent itself wrote it where it registered it."""
    registration = Registration.objects.visible_to(user).filter(lead=lead, agent=agent).first()
    return registration.company_name if registration else lead.company.name


def title_of(lead, agent) -> str:
    """The lead in the agent's own words."""
    registration = lead.registrations.filter(agent=agent).first()
    return registration.title if registration else lead.title
