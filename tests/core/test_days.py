"""Days are Beijing days: what happens before eight in the morning there is of the day before in
UTC.
"""

from datetime import UTC, date, datetime

import pytest

from crm.core.days import day_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 0, 10), date(2026, 1, 1)),
    ],
)
def test_a_moment_is_of_its_day_in_beijing(moment, day):
    assert day_of(moment) == day
