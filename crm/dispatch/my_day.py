"""What one person has before them today: next steps, urgings to answer, reminders, clocks, and
their warning lights.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from crm.core.days import day_of
from crm.core.links import link_to
from crm.core.models import Reminder
from leads.daily.next_steps import open_steps_of
from leads.models import Clock, Urging, WarningLight
from leads.models.warning import Grade
from leads.protection.clocks import clocks_owed_by

SHOWN, DAYS_AHEAD = 20, 7


@dataclass(frozen=True)
class Due:
    """Something with a day. ``finish`` is the address that ticks it off, "" where that is not done
    here.
    """

    what: str
    record: object
    on: date | datetime
    link: str
    finish: str = ""
    is_late: bool = False

    @property
    def day(self) -> date:
        return day_of(self.on) if isinstance(self.on, datetime) else self.on


def my_day(user, today: date | None = None) -> dict:
    """{"overdue", "today", "ahead"} of Due in the order of their days, and {"lights"} by grade."""
    today = today or timezone.localdate()
    due = sorted(
        [
            *steps(user, today),
            *urgings(user),
            *reminders(user),
            *(each for find in CLOCKS for each in find(user)),
        ],
        key=lambda each: (each.day, each.link),
    )
    return {
        "overdue": [each for each in due if each.day < today or each.is_late][:SHOWN],
        "today": [each for each in due if each.day == today and not each.is_late][:SHOWN],
        "ahead": [each for each in due if today < each.day <= today + timedelta(days=DAYS_AHEAD)][
            :SHOWN
        ],
        "lights": lights(user),
    }


def steps(user, today):
    until = today + timedelta(days=DAYS_AHEAD)
    for each in (
        open_steps_of(user)
        .filter(next_on__lte=until)
        .select_related("lead", "project")[: 3 * SHOWN]
    ):
        yield Due(
            each.next_step or each.get_kind_display(),
            each.record,
            each.next_on,
            link_to(each.record, user),
            reverse("activity:finish", args=[each.pk]),
        )


def urgings(user):
    for each in (
        Urging.objects.visible_to(user)
        .filter(to=user, state=Urging.State.OPEN)
        .select_related("lead", "project", "by")[:SHOWN]
    ):
        yield Due(
            f"{Urging._meta.verbose_name}（{each.by}）：{each.text}",
            each.record,
            each.due_on,
            f"{link_to(each, user)}#step-answer",
        )


def reminders(user):
    """Those on records that are not seen (any more) are left out."""
    until = timezone.now() + timedelta(days=DAYS_AHEAD)
    for each in Reminder.objects.visible_to(user).open().filter(remind_at__lte=until)[:SHOWN]:
        record = each.target_object
        if (
            record is not None
            and type(record).objects.visible_to(user).filter(pk=record.pk).exists()
        ):
            yield Due(
                f"{Reminder._meta.verbose_name}：{each.text}",
                record,
                each.remind_at,
                link_to(record, user),
                reverse("wagtailadmin_reminder_done", args=[each.pk]),
                each.remind_at <= timezone.now(),
            )


def lights(user) -> list[tuple]:
    """[(grade, its label, number, link)] of the records in the person's charge."""
    counts = dict(
        WarningLight.objects.filter(Q(lead__owner=user) | Q(project__owner=user))
        .order_by()
        .values_list("grade")
        .annotate(count=Count("pk"))
    )
    index = reverse("warninglight:index")
    return [
        (grade.value, grade.label, counts[grade], f"{index}?grade={grade.value}&owner={user.pk}")
        for grade in reversed(Grade)
        if grade in counts
    ]


def clocks(user):
    """What the user owes to agents."""
    for clock in clocks_owed_by(user)[:SHOWN]:
        yield Due(
            f"{Clock._meta.verbose_name}：{clock.get_kind_display()}",
            clock.registration,
            clock.due_on,
            link_to(clock.registration, user),
        )


# Functions (user) → [Due]: other deadlines of the person.
CLOCKS: list[Callable] = [clocks]
