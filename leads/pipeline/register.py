"""A lead comes in: from an officer's desk or from an agency's portal."""

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.errors import Refused
from crm.core.turns import take_turns
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Channel, Company, Lead
from ..naming.names import turn_of, written_plainly

# What tells two leads apart, besides the company and the title.
SAME = [name for name in Lead.ENTERED if name not in ("company", "title", "owner")]


@as_one()
def register_lead(*, by, received_at=None, **facts) -> Lead:
    """Store a new lead, numbered and stamped with the server's time; ``facts`` are fields of Lead.

    Raises Refused where an open lead says the same of the same company, also of two stored at the
    same instant.
    """
    _check_new(**facts)
    received_at = received_at or timezone.now()
    number = Lead.NUMBERS.take(day_of(received_at).year)
    lead = Lead(number=number, received_at=received_at, **facts)
    lead.full_clean(exclude=["number"])
    return save_as(lead, by=by, reason=_("registered (reason)"))


def _check_new(*, company, title, **facts):
    take_turns(Company, [turn_of(company.name)])
    for stored in Lead.objects.open().filter(company=company):
        is_same = written_plainly(stored.title) == written_plainly(title)
        if is_same and all(
            getattr(stored, name) == facts.get(name, _unsaid(name)) for name in SAME
        ):
            raise Refused(
                _("The same lead is stored already: %(number)s.") % {"number": stored.number}
            )


def _unsaid(name: str):
    return Lead._meta.get_field(name).get_default()


def channel_of(agent) -> str:
    return Channel.HOMETOWN if agent.is_referrer else Channel.AGENT
