from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from crm.core.models import Notification
from crm.core.transitions import move
from crm.demo.clock import ZONE, at
from leads.messages.send import send
from leads.models import Clock
from leads.protection import nightly
from leads.protection.nightly import lapse_and_escalate
from leads.protection.register import register

# the Sunday after is worked; 25 September is a holiday
FRIDAY = datetime(2026, 9, 18, 9, 30, tzinfo=ZONE)


@pytest.fixture
def registration(people, agent):
    with at(FRIDAY):
        return register(
            by=people.agency, agent=agent, company_name="示范光电有限公司", title="镜头模组"
        )


def running(registration):
    return {clock.kind: clock.due_on for clock in registration.clocks.running()}


def judge(people, registration, day):
    with at(day):
        move(registration.lead, "judge", by=people.head, owner=people.officer)
    registration.refresh_from_db()


def test_three_clocks_start_with_the_registration(registration):
    assert running(registration) == {
        "respond": date(2026, 9, 20),
        "judge": date(2026, 9, 22),
        "answer": date(2026, 9, 28),
    }


def test_a_response_and_a_judgement_stop_theirs(people, registration):
    with at(FRIDAY + timedelta(days=2)):
        move(registration, "respond", by=people.officer)
    assert set(running(registration)) == {"judge", "answer"}
    done = registration.clocks.get(kind="respond")
    assert (done.met_by, done.history.first().history_user) == (people.officer, people.officer)
    judge(people, registration, FRIDAY + timedelta(days=3))
    assert set(running(registration)) == {"answer"}


def test_a_message_answers_only_once_judged_and_starts_the_next_report(people, agent, registration):
    with at(FRIDAY):
        send(registration.lead, agent, text="收到，正在研判", by=people.officer)
    assert set(running(registration)) == {"judge", "answer"}
    judge(people, registration, FRIDAY + timedelta(days=3))
    with at(datetime(2026, 10, 12, 10, tzinfo=ZONE)):
        send(registration.lead, agent, text="已受理", by=people.officer)
        assert running(registration) == {"report": date(2026, 10, 26)}
    with at(datetime(2026, 10, 20, 10, tzinfo=ZONE)):
        send(registration.lead, agent, text="已拜访企业", by=people.officer)
        assert running(registration) == {"report": date(2026, 11, 3)}


def test_what_the_agent_writes_stops_nothing(people, agent, registration):
    send(registration.lead, agent, text="请问进展", by=people.agency)
    assert set(running(registration)) == {"respond", "judge", "answer"}


def test_a_rejected_agent_is_still_owed_the_answer(people, agent, registration):
    move(registration.lead, "reject", by=people.head, note="不合产业方向")
    assert set(running(registration)) == {"answer"}
    registration.refresh_from_db()
    send(registration.lead, agent, text="感谢推荐，项目与产业方向不符", by=people.officer)
    assert running(registration) == {}


def test_overdue_answers_go_to_the_section_head_then_to_the_leader(people, registration):
    levels, told = [], []
    for day in (20, 21, 22, 23):
        with at(datetime(2026, 9, day, 1, tzinfo=ZONE)):
            lapse_and_escalate()
        clock = registration.clocks.get(kind="respond")
        levels.append((clock.head_told_at is not None, clock.leader_told_at is not None))
        told.append(
            [
                notification.recipient
                for notification in Notification.objects.filter(
                    kind="overdue_answer", values__day=clock.due_on.isoformat()
                ).order_by("id")
            ]
        )
    assert levels == [(False, False), (True, False), (True, False), (True, True)]
    assert told == [[], [people.head], [people.head], [people.head, people.leader]]


def test_a_night_that_is_killed_between_stamp_and_notification_tells_the_next_time(
    people, registration, monkeypatch
):
    def killed(*_arguments, **_facts):
        raise KeyboardInterrupt

    with at(datetime(2026, 9, 23, 1, tzinfo=ZONE)):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(nightly, "notify", killed)
            lapse_and_escalate()
        assert not Clock.objects.filter(head_told_at__isnull=False).exists()
        lapse_and_escalate()
        assert Clock.objects.filter(head_told_at__isnull=False).exists()
    told = Notification.objects.filter(kind="overdue_answer")
    assert people.head in {notification.recipient for notification in told}


def test_the_clock_stands_on_the_lead_and_in_both_lists(client, people, registration):
    client.force_login(people.officer)
    for url in (
        reverse("lead:inspect", args=[registration.lead.pk]) + "?tab=protection",
        reverse("lead:index"),
        reverse("registration:index"),
        reverse("registration:inspect", args=[registration.pk]),
    ):
        page = client.get(url).content.decode()
        assert "09-20" in page or "2026年9月20日" in page, url
    page = client.get(reverse("registration:index"), {"due": "overdue"}).content.decode()
    assert registration.number in page
    Clock.objects.update(due_on=date(2999, 1, 1))
    assert (
        registration.number
        not in client.get(reverse("registration:index"), {"due": "overdue"}).content.decode()
    )


def test_an_officer_takes_a_registration_up_by_its_button(client, people, registration):
    client.force_login(people.outsider)
    assert (
        client.post(
            reverse("registration:step", args=[registration.pk]), {"step": "respond"}
        ).status_code
        == 404
    )
    client.force_login(people.officer)
    client.post(reverse("registration:step", args=[registration.pk]), {"step": "respond"})
    registration.refresh_from_db()
    assert registration.state == "responded"
    assert client.get(f"{reverse('registration:index')}edit/{registration.pk}/").status_code == 404


def test_an_officer_registers_on_behalf_of_an_agent_on_the_screen(client, people, agent):
    client.force_login(people.officer)
    page = client.post(
        reverse("registration:add"),
        {
            "agent": agent.pk,
            "company_name": "代报示范有限公司",
            "title": "电话推荐",
            "department": people.city.pk,
        },
    )
    assert page.status_code == 302
    stored = agent.registrations.get()
    assert (stored.registered_by, stored.state) == (people.officer, "received")
