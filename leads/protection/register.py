"""An agent reports a company first: received one after another, by the server's clock; exactly one
of two is first.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.errors import Refused
from crm.core.turns import take_turns
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Clock, Company, Lead, Registration
from ..naming.credit_code import normalised
from ..naming.names import turn_of
from ..pipeline.register import channel_of, register_lead
from .clocks import start_clock
from .holds import companies_like, holding_registration, lead_in_hand, wait_for_turn
from .notifications import tell_department
from .probing import check_agent, refuse_probing

DUE = (Clock.Kind.RESPOND, Clock.Kind.JUDGE, Clock.Kind.ANSWER)


@as_one()
def register(
    *, by, agent, company_name: str, title: str, credit_code: str = "", department=None, **facts
) -> Registration:
    """Receive a registration. It holds the company and has a lead, or its state is TAKEN, and says
    nothing of why.

    ``facts`` are further fields of Registration. Raises NotPermitted for a stranger to ``agent``;
    Refused where the agent is not active, nobody is responsible for it, it holds the company
    already, or has tried too many names that are taken.
    """
    check_agent(by, agent)
    _wait(company_name, credit_code)
    refuse_probing(by, agent)
    registration = _build(
        by=by,
        agent=agent,
        company_name=company_name,
        title=title,
        credit_code=credit_code,
        department=department,
        **facts,
    )
    companies = companies_like(registration.company_name, registration.credit_code)
    holder = holding_registration(registration.company_name, registration.credit_code, companies)
    in_hand = lead_in_hand(companies)
    if holder and holder.agent_id == agent.pk:
        raise Refused(
            _("You have registered this company already: %(number)s.") % {"number": holder.number}
        )
    registration.company = companies[0] if companies else None
    if holder or in_hand:
        registration.state = Registration.State.TAKEN
    else:
        registration.company = registration.company or _new_company(registration, by)
        registration.lead = _lead_of(registration, by)
    _number(registration)
    save_as(registration, by=by, reason=_("registered (reason)"))
    if registration.is_holding:
        for kind in DUE:
            start_clock(registration, kind, by=by)
        tell_department(registration)
    return registration


def _wait(name: str, credit_code: str):
    """Take the lock of the company, then the lock of registrations: always in this order, so that
    two never wait for each other.
    """
    companies = companies_like(name, normalised(credit_code))
    take_turns(
        Company, {turn_of(written) for written in (name, *(company.name for company in companies))}
    )
    wait_for_turn()


def create_lead(*, by, agent=None, company, title, **facts) -> Lead:
    """An officer enters a lead; one that an agent brings is registered for that agent, who must be
    the first. ``facts`` are fields of Lead: those that a registration has too stand on both.
    """
    if agent is None:
        return register_lead(by=by, company=company, title=title, **facts)
    shared = {field.name for field in Registration._meta.get_fields()}
    shared_facts = {name: value for name, value in facts.items() if name in shared}
    with transaction.atomic():
        registration = register(
            by=by,
            agent=agent,
            company_name=company.name,
            credit_code=company.credit_code,
            title=title,
            **shared_facts,
        )
        if registration.state == Registration.State.TAKEN:
            raise Refused(
                _(
                    "The company is already in hand. Registered for the agent it could only "
                    "be refused; leave the agent out, or ask for arbitration."
                )
            )
        lead = registration.lead
        for name in facts.keys() - shared_facts.keys():
            setattr(lead, name, facts[name])
        lead.full_clean()
        return save_as(lead, by=by, reason=_("registered (reason)"))


def _build(*, by, agent, department, company_name, credit_code, **facts) -> Registration:
    """The registration, stamped, checked and not yet stored."""
    department = department or agent.department or by.department
    if department is None:
        raise Refused(
            _("No department is responsible for %(agent)s yet. Please call the bureau.")
            % {"agent": agent}
        )
    registration = Registration(
        agent=agent,
        registered_by=by,
        department=department,
        received_at=timezone.now(),
        company_name=company_name.strip(),
        credit_code=normalised(credit_code),
        is_demo=agent.is_demo,
        **facts,
    )
    registration.full_clean(exclude=["number"])
    return registration


def _number(registration):
    registration.number = Registration.NUMBERS.take(day_of(registration.received_at).year)


def _new_company(registration, by) -> Company:
    company = Company(
        name=registration.company_name,
        credit_code=registration.credit_code,
        is_demo=registration.is_demo,
    )
    return save_as(company, by=by, reason=_("registered by an agent (reason)"))


def _lead_of(registration, by) -> Lead:
    copied = {
        name: getattr(registration, name)
        for name in (
            "company",
            "agent",
            "title",
            "industry",
            "investment",
            "content",
            "department",
            "received_at",
            "is_demo",
        )
    }
    return register_lead(by=by, channel=channel_of(registration.agent), **copied)
