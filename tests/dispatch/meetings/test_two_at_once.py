"""Two beats at the same moment make one meeting."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from threading import Barrier
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from crm.core.system_user import system_user
from crm.dispatch.meetings.prepare import prepare_due
from crm.dispatch.models import AgendaItem, DispatchMeeting


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_make_one_meeting(people, make_body):
    make_body(members=[people.officer])
    system_user()
    together, now = Barrier(2), datetime(2026, 11, 27, 6, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

    def beat(_number):
        try:
            together.wait()
            prepare_due(date(2026, 11, 27))
        except Exception as refused:  # of two who send it, the second finds it sent
            return type(refused).__name__
        finally:
            connection.close()
        return ""

    assert time(6, 30) == now.timetz().replace(tzinfo=None)
    with mock.patch.object(timezone, "now", return_value=now), ThreadPoolExecutor(2) as threads:
        said = list(threads.map(beat, range(2)))
    meeting = DispatchMeeting.objects.get()
    assert meeting.state == "sent" and meeting.attendances.count() == 3
    assert said == ["", ""]
    keys = [each.key for each in AgendaItem.objects.all()]
    assert len(keys) == len(set(keys))
