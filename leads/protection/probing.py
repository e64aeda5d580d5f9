"""Whether a company can be registered is told to who means to register it, not to who goes through
a list of names to learn which the bureau works on.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Parameter
from crm.core.writes import as_one

from ..models import NameCheck, Registration
from ..naming.credit_code import normalised
from .holds import companies_like, has_settled, holding_registration, lead_in_hand

Answer = NameCheck.Answer


@as_one()
def check_name(*, by, agent, company_name: str, credit_code: str = "") -> NameCheck:
    """Whether a registration of the company would hold it at this moment; it does not hold the
    company. Raises what ``register`` raises for a stranger and for who asks too often.
    """
    check_agent(by, agent)
    refuse_probing(by, agent)
    name, code = company_name.strip(), normalised(credit_code)
    return NameCheck.objects.create(
        agent=agent, company_name=name, credit_code=code, answer=_answer(agent, name, code), by=by
    )


def _answer(agent, name: str, code: str) -> str:
    companies = companies_like(name, code)
    holder = holding_registration(name, code, companies)
    if holder and holder.agent_id == agent.pk:
        return Answer.OWN
    if holder or lead_in_hand(companies):
        return Answer.TAKEN
    return Answer.SETTLED if has_settled(companies) else Answer.FREE


def check_agent(by, agent):
    if not (by.has_perm("leads.add_registration") or agent.users.filter(pk=by.pk).exists()):
        raise NotPermitted
    if not agent.is_active:
        raise Refused(_("%(agent)s is no longer active.") % {"agent": agent})


def refuse_probing(by, agent):
    """Raises Refused for who has asked for or registered too many companies lately; never for an
    officer.
    """
    if by.has_perm("leads.add_registration"):
        return
    now = timezone.now()
    an_hour_ago, a_day_ago = now - timedelta(hours=1), now - timedelta(days=1)
    checks, registrations = agent.name_checks, agent.registrations
    if registrations.filter(received_at__gt=an_hour_ago).count() >= Parameter.whole(
        "registrations_an_hour"
    ):
        raise Refused(
            _(
                "You have registered very many companies within the hour. Please go on later, or "
                "call the bureau."
            )
        )
    if checks.filter(at__gt=an_hour_ago).count() >= Parameter.whole("name_checks_an_hour"):
        raise Refused(
            _(
                "You have asked for very many companies within the hour. Please go on later, or "
                "call the bureau."
            )
        )
    taken_registrations = registrations.filter(
        state=Registration.State.TAKEN, received_at__gte=a_day_ago
    )
    taken_checks = checks.filter(answer=Answer.TAKEN, at__gte=a_day_ago)
    if taken_registrations.count() + taken_checks.count() >= Parameter.whole("lead_taken_a_day"):
        raise Refused(
            _(
                "Too many of today’s names are in hand already. Please call the bureau, or "
                "register again tomorrow."
            )
        )
