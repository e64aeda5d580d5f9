"""Stories that happen side by side: each yields the day on which it goes on, and the days come in
order.
"""

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE_OPENS = time(9)
OFFICE_MINUTES = 480


@contextmanager
def at(moment: datetime):
    """Within the block the program believes that it is ``moment``."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def play(stories: list[Iterator[date]], *, until: date, told=None):
    """Let every story go on, day by day, as far as ``until``; what would come later does not
    happen. ``told`` is called with the number of days that have passed, and of days in all.
    """
    waiting = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    first = waiting[0][0]
    for event in range(10**6):
        if not waiting or waiting[0][0] > until:
            return
        day, number, story = heapq.heappop(waiting)
        if told:
            told((day - first).days, max((until - first).days, 1))
        minute = timedelta(minutes=event % OFFICE_MINUTES)
        with at(datetime.combine(day, OFFICE_OPENS, ZONE) + minute):
            next_day = next(story, None)
        if next_day is not None:
            heapq.heappush(waiting, (max(next_day, day), number, story))
