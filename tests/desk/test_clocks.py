"""Promised times, in working hours and working days."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from crm.core.models import CalendarDay, Notification
from crm.core.transitions import move
from crm.demo.clock import at
from crm.desk.clocks.round import go_round
from crm.desk.clocks.working_time import (
    add_working_hours,
    end_of_working_day,
    working_hours_between,
)

ZONE = ZoneInfo("Asia/Shanghai")


def day(text: str) -> datetime:
    """Of November 2026, whose first is a Sunday."""
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "start,hours,end",
    [
        ("02 09:00", 1, "02 10:00"),
        ("02 09:00", 8, "02 17:00"),  # the end of the day, not the beginning of the next
        ("02 09:00", 9, "03 10:00"),
        ("02 16:30", 1, "03 09:30"),
        ("02 17:00", 1, "03 10:00"),
        ("02 23:59", 4, "03 13:00"),
        ("02 06:00", 4, "02 13:00"),
        ("06 16:00", 2, "09 10:00"),  # over a weekend
        ("07 12:00", 4, "09 13:00"),  # from a Saturday
        ("02 12:00", 24, "05 12:00"),
    ],
)
def test_working_hours_end_at(start, hours, end):
    assert add_working_hours(day(start), hours) == day(end)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "start,end,hours",
    [
        ("02 09:00", "02 10:30", "1.5"),
        ("02 08:00", "02 18:00", "8"),
        ("02 16:00", "03 10:00", "2"),
        ("06 16:00", "09 10:00", "2"),
        ("07 10:00", "08 18:00", "0"),
        ("02 10:00", "02 09:00", "0"),
        ("02 09:00", "09 09:00", "40"),
    ],
)
def test_working_hours_between(start, end, hours):
    assert working_hours_between(day(start), day(end)) == Decimal(hours)


@pytest.mark.django_db
def test_holidays_and_days_made_up_for_count_as_the_calendar_says():
    CalendarDay.objects.create(day="2026-11-03", name="假日", is_working=False)
    CalendarDay.objects.create(day="2026-11-07", name="补班", is_working=True)
    assert add_working_hours(day("02 16:00"), 2) == day("04 10:00")
    assert add_working_hours(day("06 16:00"), 2) == day("07 10:00")
    assert end_of_working_day(day("02 10:00"), 1) == day("04 17:00")


def test_times_follow_kind_and_urgency(desk):
    from crm.desk.models import ServiceTime

    ServiceTime.objects.create(
        kind=desk.kinds["land"], urgency="normal", take_up_hours=16, answer_days=10
    )
    with at(day("02 10:00")):
        usual, land = desk.ask(), desk.ask("land")
        urgent = desk.ask("land", urgency="emergency")
    due = [
        [clock.due_at for clock in request.clocks.order_by("kind")]
        for request in (usual, land, urgent)
    ]
    assert due == [
        [day("11 17:00"), day("03 10:00")],
        [day("16 17:00"), day("04 10:00")],
        [day("03 17:00"), day("02 12:00")],
    ]
    assert usual.due_at == day("03 10:00"), "the nearer of the two stands on the request"


def told(person) -> list[str]:
    return list(
        Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True)
    )


def test_reminded_then_brought_to_the_head_then_to_the_leader_each_once(desk):
    people = desk.people
    with at(day("02 09:00")):
        desk.ask()
    Notification.objects.all().delete()
    for moment, officer, head, leader in (
        ("02 10:00", 0, 0, 0),
        ("02 15:00", 1, 0, 0),  # less than eight hours, and more than half of it is over
        ("02 16:00", 1, 0, 0),
        ("03 09:01", 1, 1, 0),
        ("03 12:00", 1, 1, 0),
        ("04 09:00", 1, 1, 1),
        ("04 12:00", 1, 1, 1),
    ):
        with at(day(moment)):
            go_round()
        counts = [len(told(each)) for each in (people.officer, people.head, people.leader)]
        assert counts == [officer, head, leader], moment
    assert told(people.officer) == ["request_soon_due"]
    assert told(people.leader) == ["request_overdue"]


def test_an_answer_after_its_time_is_late_and_stays_so(desk):
    with at(day("02 09:00")):
        request = desk.ask()
        move(request, "take_up", by=desk.people.officer)
    with at(day("20 10:00")):
        from crm.core.transitions import perform

        perform(request, "answer", by=desk.people.officer, answer="好了")
    assert request.was_in_time is False
    assert request.answer_hours == Decimal("113.00")
    with at(day("20 10:00") + timedelta(hours=1)):
        from crm.desk.requests.settle import reopen

        reopen(request, note="不行")
        move(request, "take_up", by=desk.people.head)
        perform(request, "answer", by=desk.people.head, answer="重新办好")
    assert request.was_in_time is False, "the first answer is what was promised"
