"""On which days a body meets: short months, holidays of the bureau's calendar, quarters."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from crm.core.working_days import WorkingDays, working_days_before
from crm.dispatch.meetings.rhythm import day_before, days_of


def met(body, first, last):
    return [(f"{day.due_on:%m-%d}", f"{day.meets_on:%m-%d}") for day in days_of(body, first, last)]


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        # 2026-11: the 10th a Tuesday, the 20th a Friday, the 30th a Monday
        (11, [("11-10", "11-10"), ("11-20", "11-20"), ("11-30", "11-30")]),
        # 2026-02: the 20th lies in the Spring Festival (15th to 23rd), the 28th is a Saturday
        # that is made up for
        (2, [("02-10", "02-10"), ("02-20", "02-14"), ("02-28", "02-28")]),
        # 2026-10: the 10th is a Saturday that is worked, the 31st a Saturday that is none
        (10, [("10-10", "10-10"), ("10-20", "10-20"), ("10-31", "10-30")]),
        # 2026-05: the 10th a Sunday; the 9th is a Saturday that is made up for
        (5, [("05-10", "05-09"), ("05-20", "05-20"), ("05-31", "05-29")]),
    ],
)
def test_the_office_meets_every_ten_days_on_a_working_day(make_body, month, expected):
    last = {11: 30, 2: 28, 10: 31, 5: 31}[month]
    assert met(make_body(), date(2026, month, 1), date(2026, month, last)) == expected


def test_the_last_day_is_that_of_each_month(make_body):
    body = make_body(days=[31])
    found = [f"{day.due_on:%m-%d}" for day in days_of(body, date(2028, 1, 1), date(2028, 6, 30))]
    assert found == ["01-31", "02-29", "03-31", "04-30", "05-31", "06-30"]


def test_the_working_day_after_may_lie_in_the_next_month(make_body):
    body = make_body(days=[31], shift="later")
    assert met(body, date(2026, 10, 1), date(2026, 11, 5)) == [("10-31", "11-02")]
    assert met(body, date(2026, 10, 1), date(2026, 10, 31)) == []


def test_two_days_that_holidays_shift_to_one_are_one_meeting(make_body):
    body = make_body(days=[18, 20])  # both in the Spring Festival of 2026
    assert met(body, date(2026, 2, 1), date(2026, 2, 28)) == [("02-18", "02-14")]


@pytest.mark.parametrize(
    ("month_of_quarter", "expected"),
    [
        (1, ["01-15", "04-15", "07-15", "10-15"]),
        (3, ["03-13", "06-15", "09-15", "12-15"]),  # 2026-03-15 is a Sunday
    ],
)
def test_the_commander_meets_every_quarter(make_body, month_of_quarter, expected):
    body = make_body(every="quarter", days=[15], quarter_month=month_of_quarter)
    found = days_of(body, date(2026, 1, 1), date(2026, 12, 31))
    assert [f"{each.meets_on:%m-%d}" for each in found] == expected


def test_it_does_not_meet_before_it_began(make_body):
    body = make_body(starts_on=date(2026, 11, 15))
    assert met(body, date(2026, 11, 1), date(2026, 11, 30)) == [
        ("11-20", "11-20"),
        ("11-30", "11-30"),
    ]
    assert day_before(body, date(2026, 11, 20)) == date(2026, 11, 15)


def test_the_day_before_is_the_last_one_of_the_rhythm(make_body):
    assert day_before(make_body(), date(2026, 11, 20)) == date(2026, 11, 10)
    quarterly = make_body(name="政委、指挥长", every="quarter", days=[31])
    assert day_before(quarterly, date(2026, 12, 31)) == date(2026, 9, 30)


def test_days_are_kept_in_order_and_once(make_body):
    assert make_body(days=[31, 10, 20, 10]).days == [10, 20, 31]


@pytest.mark.parametrize("days", [[0], [32], []])
def test_a_day_that_no_month_has_is_refused(make_body, days):
    with pytest.raises(ValidationError):
        make_body(days=days)


def test_an_agenda_is_drawn_before_it_is_sent(make_body):
    with pytest.raises(ValidationError, match="不能晚于"):
        make_body(prepared_days=1, sent_days=2)


def test_working_days_backwards(db):
    assert working_days_before(date(2026, 11, 30), 0) == date(2026, 11, 30)
    assert working_days_before(date(2026, 11, 30), 1) == date(2026, 11, 27)
    assert working_days_before(date(2026, 10, 8), 1) == date(2026, 9, 30)
    october = WorkingDays(date(2026, 9, 1), date(2026, 10, 31))
    assert october.nearest(date(2026, 10, 3), is_later=True) == date(2026, 10, 8)
    assert october.nearest(date(2026, 10, 3), is_later=False) == date(2026, 9, 30)
    assert october.nearest(date(2026, 10, 8), is_later=True) == date(2026, 10, 8)
