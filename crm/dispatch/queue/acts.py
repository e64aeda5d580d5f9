"""What a person does with a row of the queue where it stands: takes the step, answers, ticks it
off.
"""

from django.urls import reverse
from django.utils import timezone

from crm.core.errors import NotPermitted
from crm.core.models import Reminder
from crm.core.transitions import Stateful, next_steps, perform
from crm.core.writes import as_one
from leads.daily.next_steps import finish_next_step
from leads.messages.send import mark_read, send
from leads.models import Activity, Clock, Message

from .read import Shown

ANSWERS = {"read", "clock_answer", "clock_report"}
TICKS = {"finish_step", "be_reminded"}


def is_answer(shown: Shown) -> bool:
    return shown.row.step in ANSWERS


def is_tick(shown: Shown) -> bool:
    return shown.row.step in TICKS


def transition_of(shown: Shown):
    """The step's transition where a button of the record takes it; else None."""
    transition = getattr(shown.record, "TRANSITIONS", {}).get(shown.row.step)
    return None if transition is None or transition.hidden else transition


def is_one_click(shown: Shown) -> bool:
    """Nothing is asked with it: no fact, no file, no reason."""
    step = transition_of(shown)
    if step is None or step.needs_note or step.makes or shown.row.missing:
        return False
    facts = [fact for fact in step.requires if fact in step.facts]
    return all(_is_there(shown.record, fact) for fact in facts)


def _is_there(record, fact: str) -> bool:
    """Whether a fact of the record is known, without fetching the record that it points at."""
    by_key = f"{fact}_id"
    return bool(getattr(record, by_key if hasattr(record, by_key) else fact))


def further_steps(shown: Shown, user) -> list:
    """The other ways that the record can go from here: refuse, return."""
    if not isinstance(shown.record, Stateful) or transition_of(shown) is None:
        return []
    return [
        step
        for step in next_steps(shown.record, user)
        if step.name != shown.row.step and step.is_open and step.transition.negative
    ]


def step_of(shown: Shown, name: str, user):
    """The step of the record that was asked for; NotPermitted where it is none of theirs."""
    for step in next_steps(shown.record, user):
        if step.name == name:
            return step
    raise NotPermitted


@as_one()
def take(shown: Shown, name: str, *, by, **facts):
    """Take the step ``name`` of the row's record; returns the move."""
    perform(shown.record, step_of(shown, name, by).name, by=by, **facts)
    moves = getattr(shown.record, "moves", None)
    return moves().last() if moves else None


@as_one()
def answer(shown: Shown, text: str, *, by):
    """Write to the agents who wait, and take what they wrote as read."""
    lead, agents = _thread(shown)
    for agent in agents:
        send(lead, agent, text=text, by=by)
    mark_read(Message.objects.visible_to(by).filter(lead=lead, agent__in=agents))


def unread_of(shown: Shown, user) -> list[Message]:
    lead, _agents = _thread(shown)
    unread = Message.objects.visible_to(user).filter(lead=lead).unread_by_bureau()
    return list(unread.select_related("agent", "by")[:5])


def _thread(shown: Shown):
    if isinstance(shown.record, Clock):
        registration = shown.record.registration
        return registration.lead, [registration.agent]
    lead = shown.record
    unread = Message.objects.filter(lead=lead).unread_by_bureau().select_related("agent")
    return lead, list({message.agent_id: message.agent for message in unread}.values())


@as_one()
def tick_off(shown: Shown, *, by):
    if isinstance(shown.record, Activity):
        finish_next_step(shown.record, by=by)
    elif isinstance(shown.record, Reminder) and shown.record.user_id == by.pk:
        shown.record.done_at = timezone.now()
        shown.record.save(update_fields=["done_at"])
    else:
        raise NotPermitted


def address_of(shown: Shown) -> str:
    return reverse("waiting:take", args=[shown.row.pk])
