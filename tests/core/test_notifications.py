"""Telling people: only those who may see, on the channels that they chose, once, and never the
content outside the house.
"""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from crm.core.granting import give_role
from crm.core.models import (
    Delivery,
    MessageService,
    Notification,
    NotificationChoice,
    Proposal,
    User,
    Webhook,
)
from crm.core.notifications import NOTIFICATION_KINDS, Kind, notify
from crm.core.notifications.deliver import MOST_ATTEMPTS, deliver, deliver_waiting
from crm.core.transitions import perform
from crm.staff.menu import said_of


@pytest.fixture
def robot(db):
    """A group robot on this machine, which keeps what it is sent; ``answer`` is what it says."""

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.server.heard.append((self.path, body))
            self.send_response(self.server.answer[0])
            self.end_headers()
            self.wfile.write(json.dumps(self.server.answer[1]).encode())

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Robot)
    server.heard, server.answer = [], (200, {"errcode": 0})
    server.origin = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def robot_of_head(robot, people):
    MessageService.objects.create(channel="wecom", origin=robot.origin, is_inside=True)
    return Webhook.objects.create(
        user=people.head,
        channel="wecom",
        address=f"{robot.origin}/cgi-bin/webhook/send?key=SECRET-KEY",
    )


def told(user):
    return Notification.objects.filter(recipient=user).count()


def test_only_those_who_may_see_the_record_are_told(people, deal):
    everyone = [people.officer, people.head, people.outsider, people.referrer, people.agency]
    notify(everyone, "mention", deal.lead, by=people.officer)
    assert [told(user) for user in everyone] == [0, 1, 0, 0, 1]


def test_nobody_is_told_twice_under_one_key(people, deal):
    for key in ("2026-01-01", "2026-01-01", "2026-01-02"):
        notify([people.head, people.head], "reminder", deal.lead, once=key, text="x")
    assert told(people.head) == 2


def test_an_unknown_kind_is_an_error_of_the_program(people, deal):
    with pytest.raises(LookupError):
        notify([people.head], "no such kind", deal.lead)


def test_the_list_names_the_record_only_while_it_is_seen(client, people, deal):
    notify([people.head], "mention", deal.lead, by=people.officer)
    client.force_login(people.head)
    assert deal.lead.title in client.get(reverse("wagtailadmin_notifications")).content.decode()
    assert said_of(1) in client.get(reverse("wagtailadmin_home")).content.decode()
    people.head.department = people.other_department
    people.head.save()
    assert deal.lead.title not in client.get(reverse("wagtailadmin_notifications")).content.decode()
    assert (
        client.get(reverse("notification", args=[Notification.objects.get().pk])).status_code == 404
    )


def test_opening_one_reads_it_and_leads_to_the_record(client, people, deal):
    notify([people.head, people.agency], "mention", deal.lead, by=people.officer)
    pages = {
        people.head: reverse("lead:inspect", args=[deal.lead.pk]),
        people.agency: reverse("portal:lead", args=[deal.lead.pk]),
    }
    for user, page in pages.items():
        client.force_login(user)
        assert client.get("/notifications/count/").json() == {"unread": 1}
        mine = Notification.objects.get(recipient=user)
        assert client.get(reverse("notification", args=[mine.pk])).url == page
        assert client.get("/notifications/count/").json() == {"unread": 0}


def test_anothers_notification_does_not_exist(client, people, deal):
    [mine] = notify([people.head], "mention", deal.lead, by=people.officer)
    address = reverse("notification", args=[mine.pk])
    assert client.get(address).url.startswith("/login/")
    for who in ("officer", "outsider", "agency", "leader"):
        client.force_login(getattr(people, who))
        assert client.get(address).status_code == 404
    assert Notification.objects.get().read_at is None


def test_all_are_marked_read_at_once_and_only_ones_own(client, people, deal):
    notify([people.head, people.leader], "mention", deal.lead, by=people.officer)
    client.force_login(people.head)
    assert client.get(reverse("notifications_read")).status_code == 405
    client.post(reverse("notifications_read"))
    assert list(Notification.objects.filter(read_at=None).values_list("recipient", flat=True)) == [
        people.leader.pk
    ]


def test_the_agency_reads_in_its_portal(client, people, deal):
    notify([people.agency], "mention", deal.lead, by=people.officer)
    client.force_login(people.agency)
    assert deal.lead.title in client.get(reverse("portal:notifications")).content.decode()
    client.force_login(people.referrer)
    assert deal.lead.title not in client.get(reverse("portal:notifications")).content.decode()


def test_only_the_number_and_a_link_leave_the_house(people, deal, robot, robot_of_head, settings):
    settings.EMAIL_IS_SET_UP = True
    people.head.email = "head@example.org"
    people.head.save()
    [one] = notify([people.head], "mention", deal.lead, by=people.officer)
    deliver_waiting()
    text = f"德商 {deal.lead.number} http://127.0.0.1:8000/notifications/{one.pk}/"
    assert robot.heard == [
        ("/cgi-bin/webhook/send?key=SECRET-KEY", {"msgtype": "text", "text": {"content": text}})
    ]
    assert [(each.to, each.body) for each in mail.outbox] == [(["head@example.org"], text)]
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
    deliver_waiting()
    assert len(robot.heard) == 1


@pytest.mark.parametrize("answer", [(500, {}), (200, {"errcode": 93000}), (302, {}), (200, [])])
def test_what_is_refused_is_tried_again_later_and_given_up_in_the_end(
    people, deal, robot, robot_of_head, answer
):
    robot.answer = answer
    notify([people.head], "mention", deal.lead, by=people.officer)
    deliver_waiting()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert timedelta(seconds=50) < delivery.next_try_at - timezone.now() <= timedelta(seconds=60)
    deliver_waiting()
    assert len(robot.heard) == 1
    for _attempt in range(MOST_ATTEMPTS):
        deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(robot.heard)) == (
        "given_up",
        MOST_ATTEMPTS,
        MOST_ATTEMPTS,
    )


def test_a_robot_that_is_away_leaves_no_key_in_the_record_of_the_problem(
    people, deal, robot, robot_of_head
):
    robot.server_close()
    notify([people.head], "mention", deal.lead, by=people.officer)
    robot.shutdown()
    deliver_waiting()
    delivery = Delivery.objects.get()
    assert delivery.state == "waiting"
    assert "SECRET" not in delivery.problem
    assert delivery.problem


def test_nothing_is_posted_to_a_server_that_was_taken_off_the_list(
    people, deal, robot, robot_of_head
):
    notify([people.head], "mention", deal.lead, by=people.officer)
    MessageService.objects.filter(origin=robot.origin).update(is_active=False)
    deliver_waiting()
    assert robot.heard == []
    assert Delivery.objects.get().problem == "server not listed"


@pytest.mark.parametrize(
    ("channel", "answer"), [("dingtalk", {"errcode": 0}), ("feishu", {"code": 0})]
)
def test_dingtalk_and_feishu_are_signed(people, deal, robot, channel, answer):
    robot.answer = (200, answer)
    MessageService.objects.create(channel=channel, origin=robot.origin, is_inside=True)
    Webhook.objects.create(
        department=people.city,
        channel=channel,
        address=f"{robot.origin}/hook?access_token=T",
        secret="SEC1",
    )
    notify([people.head], "mention", deal.lead, by=people.officer)
    deliver_waiting()
    [(path, body)] = robot.heard
    if channel == "dingtalk":
        assert "&timestamp=" in path
        assert "&sign=" in path
        assert body["msgtype"] == "text"
    else:
        assert body["msg_type"] == "text"
        assert len(body["sign"]) == 44
    assert deal.lead.number in json.dumps(body)
    assert deal.lead.title not in json.dumps(body, ensure_ascii=False)
    assert Delivery.objects.get().state == "sent"


def test_the_departments_robot_does_not_hear_of_people_from_outside(people, deal, robot):
    MessageService.objects.create(channel="wecom", origin=robot.origin, is_inside=True)
    Webhook.objects.create(
        department=people.other_department, channel="wecom", address=f"{robot.origin}/send"
    )
    notify([people.agency, people.head], "mention", deal.lead, by=people.officer)
    assert Delivery.objects.count() == 0


def test_each_person_chooses_kind_and_channel(client, people, deal, robot_of_head):
    client.force_login(people.head)
    page = client.get(reverse("wagtailadmin_notification_choices")).content.decode()
    assert 'name="mention-wecom"' in page
    assert 'name="mention-email"' not in page
    assert "SECRET-KEY" not in page
    client.post(
        reverse("wagtailadmin_notification_choices"), {"mention-wecom": "on", "reminder-app": "on"}
    )
    notify([people.head], "mention", deal.lead, by=people.officer)
    notify([people.head], "reminder", deal.lead, text="x")
    assert [
        (notification.kind, notification.in_app, notification.deliveries.count())
        for notification in Notification.objects.order_by("id")
    ] == [("mention", False, 1), ("reminder", True, 0)]
    assert NotificationChoice.objects.filter(user=people.head, is_on=False).exists()
    assert client.get("/notifications/count/").json() == {"unread": 1}


def test_an_own_address_must_be_on_a_listed_server_and_is_kept_encrypted(client, people, robot):
    from django.db import connection

    url = reverse("wagtailadmin_own_address")
    client.force_login(people.officer)
    for address in (
        "http://169.254.169.254/latest",
        "https://qyapi.weixin.qq.com@evil.example/x",
        f"{robot.origin}/x",
    ):
        client.post(url, {"channel": "wecom", "address": address})
    assert Webhook.objects.count() == 0
    client.post(
        url,
        {"channel": "wecom", "address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"},
    )
    assert Webhook.objects.get(user=people.officer).address.endswith("key=abc")
    with connection.cursor() as cursor:
        cursor.execute(
            "select address from core_webhook union all select address from core_historicalwebhook"
        )
        assert all("key=abc" not in row[0] for row in cursor.fetchall())
    client.post(url, {"channel": "wecom", "remove": "1"})
    assert Webhook.objects.count() == 0


def test_the_system_administrator_keeps_the_servers_and_the_departments_addresses(
    client, people, robot
):
    client.force_login(people.officer)
    assert client.get(reverse("messageservice:index")).status_code == 302
    client.force_login(people.headquarters)  # who decides on what is proposed
    assert client.get(reverse("messageservice:index")).status_code == 200
    assert client.get(reverse("messageservice:add")).status_code == 302
    keeper = give_role(User.objects.create_user("keeper"), "system_administrator")
    client.force_login(keeper)
    client.post(
        reverse("messageservice:add"),
        {
            "channel": "wecom",
            "origin": "https://wecom.intranet.example/path",
            "is_active": "on",
            "why_proposed": "内网企业微信",
        },
    )
    assert not MessageService.objects.filter(origin="https://wecom.intranet.example").exists()
    perform(Proposal.objects.get(), "approve", by=people.leader)
    assert MessageService.objects.filter(origin="https://wecom.intranet.example").exists()
    facts = {
        "department": people.city.pk,
        "channel": "wecom",
        "address": "https://wecom.intranet.example/hook?key=K1",
        "is_active": "on",
    }
    client.post(reverse("webhook:add"), facts)
    stored = Webhook.objects.get()
    client.post(reverse("webhook:edit", args=[stored.pk]), facts | {"address": ""})
    stored.refresh_from_db()
    assert stored.address.endswith("key=K1")
    for page in ("webhook:edit", "webhook:inspect", "webhook:history"):
        assert "key=K1" not in client.get(reverse(page, args=[stored.pk])).content.decode()
    own = Webhook.objects.create(
        user=people.officer, channel="wecom", address="https://qyapi.weixin.qq.com/x"
    )
    assert client.get(reverse("webhook:inspect", args=[own.pk])).status_code == 404


def test_a_refused_transaction_tells_nobody(people, deal):
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        notify([people.head], "mention", deal.lead, by=people.officer)
        raise RuntimeError
    assert told(people.head) == 0


def test_the_task_is_handed_over_after_the_commit(
    people, deal, robot_of_head, handed_over, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        notify([people.head], "mention", deal.lead, by=people.officer)
        assert handed_over == []
    assert handed_over == [("core.deliver_one", [Delivery.objects.get().pk])]


def test_the_agency_chooses_among_what_people_from_outside_are_told(
    client, people, deal, monkeypatch
):
    monkeypatch.setitem(
        NOTIFICATION_KINDS, "news", Kind("news", "进展", "%(record)s", outside=True)
    )
    url = reverse("portal:notification_choices")
    assert client.get(url).url.startswith("/login/")
    client.force_login(people.agency)
    page = client.get(url).content.decode()
    assert 'name="news-app"' in page
    assert 'name="mention-app"' not in page
    client.post(url, {})
    notify([people.agency], "news", deal.lead)
    assert told(people.agency) == 0
    client.post(url, {"news-app": "on"})
    notify([people.agency], "news", deal.lead)
    assert told(people.agency) == 1
