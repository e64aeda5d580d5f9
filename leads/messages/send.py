"""Messages and files between an agent and the officer in charge, about one lead and the project
that grows from it.
"""

from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.notifications import notify
from crm.core.punctuation import clauses
from crm.core.writes import as_one, written
from crm.core.writing.history import save_as

from ..agents.consents import may_be_written_to
from ..models import Agent, Lead, Message, Project, Referral, Registration
from ..protection.clocks import agent_was_written_to


def correspondents(lead) -> list[Agent]:
    """Who may write about the lead: who brought it, who shares it, who is named as a referrer of
    its project.
    """
    shared = lead.registrations.filter(state="joint").order_by().values("agent")
    referred = Referral.objects.filter(project__lead=lead).order_by().values("agent")
    condition = Q(pk=lead.agent_id) | Q(pk__in=shared) | Q(pk__in=referred)
    return list(Agent.objects.filter(condition).order_by("pk"))


def threads_of(agent, user):
    """The leads about which ``user`` writes for ``agent``: those that it brought, shares, or refers
    the project of.
    """
    shared = Registration.objects.visible_to(user).filter(
        agent=agent, state=Registration.State.JOINT
    )
    referred = Project.objects.visible_to(user).filter(referrals__agent=agent)
    own_leads = Lead.objects.visible_to(user).filter(agent=agent)
    keys = (own_leads.values("pk"), shared.values("lead"), referred.values("lead"))
    return Lead.objects.filter(reduce(or_, (Q(pk__in=key) for key in keys)))


def _bureau_sees(lead, user) -> bool:
    sees_lead = Lead.objects.visible_to(user).filter(pk=lead.pk)
    return sees_lead.exists() or Project.objects.visible_to(user).filter(lead=lead).exists()


@as_one()
def send(lead, agent, *, text: str, files=(), by) -> Message:
    """Write into the thread of ``agent``. Raises Refused for an empty message or a file that is not
    accepted.

    A message of the bureau keeps the time set for answers and reports.
    """
    is_from_agent = _side(lead, agent, by)
    if not is_from_agent and not may_be_written_to(agent):
        raise Refused(_("The referrer has revoked the consent to be written to. Call instead."))
    if not text.strip() and not files:
        raise Refused(_("Write something or choose a file."))
    message = Message(
        lead=lead,
        agent=agent,
        is_from_agent=is_from_agent,
        text=text.strip(),
        by=by,
        at=timezone.now(),
    )
    save_as(message, by=by)
    for upload in files:
        try:
            attach(message, upload, by=by)
        except ValidationError as error:
            raise Refused(clauses(error.messages)) from None
    if not is_from_agent:
        for registration in lead.registrations.filter(agent=agent):
            agent_was_written_to(registration, by=by)
    _announce(message)
    return message


def _side(lead, agent, by) -> bool:
    """Whether ``by`` writes for the agent; NotPermitted for who may write for neither side."""
    if agent not in correspondents(lead):
        raise NotPermitted
    if agent.users.filter(pk=by.pk).exists() and threads_of(agent, by).filter(pk=lead.pk).exists():
        return True
    if by.has_perm("leads.add_message") and _bureau_sees(lead, by):
        return False
    raise NotPermitted


def _announce(message):
    """The notification says that there is a message, not what it says."""
    owner = [message.lead.owner] if message.lead.owner else []
    readers = owner if message.is_from_agent else message.agent.users.all()
    notify(readers, "message", message.lead, by=message.by)


def mark_read(messages):
    """The other side has opened the thread."""
    unread = messages.filter(seen_at__isnull=True)
    if unread.exists():
        _mark(unread)


@as_one()
def _mark(unread):
    keys = list(unread.values_list("pk", flat=True))
    if keys:
        unread.update(seen_at=timezone.now())
        written(unread.model, keys)
