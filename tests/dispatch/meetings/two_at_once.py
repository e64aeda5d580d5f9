"""Run in a database of its own: two beats at the same moment, of several bodies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from unittest import mock
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from crm.core.models import Notification
from crm.core.system_user import system_user
from crm.dispatch.meetings.prepare import prepare_due
from crm.dispatch.models import BodyMember, DispatchBody, DispatchMeeting
from tests import set_up
from tests.cast import make_people, people

NOW = datetime(2026, 11, 27, 6, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def run():
    set_up.use()
    make_people()
    cast = people()
    system_user()
    for number in range(4):
        body = DispatchBody.objects.create(
            name=f"专项小组{number}",
            kind="group",
            chair=cast.leader,
            secretary=cast.headquarters,
            office=cast.city,
            days=[31],
            starts_on="2020-01-01",
        )
        BodyMember.objects.create(body=body, person=cast.officer)
    together = Barrier(2)

    def beat(_number):
        together.wait()
        try:
            return len(prepare_due())
        finally:
            connection.close()

    with mock.patch.object(timezone, "now", return_value=NOW), ThreadPoolExecutor(2) as threads:
        made = sum(threads.map(beat, range(2)))
    states = sorted(DispatchMeeting.objects.values_list("state", flat=True))
    print(made, *states)
    print(Notification.objects.filter(kind="meeting_agenda").count())
