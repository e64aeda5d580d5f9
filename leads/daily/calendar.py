"""The dates of an officer for their own calendar: next steps, urgings to answer, reminders."""

from django.conf import settings

from crm.core.calendar.ics import Event
from crm.core.links import link_to
from crm.core.models import Reminder
from crm.core.punctuation import labelled

from ..models import Urging
from .next_steps import open_steps_of

MOST = 500


def dates_of(user):
    yield from steps_of(user)
    yield from urgings_of(user)
    yield from reminders_of(user)


def steps_of(user):
    for step in open_steps_of(user).select_related("lead", "project")[:MOST]:
        yield Event(
            f"step-{step.pk}",
            step.next_on,
            f"{step.next_step or step.get_kind_display()} · {step.record}",
            full(link_to(step.record, user)),
        )


def urgings_of(user):
    for urging in (
        Urging.objects.visible_to(user)
        .filter(to=user, state=Urging.State.OPEN)
        .select_related("lead", "project")[:MOST]
    ):
        yield Event(
            f"urging-{urging.pk}",
            urging.due_on,
            labelled(f"{Urging._meta.verbose_name} · {urging.record}", urging.text),
            full(link_to(urging, user)),
        )


def reminders_of(user):
    for reminder in Reminder.objects.visible_to(user).open()[:MOST]:
        record = reminder.target_object
        if (
            record is not None
            and type(record).objects.visible_to(user).filter(pk=record.pk).exists()
        ):
            yield Event(
                f"reminder-{reminder.pk}",
                reminder.remind_at,
                f"{reminder.text} · {record}",
                full(link_to(record, user)),
            )


def full(link: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{link}" if link else ""
