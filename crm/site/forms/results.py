"""What becomes of a message of the site."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.days import day_of
from crm.core.errors import Refused
from crm.core.turns import take_turns
from crm.core.writing.history import save_as
from leads.agents.add import add_agent
from leads.agents.consents import agree_by_form
from leads.daily.next_steps import record_activity
from leads.models import Activity, Agent, Channel, Clock, Company, Invitation, Lead
from leads.naming.names import turn_of
from leads.pipeline.register import register_lead
from leads.protection.clocks import due_day
from leads.protection.holds import companies_like, holding_registration
from leads.protection.register import register

from ..models import EventPage, OfferPage, ParkPage, Received
from .department import in_charge_of


def due_on():
    """The day until which a message of today is answered."""
    return due_day(Clock.Kind.RESPOND, timezone.localdate())


def enquiry(received: Received, facts: dict, *, by):
    """A lead in the district, to be answered by its day. A company that is in hand already gets no
    second lead: what it says stands on the first.
    """
    with translation.override(settings.LANGUAGE_CODE):
        received.lead = _lead(received, facts, by=by)
        received.activity = _message(
            received,
            next_step=_("Answer the message of the site"),
            next_on=due_on(),
            next_by=_whose(received.lead),
            by=by,
        )


def talk(received: Received, facts: dict, *, by):
    """The same, with the talk as the officer's next step."""
    contact = facts.get("contact")
    with translation.override(settings.LANGUAGE_CODE):
        received.lead = _lead(received, facts, by=by, owner=contact and contact.person)
        part = pgettext("time of the day", facts["part"])
        received.activity = _message(
            received,
            next_step=_("Talk with %(name)s, %(day)s, %(part)s")
            % {"name": received.name, "day": facts["day"], "part": part},
            next_on=facts["day"],
            next_by=_whose(received.lead, contact and contact.person),
            by=by,
        )


def recommendation(received: Received, facts: dict, *, by):
    """A registration for the native, whom the bureau knows or calls; what was said of the company
    before, by whomever, is not told here.
    """
    with translation.override(settings.LANGUAGE_CODE):
        agent = _native(received, facts, by)
        if words := facts.get("agrees"):
            agree_by_form(agent, words, by=by)
        try:
            received.registration = register(
                by=by,
                agent=agent,
                company_name=received.company,
                title=_("Recommended: %(company)s") % {"company": received.company},
                content=received.said,
                department=received.department,
            )
        except Refused:  # registered before, maybe: this message belongs to that one
            companies = companies_like(received.company, "")
            holder = holding_registration(received.company, "", companies)
            received.registration = holder if holder and holder.agent_id == agent.pk else None
        received.lead = received.registration.lead if received.registration else None


def event(received: Received, facts: dict, *, by):
    """A seat. A company that the bureau knows is invited to the event itself, too."""
    page = received.page.specific
    if not page.takes_registrations:
        raise Refused(_("Registration is closed."))
    take_turns(EventPage, {str(page.pk)})  # of two for the last seat the second one waits
    guests = Received.objects.filter(page=page, is_suspected=False).count()
    if page.seats is not None and guests >= page.seats:
        raise Refused(_("All seats are taken. Please call the bureau."))
    company = next(iter(companies_like(received.company, "")), None)
    if page.talk_event and company:
        _invite(page.talk_event, company, by)


RESULTS = {
    Received.Form.ENQUIRY: enquiry,
    Received.Form.TALK: talk,
    Received.Form.RECOMMENDATION: recommendation,
    Received.Form.EVENT: event,
}


def _lead(received: Received, facts: dict, *, by, owner=None) -> Lead:
    take_turns(Company, {turn_of(received.company)})
    code = facts.get("credit_code", "")
    companies = companies_like(received.company, code)
    if lead := Lead.objects.open().filter(company__in=companies).order_by("received_at").first():
        return lead
    company = companies[0] if companies else _new_company(received, code, by)
    return register_lead(
        by=by,
        company=company,
        title=_("Enquiry: %(company)s") % {"company": received.company},
        channel=_channel(facts),
        department=received.department,
        owner=owner if owner and owner.department_id == received.department_id else None,
        investment=facts.get("investment"),
        content=received.said,
        is_demo=received.is_demo,
    )


def _new_company(received: Received, code: str, by) -> Company:
    company = Company(name=received.company, credit_code=code, is_demo=received.is_demo)
    company.full_clean()
    return save_as(company, by=by, reason=_("sent by the public site"))


def _channel(facts: dict) -> str:
    """Who asks from a park's page comes by the park; others by the industry that they name."""
    at_place = isinstance(facts.get("from_page"), (ParkPage, OfferPage))
    return Channel.PARK if at_place else Channel.CHAIN


def _message(received: Received, *, next_step: str, next_on, next_by, by) -> Activity:
    return record_activity(
        by=by,
        lead=received.lead,
        kind=Activity.Kind.ONLINE,
        happened_at=timezone.now(),
        summary=_in_words(received),
        next_step=next_step[:200],
        next_on=next_on,
        next_by=next_by,
    )


def _in_words(received: Received) -> str:
    contact = " ".join(filter(None, [received.name, received.phone, received.email]))
    page = received.page.title if received.page else ""
    return "\n".join(
        filter(None, [_("By the public site: %(who)s") % {"who": contact}, page, received.said])
    )


def _whose(lead: Lead, officer=None):
    """Who has the next step: the officer that was asked for, where they see the lead; else who is
    in charge of it; else the head of its department.
    """
    if officer and Lead.objects.visible_to(officer).filter(pk=lead.pk).exists():
        return officer
    return lead.owner or in_charge_of(lead.department)


def _native(received: Received, facts: dict, by) -> Agent:
    """The referrer of this name and number; else a new one, whose identity the bureau has yet to
    see.
    """
    take_turns(Agent, {received.phone})
    agents = Agent.objects.active().filter(
        kind=Agent.Kind.REFERRER, name=received.name, phone=received.phone
    )
    return agents.order_by("pk").first() or add_agent(
        by=by,
        kind=Agent.Kind.REFERRER,
        name=received.name,
        phone=received.phone,
        hometown_tie=facts.get("tie", ""),
        qualifications=_("Came by the public site on %(day)s; identity not seen yet.")
        % {"day": day_of(timezone.now())},
        department=received.department,
        is_demo=received.is_demo,
    )


def _invite(talk_event, company, by):
    if not talk_event.invitations.filter(company=company).exists():
        invitation = Invitation(event=talk_event, company=company)
        invitation.full_clean()
        save_as(invitation, by=by, reason=_("sent by the public site"))
