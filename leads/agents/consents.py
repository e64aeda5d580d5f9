"""Consent of referrers: that they are named in public, and written to. What is paid is paid by law,
with or without it.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.models import User
from crm.core.punctuation import clauses
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Agent, Consent, ConsentText

Way = Consent.Way


def standing_consent(agent: Agent) -> Consent | None:
    return agent.consents.filter(state=Consent.State.GIVEN).select_related("text").first()


def may_be_written_to(agent: Agent) -> bool:
    """Whether the agent has not revoked: a referrer who was never asked is written to as well, and
    asked.
    """
    if not agent.is_referrer:
        return True
    newest = agent.consents.order_by("-pk").first()
    return newest is None or newest.state == Consent.State.GIVEN


def wants_no_letters(user: User) -> bool:
    """Whether everybody that the person acts for has revoked."""
    if user.is_staff:
        return False
    agents = list(Agent.objects.filter(users=user))
    return bool(agents) and not any(map(may_be_written_to, agents))


@as_one()
def agree(agent: Agent, *, by: User) -> Consent:
    """The referrer agrees in the portal to the text that is in force today."""
    if not agent.users.filter(pk=by.pk).exists():
        raise NotPermitted
    return _store(agent, Way.PORTAL, timezone.localdate(), by=by)


@as_one()
def record_on_paper(
    *, by: User, agent: Agent, given_on: date, text: ConsentText | None = None, paper=None
) -> Consent:
    """The bureau keeps a consent that was signed. Raises Refused without the signed paper."""
    if not (by.has_perm("leads.add_consent") and agent.is_changed_by(by)):
        raise NotPermitted
    if paper is None:
        raise Refused(_("Attach the signed paper."))
    if given_on > timezone.localdate():
        raise Refused(_("The day lies in the future."))
    consent = _store(agent, Way.PAPER, given_on, by=by, text=text)
    try:
        attach(consent, paper, by=by, purpose="consent")
    except ValidationError as error:
        raise Refused(clauses(error.messages)) from None
    return consent


@as_one()
def agree_by_form(agent: Agent, text: ConsentText, *, by: User) -> Consent | None:
    """Somebody agreed to ``text`` in a form that anybody may send. Nothing is stored where the
    referrer has a login or was asked before: then a name and a number, which others know too, are
    not enough to speak for them.
    """
    if agent.users.exists() or agent.consents.exists():
        return None
    return _store(agent, Way.FORM, timezone.localdate(), by=by, text=text)


def _store(agent: Agent, way: str, day: date, *, by: User, text=None) -> Consent:
    Agent.objects.select_for_update().get(pk=agent.pk)
    if not agent.is_referrer:
        raise Refused(_("Referrers are asked for their consent, not agencies."))
    if standing_consent(agent):
        raise Refused(_("This referrer's consent stands already."))
    consent = Consent(
        agent=agent,
        text=text or ConsentText.objects.in_force(),
        way=way,
        given_on=day,
        taken_by=by,
    )
    return save_as(consent, by=by)
