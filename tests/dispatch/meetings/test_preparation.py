"""Agendas are drawn by the rhythm, drawn anew until they are sent, and sent on their day."""

from datetime import date, datetime, time, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification
from crm.core.transitions import move, perform
from crm.dispatch.meetings.agenda_for import agenda_for, off_the_table
from crm.dispatch.meetings.items import put_back, put_on_agenda, take_off_agenda
from crm.dispatch.meetings.prepare import (
    call_meeting,
    postpone,
    prepare,
    prepare_due,
    refresh,
    send,
)
from crm.dispatch.models import AgendaItem, DispatchMeeting
from crm.dispatch.worklist.give import give_task

A_DAY = timedelta(days=1)


def on(day):
    now = datetime.combine(day, time(9), ZoneInfo("Asia/Shanghai"))
    return mock.patch.object(timezone, "now", return_value=now)


def states():
    rows = DispatchMeeting.objects.order_by("meets_on")
    return [(row.meets_on.isoformat(), row.state) for row in rows]


def test_it_is_prepared_three_working_days_before_and_sent_the_day_before(body):
    for day, expected in (
        # the meeting of Friday 2026-11-20
        (date(2026, 11, 16), []),
        (date(2026, 11, 17), [("2026-11-20", "prepared")]),
        (date(2026, 11, 18), [("2026-11-20", "prepared")]),
        (date(2026, 11, 19), [("2026-11-20", "sent")]),
    ):
        with on(day):
            prepare_due()
        assert states() == expected, day


def test_over_a_weekend_and_twice_a_day_it_is_one_meeting(body):
    with on(date(2026, 11, 27)):  # the Friday before Monday 30th
        prepare_due()
        prepare_due()
    assert states() == [("2026-11-30", "sent")]
    meeting = DispatchMeeting.objects.get()
    assert (meeting.due_on, meeting.number) == (date(2026, 11, 30), "DD-2026-0001")
    assert (meeting.begins_at, meeting.place) == (time(9), "市政府三楼会议室")


def test_a_body_that_is_dissolved_meets_no_more(body):
    body.is_active = False
    body.save()
    with on(date(2026, 11, 27)):
        assert prepare_due() == []
    assert not DispatchMeeting.objects.exists()


def test_a_cancelled_meeting_is_not_made_again(body, people):
    with on(date(2026, 11, 27)):
        prepare_due()
        move(DispatchMeeting.objects.get(), "cancel", by=people.headquarters, note="并入月调度")
        prepare_due()
    assert states() == [("2026-11-30", "cancelled")]


def test_chair_secretary_and_members_are_invited_and_told_once(body, people):
    with on(date(2026, 11, 27)):
        prepare_due()
        prepare_due()
    meeting = DispatchMeeting.objects.get()
    invited = {attendance.person for attendance in meeting.attendances.all()}
    assert invited == {people.leader, people.headquarters, people.officer}
    told = Notification.objects.filter(kind="meeting_agenda")
    assert {each.recipient for each in told} == invited and told.count() == 3


def test_the_agenda_follows_the_facts_until_it_is_sent(body, people, plan, today):
    meeting = prepare(body, None, today + 3 * A_DAY, by=people.headquarters)
    assert not meeting.items.filter(part="tasks").exists()
    heading = plan.target.heading
    facts = {"heading": heading, "department": people.city, "due_on": today - A_DAY}
    give_task(by=people.headquarters, title="走访后备企业", **facts)
    refresh(meeting, by=people.headquarters)
    item = meeting.items.get(part="tasks")
    assert item.facts["title"] == "走访后备企业" and item.facts["days_late"] == 1
    send(meeting, by=people.headquarters)
    give_task(by=people.headquarters, title="第二件", **facts)
    with pytest.raises(Refused, match="不再更新"):
        refresh(meeting, by=people.headquarters)
    assert meeting.items.filter(part="tasks").count() == 1


def test_what_the_facts_do_not_bring_any_more_leaves_with_its_history(body, people, plan, today):
    facts = {"heading": plan.target.heading, "department": people.city}
    due = {"due_on": today - A_DAY}
    task = give_task(by=people.headquarters, title="走访后备企业", **facts, **due)
    meeting = prepare(body, None, today, by=people.headquarters)
    own = put_on_agenda(meeting, title="听取市工信局汇报", by=people.headquarters)
    item = meeting.items.get(part="tasks")
    move(task, "cancel", by=people.headquarters, note="不再需要")
    refresh(meeting, by=people.headquarters)
    assert not meeting.items.filter(part="tasks").exists()
    assert meeting.items.get(part="other") == own
    last = AgendaItem.history.filter(id=item.pk).first()
    assert last.history_type == "-" and last.history_user == people.headquarters


def test_a_meeting_may_be_called_besides_the_rhythm(body, people, today, tomorrow):
    meeting = call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    assert (meeting.due_on, meeting.state) == (None, "prepared")
    with pytest.raises(Refused, match="当天已有"):
        call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    with pytest.raises(Refused, match="今天"):
        call_meeting(by=people.headquarters, body=body, meets_on=today - A_DAY)
    with pytest.raises(Refused, match="一年"):
        call_meeting(by=people.headquarters, body=body, meets_on=date(9999, 12, 31))
    with pytest.raises(NotPermitted):
        call_meeting(by=people.officer, body=body, meets_on=tomorrow + A_DAY)


def test_a_postponed_meeting_is_prepared_anew_and_people_hear_of_it(body, people, tomorrow):
    meeting = call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    send(meeting, by=people.headquarters)
    perform(meeting, "postpone", by=people.headquarters, note="防汛", meets_on=tomorrow + A_DAY)
    assert (meeting.state, meeting.meets_on) == ("prepared", tomorrow + A_DAY)
    assert Notification.objects.filter(kind="meeting_postponed").count() == 2
    with pytest.raises(Refused, match="今天"):
        postpone(meeting, by=people.headquarters, note="x", meets_on=tomorrow - 3 * A_DAY)
    assert DispatchMeeting.objects.visible_to(people.officer).get() == meeting


def test_who_was_sent_the_agenda_hears_that_it_is_not_held(body, people, tomorrow):
    meeting = call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    send(meeting, by=people.headquarters)
    move(meeting, "cancel", by=people.headquarters, note="并入月调度")
    assert Notification.objects.filter(kind="meeting_cancelled").count() == 2


@pytest.mark.parametrize("who", ["officer", "leader", "auditor", "head"])
def test_others_neither_send_nor_postpone(body, people, tomorrow, who):
    meeting = call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    with pytest.raises(NotPermitted):
        send(meeting, by=getattr(people, who))
    with pytest.raises(NotPermitted):
        put_on_agenda(meeting, title="x", by=getattr(people, who))


class TestTakenOff:
    @pytest.fixture
    def meeting(self, body, people, plan, tomorrow, today):
        facts = {"heading": plan.target.heading, "department": people.city}
        give_task(by=people.headquarters, title="走访后备企业", due_on=today - A_DAY, **facts)
        return call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)

    @pytest.fixture
    def item(self, meeting):
        return meeting.items.get(part="tasks")

    def test_it_is_not_drawn_again_until_it_is_put_back(self, meeting, item, people):
        take_off_agenda(item, why=" 已当面督办 ", by=people.headquarters)
        refresh(meeting, by=people.headquarters)
        assert meeting.items.get(part="tasks").left_out == "已当面督办"
        assert not meeting.items.on_the_table().filter(part="tasks").exists()
        assert all(part.part.code != "tasks" for part in agenda_for(meeting, people.headquarters))
        [told] = off_the_table(meeting, people.headquarters)
        assert told == item
        last = AgendaItem.history.filter(id=item.pk).first()
        assert (last.history_user, last.left_out) == (people.headquarters, "已当面督办")
        put_back(item, by=people.headquarters)
        assert meeting.items.on_the_table().get(part="tasks") == item

    def test_only_with_a_reason_by_who_prepares_and_before_the_meeting(self, meeting, item, people):
        with pytest.raises(Refused, match="请说明为何不上会"):
            take_off_agenda(item, why=" ", by=people.headquarters)
        with pytest.raises(NotPermitted):
            take_off_agenda(item, why="x", by=people.officer)
        perform(meeting, "cancel", by=people.headquarters, note="防汛")
        with pytest.raises(Refused, match="已取消"):
            take_off_agenda(item, why="x", by=people.headquarters)

    def test_what_the_minutes_speak_of_stays(self, item, people):
        AgendaItem.objects.filter(pk=item.pk).update(note="已听取")
        with pytest.raises(Refused, match="纪要中已有"):
            take_off_agenda(item, why="x", by=people.headquarters)
