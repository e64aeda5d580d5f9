"""The bureau's side of the messages with an agent: written and read on the page of the lead and of
its project.
"""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refused
from crm.core.models import Attachment
from crm.core.sight import view_of
from crm.staff.extensions import Saying, add_sayings
from crm.staff.timeline import AGENCY, Happening, add_to_timeline

from ..models import Lead, Message, Project
from .send import correspondents, mark_read, send


def messages_in_time(lead_of, record, user, window) -> list[Happening]:
    """The threads with all agents of the lead; the officer in charge has read them then."""
    lead = lead_of(record)
    visible = Message.objects.visible_to(user).filter(lead=lead)
    messages = list(window.of(visible.select_related("by", "agent"), "at"))
    if lead.owner_id == user.pk and any(message.seen_at is None for message in messages):
        mark_read(visible.unread_by_bureau())
    files, sight = _files_of(messages) if messages else {}, view_of(user)
    return [_happened(message, files.get(message.pk, []), sight) for message in messages]


def _files_of(messages) -> dict[int, list[Attachment]]:
    kind = ContentType.objects.get_for_model(Message)
    keys = [message.pk for message in messages]
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(content_type=kind, object_id__in=keys):
        files.setdefault(file.object_id, []).append(file)
    return files


def _happened(message, files, sight) -> Happening:
    agent = sight.label(message.agent)
    kind = _("message to %(agent)s") if not message.is_from_agent else _("message of %(agent)s")
    return Happening(
        message.at,
        message.by,
        "",
        kind % {"agent": agent},
        icon="ds-mail" if message.is_from_agent else "ds-send",
        tone="" if message.is_from_agent else "out",
        said=message.text,
        files=files,
    )


def receivers(lead_of, record, user) -> list[tuple[str, str]]:
    """[(key, name)] of the agents that may be written to."""
    sight = view_of(user)
    agents = correspondents(lead_of(record))
    sight.look(agents)
    return [(str(agent.pk), sight.label(agent)) for agent in agents]


def may_write(record, user) -> bool:
    return user.has_perm("leads.add_message")


def say(lead_of, record, *, by, text, files, to, next_on=None):
    """Send the message to the agent chosen, to the only one where nothing was to be chosen."""
    lead = lead_of(record)
    agents = {str(agent.pk): agent for agent in correspondents(lead)}
    agent = agents.get(to) or (next(iter(agents.values())) if len(agents) == 1 else None)
    if agent is None:
        raise Refused(_("Choose whom the message is for."))
    send(lead, agent, text=text, files=files, by=by)


def itself(lead):
    return lead


def lead_of_project(project):
    return project.lead


for model, lead_of in ((Lead, itself), (Project, lead_of_project)):
    add_to_timeline(model, AGENCY, partial(messages_in_time, lead_of))
    add_sayings(
        model,
        Saying(
            "message",
            _("To the agent"),
            partial(say, lead_of),
            is_for=may_write,
            receivers=partial(receivers, lead_of),
            placeholder=_("The agent reads this in the portal"),
            has_next=False,
        ),
    )
