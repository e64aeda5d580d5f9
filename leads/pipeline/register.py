"""A lead comes in: from an officer's desk or from an agency's portal."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.history import save_as
from crm.core.models import Sequence
from leads.models import Channel, Lead


@transaction.atomic
def register_lead(*, by, received_at=None, **facts) -> Lead:
    """Store a new lead, numbered and stamped with the server's time; ``facts`` are fields of Lead."""
    received_at = received_at or timezone.now()
    year = day_of(received_at).year
    lead = Lead(number=f"XS-{year}-{Sequence.take('lead', year):04d}", received_at=received_at, **facts)
    lead.full_clean(exclude=["number"])
    return save_as(lead, by=by, reason=_("registered (reason)"))


def channel_of(agent) -> str:
    return Channel.HOMETOWN if agent.is_referrer else Channel.AGENT
