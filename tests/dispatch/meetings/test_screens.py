"""Meetings on the screen: as who holds them, as a member, as a colleague, and from outside."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from crm.core.transitions import move
from crm.dispatch.meetings.prepare import call_meeting, prepare, send
from crm.dispatch.models import AgendaItem, DispatchBody, DispatchMeeting, MeetingDecision
from crm.dispatch.worklist.give import give_task
from leads.models import WarningLight, WarningRule

from .at_work import held_meeting, sent_meeting

A_DAY = timedelta(days=1)


def page(client, user, address, *args, **query):
    client.force_login(user)
    return client.get(reverse(address, args=args), query)


def post(client, user, address, *args, **data):
    client.force_login(user)
    return client.post(reverse(address, args=args), data)


@pytest.fixture
def meeting(body, people, plan, today):
    return sent_meeting(body, people, plan, today)


@pytest.mark.parametrize("who", ["headquarters", "leader", "auditor", "officer"])
def test_those_who_belong_to_it_and_those_who_see_all_read_it(client, people, meeting, who):
    shown = page(client, getattr(people, who), "dispatchmeeting:inspect", meeting.pk)
    assert shown.status_code == 200
    for part in ("走访后备企业", "已逾期 3 天", "听取市金融办汇报", "逾期任务"):
        assert part in shown.text
    listed = page(client, getattr(people, who), "dispatchmeeting:index", all="1")
    assert meeting.number in listed.text


@pytest.mark.parametrize("who", ["outsider", "head", "park_officer", "finance", "agency"])
def test_for_others_there_is_none(client, people, meeting, who):
    user = getattr(people, who)
    assert not DispatchMeeting.objects.visible_to(user).exists()
    shown = page(client, user, "dispatchmeeting:inspect", meeting.pk)
    assert shown.status_code in ((302, 403, 404) if who == "agency" else (404,))


def test_a_member_reads_it_as_soon_as_it_is_sent(client, people, body, plan, tomorrow):
    ahead = call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    assert page(client, people.officer, "dispatchmeeting:inspect", ahead.pk).status_code == 404
    assert page(client, people.leader, "dispatchmeeting:inspect", ahead.pk).status_code == 200
    send(ahead, by=people.headquarters)
    assert page(client, people.officer, "dispatchmeeting:inspect", ahead.pk).status_code == 200


def test_a_member_sees_only_what_they_may_open(client, people, make_body, plan, deal, today):
    facts = {"project": deal.project, "number": Decimal(4), "lit_on": today}
    WarningLight.objects.create(rule=WarningRule.objects.first(), grade=2, **facts)
    body = make_body(members=[people.outsider])
    meeting = prepare(body, None, today, by=people.headquarters)
    send(meeting, by=people.headquarters)
    shown = page(client, people.leader, "dispatchmeeting:inspect", meeting.pk).text
    assert "动力电池项目" in shown
    assert reverse("project:inspect", args=[deal.project.pk]) in shown
    shown = page(client, people.outsider, "dispatchmeeting:inspect", meeting.pk).text
    assert "动力电池项目" not in shown and "另有 1 项涉及您无权查看的记录" in shown


def test_every_chart_on_the_page_has_its_table(client, people, meeting):
    shown = page(client, people.leader, "dispatchmeeting:inspect", meeting.pk).text
    assert shown.count('data-controller="chart"') == shown.count("ds-graph__table") == 2


def test_the_office_draws_the_agenda_anew_and_puts_something_on_it(
    client, people, body, plan, tomorrow, today
):
    ahead = call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    facts = {"heading": plan.target.heading, "department": people.city}
    give_task(by=people.headquarters, title="新的逾期", due_on=today - A_DAY, **facts)
    assert post(client, people.officer, "dispatchmeeting:redraw", ahead.pk).status_code == 404
    assert post(client, people.leader, "dispatchmeeting:redraw", ahead.pk).status_code in (302, 403)
    assert not AgendaItem.objects.filter(part="tasks").exists()
    post(client, people.headquarters, "dispatchmeeting:redraw", ahead.pk)
    assert AgendaItem.objects.get(part="tasks").title == "新的逾期"
    post(client, people.headquarters, "dispatchmeeting:add_item", ahead.pk, title="听取汇报")
    assert AgendaItem.objects.get(part="other").title == "听取汇报"
    item = AgendaItem.objects.get(part="tasks")
    shown = page(client, people.headquarters, "dispatchmeeting:inspect", ahead.pk).text
    off = reverse("dispatchmeeting:take_off", args=[ahead.pk, item.pk])
    assert off in shown and "已从议程中撤下" not in shown
    assert client.post(off, {"why": ""}).status_code == 200
    assert client.post(off, {"why": "已当面督办"}).status_code == 302
    shown = client.get(reverse("dispatchmeeting:inspect", args=[ahead.pk])).text
    assert "已从议程中撤下" in shown and "已当面督办" in shown and off not in shown
    assert "已当面督办" not in page(client, people.leader, "dispatchmeeting:inspect", ahead.pk).text
    back = reverse("dispatchmeeting:put_back", args=[ahead.pk, item.pk])
    client.force_login(people.leader)
    assert client.post(back).status_code in (302, 403)
    client.force_login(people.headquarters)
    assert client.post(back).status_code == 302
    assert off in page(client, people.headquarters, "dispatchmeeting:inspect", ahead.pk).text


def test_the_steps_are_taken_on_its_page(client, people, body, plan, tomorrow):
    ahead = call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    post(client, people.headquarters, "dispatchmeeting:step", ahead.pk, step="send")
    ahead.refresh_from_db()
    assert ahead.state == "sent"
    facts = {"meets_on": tomorrow + A_DAY, "note": "防汛"}
    post(client, people.headquarters, "dispatchmeeting:step", ahead.pk, step="postpone", **facts)
    ahead.refresh_from_db()
    assert (ahead.state, ahead.meets_on) == ("prepared", tomorrow + A_DAY)
    post(client, people.headquarters, "dispatchmeeting:step", ahead.pk, step="cancel", note="并会")
    ahead.refresh_from_db()
    assert ahead.state == "cancelled"


def test_minutes_from_stop_to_stop(client, people, meeting, plan, today):
    office = people.headquarters
    shown = page(client, office, "dispatchmeeting:minutes", meeting.pk)
    assert shown.status_code == 200 and "出席" in shown.text
    came = {f"came_{attendance.pk}": "present" for attendance in meeting.attendances.all()}
    answer = post(client, office, "dispatchmeeting:minutes", meeting.pk, **came)
    tasks = meeting.items.get(part="behind")
    assert answer.url == reverse("dispatchmeeting:minutes_item", args=[meeting.pk, tasks.pk])
    assert meeting.somebody_came()
    item = meeting.items.get(part="tasks")
    decided = {
        "note": "一周内办结",
        "text": "约谈责任单位",
        "department": people.city.pk,
        "person": people.officer.pk,
        "due_on": today + A_DAY,
        "heading": plan.target.heading_id,
    }
    post(client, office, "dispatchmeeting:minutes_item", meeting.pk, item.pk, **decided)
    item.refresh_from_db()
    decision = MeetingDecision.objects.get()
    assert (item.note, decision.text, decision.item) == ("一周内办结", "约谈责任单位", item)
    post(client, office, "dispatchmeeting:minutes_end", meeting.pk, summary="逐件销号")
    post(client, office, "dispatchmeeting:step", meeting.pk, step="hold")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.summary) == ("held", "逐件销号")
    decision.refresh_from_db()
    shown = page(client, people.officer, "plantask:inspect", decision.task_id).text
    assert reverse("dispatchmeeting:inspect", args=[meeting.pk]) in shown


def test_what_was_typed_stays_when_it_is_refused(client, people, meeting, plan, today):
    item = meeting.items.get(part="tasks")
    typed = {"note": "写了很多的会议意见", "text": "约谈", "due_on": today - 5 * A_DAY}
    asked = {"department": people.city.pk, "heading": plan.target.heading_id}
    office = people.headquarters
    for facts in (typed, typed | asked):
        address = ("dispatchmeeting:minutes_item", meeting.pk, item.pk)
        shown = post(client, office, *address, **facts)
        assert shown.status_code == 200
        assert "写了很多的会议意见" in shown.text and "约谈" in shown.text
    item.refresh_from_db()
    assert item.note == "" and not MeetingDecision.objects.exists()


def test_a_decision_is_dropped_again(client, people, meeting, plan, today):
    item = meeting.items.get(part="tasks")
    facts = {"text": "约谈", "department": people.city.pk, "due_on": today}
    facts["heading"] = plan.target.heading_id
    office = people.headquarters
    address = ("dispatchmeeting:minutes_item", meeting.pk, item.pk)
    answer = post(client, office, *address, again="1", **facts)
    assert answer.url == reverse(address[0], args=address[1:])
    found = MeetingDecision.objects.get()
    drop = ("dispatchmeeting:minutes_drop", meeting.pk, found.pk)
    assert post(client, people.officer, *drop).status_code in (302, 403)
    assert MeetingDecision.objects.exists()
    post(client, office, *drop)
    assert not MeetingDecision.objects.exists()


def test_minutes_are_closed_to_others_and_before_the_day(client, people, body, meeting, tomorrow):
    for who in (people.leader, people.officer, people.auditor):
        assert page(client, who, "dispatchmeeting:minutes", meeting.pk).status_code in (302, 403)
    assert page(client, people.outsider, "dispatchmeeting:minutes", meeting.pk).status_code == 404
    ahead = call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    send(ahead, by=people.headquarters)
    office = people.headquarters
    assert page(client, office, "dispatchmeeting:minutes", ahead.pk).status_code == 404
    other = meeting.items.first()
    assert (
        page(client, office, "dispatchmeeting:minutes_item", ahead.pk, other.pk).status_code == 404
    )


def test_headquarters_sets_up_a_body_and_its_members(client, people):
    asked = {
        "name": "招商引资专项小组",
        "kind": "group",
        "chair": people.head.pk,
        "secretary": people.headquarters.pk,
        "office": people.city.pk,
        "every": "month",
        "days": "15、31",
        "quarter_month": 3,
        "shift": "earlier",
        "begins_at": "09:00",
        "place": "二楼会议室",
        "prepared_days": 3,
        "sent_days": 1,
        "starts_on": "2026-01-01",
        "is_active": "on",
    }
    assert post(client, people.officer, "dispatchbody:add", **asked).status_code in (302, 403)
    assert not DispatchBody.objects.exists()
    wrong = post(client, people.headquarters, "dispatchbody:add", **asked | {"days": "15、40"})
    assert wrong.status_code == 200 and "15、40" in wrong.text
    post(client, people.headquarters, "dispatchbody:add", **asked)
    body = DispatchBody.objects.get()
    assert body.days == [15, 31] and body.history.get().history_user == people.headquarters
    member = {"body": body.pk, "person": people.officer.pk, "duty": "成员"}
    post(client, people.headquarters, "bodymember:add", **member)
    shown = page(client, people.officer, "dispatchbody:inspect", body.pk).text
    assert "每月 15 日、最后一日" in shown and "成员" in shown


def test_the_plan_and_the_desk_show_the_meetings_of_the_month(client, people, meeting, plan):
    for who, address in (
        (people.leader, "action_plan"),
        (people.leader, "wagtailadmin_home"),
        (people.officer, "wagtailadmin_home"),
    ):
        shown = page(client, who, address).text
        assert reverse("dispatchmeeting:inspect", args=[meeting.pk]) in shown
    shown = page(client, people.outsider, "wagtailadmin_home").text
    assert reverse("dispatchmeeting:inspect", args=[meeting.pk]) not in shown


def test_a_meeting_with_many_items_asks_no_more_than_one_with_few(
    client, people, body, make_body, plan, today, django_assert_max_num_queries
):
    def questions(meeting):
        client.force_login(people.leader)
        with django_assert_max_num_queries(95) as counted:
            client.get(reverse("dispatchmeeting:inspect", args=[meeting.pk]))
        return len(counted)

    few = held_meeting(body, people, plan, today)
    facts = {"heading": plan.target.heading, "department": people.city, "due_on": today - A_DAY}
    for number in range(4):
        give_task(by=people.headquarters, title=f"任务{number}", **facts)
    many = held_meeting(make_body(name="另一机构", members=[people.officer]), people, plan, today)
    first, second = questions(few), questions(many)
    assert many.items.count() > few.items.count() and second <= first


def test_auditors_write_nothing(client, people, meeting):
    for step in ("hold", "postpone", "cancel"):
        data = {"step": step, "note": "x"}
        answer = post(client, people.auditor, "dispatchmeeting:step", meeting.pk, **data)
        assert answer.status_code in (302, 403)
    meeting.refresh_from_db()
    assert meeting.state == "sent"
    move(meeting, "cancel", by=people.headquarters, note="x")
