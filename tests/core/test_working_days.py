from datetime import date

import pytest
from django.urls import reverse

from crm.core.models import CalendarDay, Proposal
from crm.core.transitions import move
from crm.core.working_days import (
    WorkingDays,
    add_working_days,
    is_working_day,
    working_days_before,
    working_days_between,
)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # over a weekend
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the National Day
        (date(2026, 10, 8), 2, date(2026, 10, 10)),  # a Saturday that is made up for
        # over the Spring Festival, by the Saturday of the 14th
        (date(2026, 2, 13), 3, date(2026, 2, 25)),
    ],
)
def test_holidays_are_left_out_and_make_up_days_are_worked(db, start, count, end):
    assert add_working_days(start, count) == end
    assert working_days_between(start, end) == count


def test_a_year_without_rows_has_its_mondays_to_fridays(db):
    assert is_working_day(date(2031, 1, 1)) is True
    assert is_working_day(date(2031, 1, 4)) is False
    assert working_days_between(date(2031, 1, 10), date(2031, 1, 1)) == 0


def test_what_is_typed_may_lie_at_the_edge_of_the_calendar(db):
    assert add_working_days(date(9999, 12, 30), 20) == date.max
    assert working_days_before(date(1, 1, 3), 20) == date.min
    last = date(9999, 12, 31)
    CalendarDay.objects.create(day=last, is_working=False)
    assert WorkingDays(date(9999, 12, 1), last).nearest(last, is_later=True) == last


def test_headquarters_enters_a_holiday_and_it_counts(client, people):
    client.force_login(people.officer)
    client.post(reverse("calendarday:add"), {"day": "2031-01-01", "name": "元旦"})
    assert not CalendarDay.objects.filter(day=date(2031, 1, 1)).exists()
    client.force_login(people.headquarters)
    assert "春节" in client.get(reverse("calendarday:index")).content.decode()
    client.post(
        reverse("calendarday:add"),
        {"day": "2031-01-01", "name": "元旦", "why_proposed": "国办通知"},
    )
    assert not CalendarDay.objects.filter(day=date(2031, 1, 1)).exists()
    move(Proposal.objects.get(), "approve", by=people.leader)
    assert add_working_days(date(2030, 12, 31), 1) == date(2031, 1, 2)
    assert (
        CalendarDay.objects.get(day=date(2031, 1, 1)).history.first().history_user == people.leader
    )
