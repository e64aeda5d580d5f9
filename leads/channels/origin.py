"""Where a new lead comes from: a link's candidate, a place on a list, a guest, a settled enterprise
…

The address of the form names it (``?origin=link-12``); its channel is filled in, and its facts are
stored with the lead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from crm.core.by_key import key_of
from crm.core.writing.history import save_as

from ..models import Agent, Chamber, Channel, Invitation, Lead, Link, Native, TalkEvent, TargetEntry
from ..pipeline.register import channel_of
from .chain import reasons_for
from .facts import record_facts


@dataclass(frozen=True)
class Origin:
    """What a record says of the leads that come of it.

    ``facts(record, lead)`` are fields of the channel's table; ``company(record)`` is the company
    that is meant, or None; ``keep(record, lead, by)`` notes the lead on the record itself.
    """

    channel: Callable[[object], str]
    facts: Callable[[object, Lead], dict] = lambda record, lead: {}
    company: Callable[[object], object] = lambda record: None
    agent: Callable[[object], Agent | None] = lambda record: None
    keep: Callable | None = None


# "app.model" → what it says; the parks add theirs.
_ORIGINS: dict[str, Origin] = {}


def lead_from(model: type, origin: Origin):
    """Register ``origin``: the channel and facts of leads that come of a record of ``model``."""
    _ORIGINS[model._meta.label_lower] = origin


@dataclass(frozen=True)
class Found:
    """A record from which ``user`` may open a lead, with what it says."""

    origin: Origin
    record: object

    def initial(self) -> dict:
        filled = {"channel": self.origin.channel(self.record)}
        company, agent = self.origin.company(self.record), self.origin.agent(self.record)
        return (
            filled
            | ({"company": company.pk} if company else {})
            | ({"agent": agent.pk} if agent else {})
        )


def find_origin(text: str, user) -> Found | None:
    """``text`` is "link-12"; None for what is unknown or not the user's to see."""
    name, _dash, pk = (text or "").partition("-")
    label = next((label for label in _ORIGINS if label.split(".")[1] == name), None)
    if label is None:
        return None
    model = apps.get_model(label)
    record = model.objects.visible_to(user).filter(pk=key_of(model, pk)).first()
    return Found(_ORIGINS[label], record) if record else None


def new_lead_link(record, **more) -> str:
    """The address of the form for a lead that comes of ``record``; ``more`` is filled in too."""
    origin = f"{record._meta.model_name}-{record.pk}"
    return f"{reverse('lead:add')}?{urlencode({'origin': origin, **more})}"


def keep_origin(lead, text: str, *, by):
    """Store what the origin says of the lead, as far as it is still of that channel. Raises
    ValidationError.
    """
    source = find_origin(text, by)
    if source is None:
        return
    facts = source.origin.facts(source.record, lead)
    try:
        if facts and lead.channel == source.origin.channel(source.record):
            record_facts(lead, facts, by=by)
        if source.origin.keep:
            source.origin.keep(source.record, lead, by)
    except ValidationError as error:
        raise ValidationError(error.messages) from None


def always(channel: str) -> Callable:
    return lambda record: channel


def _lead_of_invitation(invitation, lead, by):
    if invitation.lead_id is None:
        invitation.lead = lead
        invitation.full_clean()
        save_as(invitation, by=by, update_fields=["lead"])


hometown = always(Channel.HOMETOWN)
lead_from(
    Link,
    Origin(
        always(Channel.CHAIN),
        lambda link, lead: {"link": link, "reason": reasons_for(lead.company, link)},
    ),
)
lead_from(
    TargetEntry,
    Origin(
        always(Channel.LIST500),
        lambda entry, lead: {"listed_company": entry.company},
        lambda entry: entry.company,
    ),
)
lead_from(
    Invitation,
    Origin(
        hometown,
        lambda invitation, lead: {"event": invitation.event, "native": invitation.native},
        lambda invitation: invitation.guest_company,
        lambda invitation: invitation.native and invitation.native.agent,
        _lead_of_invitation,
    ),
)
lead_from(
    Native,
    Origin(
        hometown,
        lambda native, lead: {"native": native},
        lambda native: native.company,
        lambda native: native.agent,
    ),
)
lead_from(TalkEvent, Origin(hometown, lambda event, lead: {"event": event}))
lead_from(
    Chamber,
    Origin(
        hometown,
        lambda chamber, lead: {"chamber": chamber},
        agent=lambda chamber: chamber.agent,
    ),
)
lead_from(Agent, Origin(channel_of, agent=lambda agent: agent))
