"""Anybody may object, once an hour; what the bureau has admitted stops the payment."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from captcha.models import CaptchaStore
from django.urls import reverse
from django.utils import timezone

from commissions.models import Objection, Statement
from commissions.settlement.settle import settle
from commissions.statements.draw_up import draw_up
from commissions.statements.invoice import record_invoice
from commissions.statements.notice import publish
from commissions.statements.objections import answer_objection, object_to
from crm.core.address import address_of
from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification, Parameter
from crm.core.transitions import move
from crm.dispatch.queue.read import waiting_for

SAID = {"name": "王某", "contact": "13900000000", "text": "该项目由本人引荐"}


@pytest.fixture
def on_notice(people, verified_assets, agent):
    settle()
    statement = draw_up(agent, by=people.head)
    move(statement, "confirm", by=people.agency)
    move(statement, "review", by=people.head)
    move(statement, "approve", by=people.finance)
    publish(statement, by=people.finance)
    record_invoice(
        statement,
        by=people.agency,
        number="25432000000000000001",
        issued_on=timezone.localdate(),
        rate=Decimal("0.06"),
        amount=statement.total,
    )
    return statement


def order(statement, people):
    Statement.objects.filter(pk=statement.pk).update(notice_until=date(2020, 1, 1))
    return move(statement, "order_payment", by=people.finance2)


def copied(client, address) -> dict:
    """The hidden key of the picture on the page, and the code that it shows."""
    key = client.get(address).context["form"]["code"].field.widget._key
    return {"code_0": key, "code_1": CaptchaStore.objects.get(hashkey=key).response}


def test_who_objects_copies_a_code_and_what_was_typed_is_kept(client, on_notice):
    address = reverse("portal:notice", args=[on_notice.pk])
    right = copied(client, address)
    page = client.post(address, {**SAID, "code_0": right["code_0"], "code_1": "00000"})
    assert "验证码不正确" in page.text and SAID["text"] in page.text
    assert not Objection.objects.exists()
    assert (
        client.get(reverse("captcha-image", args=[copied(client, address)["code_0"]]))[
            "Content-Type"
        ]
        == "image/png"
    )
    page = client.post(address, {**SAID, **copied(client, address)}, follow=True)
    assert "异议已收到" in page.text
    assert Objection.objects.get().text == SAID["text"]


def test_a_code_is_used_once(client, on_notice):
    address = reverse("portal:notice", args=[on_notice.pk])
    once = copied(client, address)
    client.post(address, {**SAID, **once})
    Objection.objects.update(received_at=timezone.now() - timedelta(hours=2))
    client.post(address, {**SAID, **once})
    assert Objection.objects.count() == 1


def test_one_address_objects_once_an_hour(client, on_notice):
    address = reverse("portal:notice", args=[on_notice.pk])
    client.post(address, {**SAID, **copied(client, address)}, REMOTE_ADDR="203.0.113.7")
    page = client.post(address, {**SAID, **copied(client, address)}, REMOTE_ADDR="203.0.113.7")
    assert "一小时" in page.text and SAID["text"] in page.text
    client.post(address, {**SAID, **copied(client, address)}, REMOTE_ADDR="203.0.113.8")
    assert Objection.objects.count() == 2
    assert "203.0.113.7" not in Objection.objects.values_list("sender", flat=True)
    Objection.objects.update(received_at=timezone.now() - timedelta(minutes=61))
    client.post(address, {**SAID, **copied(client, address)}, REMOTE_ADDR="203.0.113.7")
    assert Objection.objects.count() == 3


def test_how_many_an_hour_is_a_rule_number(on_notice):
    Parameter.objects.filter(code="objections_an_hour").update(value=2)
    for _time in range(2):
        object_to(on_notice, **SAID, address="203.0.113.7")
    with pytest.raises(Refused):
        object_to(on_notice, **SAID, address="203.0.113.7")


@pytest.mark.parametrize(
    ("proxied", "meta", "found"),
    [
        (
            False,
            {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"},
            "203.0.113.7",
        ),
        (
            True,
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.1, 198.51.100.2"},
            "198.51.100.2",
        ),
        (False, {"REMOTE_ADDR": "2001:db8:1:2:3::9"}, "2001:db8:1:2::/64"),
        (False, {"REMOTE_ADDR": ""}, ""),
    ],
)
def test_the_address_is_not_what_the_sender_says(rf, settings, proxied, meta, found):
    settings.BEHIND_PROXY = proxied
    assert address_of(rf.get("/", **meta)) == found


def test_what_nobody_reviewed_stops_no_payment_and_is_brought_to_mind(client, people, on_notice):
    objection = object_to(on_notice, **SAID)
    assert objection in [each.record for each in waiting_for(people.head)]
    assert Notification.objects.filter(kind="objection_received", recipient=people.head).exists()
    client.force_login(people.finance2)
    assert "1 条异议待审核" in client.get(reverse("statement:inspect", args=[on_notice.pk])).text
    order(on_notice, people)
    assert on_notice.state == "paying"


def test_an_admitted_objection_stops_the_payment_until_it_is_answered(client, people, on_notice):
    objection = object_to(on_notice, **SAID)
    with pytest.raises(NotPermitted):
        move(objection, "admit", by=people.agency)
    move(objection, "admit", by=people.head)
    with pytest.raises(Refused, match="尚未答复"):
        order(on_notice, people)
    client.force_login(people.head)
    client.post(
        reverse("objection:answer", args=[objection.pk]),
        {"is_upheld": "no", "answer": "经核实不成立"},
    )
    objection.refresh_from_db()
    assert (objection.state, objection.is_upheld, objection.answered_by, objection.reviewed_by) == (
        "answered",
        False,
        people.head,
        people.head,
    )
    order(on_notice, people)


def test_one_set_aside_needs_its_reason_and_stops_nothing(people, on_notice):
    objection = object_to(on_notice, **SAID)
    with pytest.raises(Refused):
        move(objection, "set_aside", by=people.head)
    move(objection, "set_aside", by=people.head, note="与公示事项无关")
    with pytest.raises(Refused):
        answer_objection(objection, is_upheld=True, answer="属实", by=people.head)
    order(on_notice, people)


def test_an_answer_is_not_written_past_the_decision(client, people, on_notice):
    objection = object_to(on_notice, **SAID)
    client.force_login(people.head)
    assert (
        client.post(
            f"{reverse('objection:index')}edit/{objection.pk}/", {"answer": "x"}
        ).status_code
        == 404
    )
