"""The dates of an officer for their own calendar: next steps, urgings to answer, reminders."""

from django.conf import settings

from crm.core.calendar.ics import Event
from crm.core.links import link_to
from crm.core.models import Reminder

from ..models import Urging
from .next_steps import open_steps_of

MOST = 500


def dates_of(user):
    yield from steps_of(user)
    yield from urgings_of(user)
    yield from reminders_of(user)


def steps_of(user):
    for each in open_steps_of(user).select_related("lead", "project")[:MOST]:
        yield Event(
            f"step-{each.pk}",
            each.next_on,
            f"{each.next_step or each.get_kind_display()} · {each.record}",
            full(link_to(each.record, user)),
        )


def urgings_of(user):
    for each in (
        Urging.objects.visible_to(user)
        .filter(to=user, state=Urging.State.OPEN)
        .select_related("lead", "project")[:MOST]
    ):
        yield Event(
            f"urging-{each.pk}",
            each.due_on,
            f"{Urging._meta.verbose_name} · {each.record}：{each.text}",
            full(link_to(each, user)),
        )


def reminders_of(user):
    for each in Reminder.objects.visible_to(user).open()[:MOST]:
        record = each.target_object
        if (
            record is not None
            and type(record).objects.visible_to(user).filter(pk=record.pk).exists()
        ):
            yield Event(
                f"reminder-{each.pk}",
                each.remind_at,
                f"{each.text} · {record}",
                full(link_to(record, user)),
            )


def full(link: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{link}" if link else ""
