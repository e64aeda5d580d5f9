"""Comments with mentions and reminders on records."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Comment, Notification, Reminder, User
from crm.staff.comments import comment
from crm.staff.reminders import remind, tell_due


def say(client, lead, text):
    return client.post(reverse("lead:comment", args=[lead.pk]), {"text": text}, follow=True)


def test_a_comment_stands_in_the_timeline_and_tells_whom_it_mentions(client, people, deal):
    client.force_login(people.officer)
    page = say(client, deal.lead, "@head 请看<b>补充</b>材料").content.decode()
    assert "@head 请看&lt;b&gt;补充&lt;/b&gt;材料" in page
    said = Comment.objects.get()
    assert (said.by, list(said.mentions.all())) == (people.officer, [people.head])
    assert [
        (notification.recipient, notification.kind, notification.values)
        for notification in Notification.objects.all()
    ] == [(people.head, "mention", {})]


@pytest.mark.parametrize("who", ["outsider", "agency", "nobody", "park"])
def test_mentioning_someone_who_may_not_see_the_record_is_refused_as_one_who_does_not_exist(
    client, people, deal, who
):
    deal.project.lead.refresh_from_db()
    client.force_login(people.officer)
    page = say(client, deal.lead, f"@{who} 请看").content.decode()
    assert Comment.objects.count() == 0
    assert Notification.objects.count() == 0
    assert f"“{who}”" in page
    assert f"@{who} 请看</textarea>" in page, "what was typed is not lost"


def test_chinese_goes_on_after_a_name_without_a_space(people, deal):
    User.objects.filter(pk=people.head.pk).update(name="周科长")
    User.objects.filter(pk=people.finance.pk).update(name="周科")
    said = comment(deal.lead, text="请@finance2和，@周科长尽快答复。", by=people.officer)
    assert set(said.mentions.all()) == {people.finance2, people.head}


def test_an_address_is_no_mention(people, deal):
    assert comment(deal.lead, text="联系 zhang@head.com", by=people.officer).mentions.count() == 0


def test_two_of_one_name_are_told_apart_by_their_logins(people, deal):
    User.objects.filter(pk__in=[people.head.pk, people.finance.pk]).update(name="王敏")
    with pytest.raises(Refused, match="王敏"):
        comment(deal.lead, text="@王敏 请看", by=people.officer)
    User.objects.filter(pk=people.finance.pk).update(is_active=False)
    assert list(comment(deal.lead, text="@王敏 请看", by=people.officer).mentions.all()) == [
        people.head
    ]


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 302), ("leader", 302), ("auditor", 302), ("outsider", 404), ("agency", 302)],
)
def test_who_comments(client, people, deal, who, status):
    client.force_login(getattr(people, who))
    assert (
        client.post(reverse("lead:comment", args=[deal.lead.pk]), {"text": "好"}).status_code
        == status
    )
    assert Comment.objects.count() == (1 if who in ("officer", "leader") else 0)


def test_the_use_case_holds_without_the_screen(people, deal):
    for who in (people.outsider, people.agency, people.auditor):
        with pytest.raises(NotPermitted):
            comment(deal.lead, text="x", by=who)
    with pytest.raises(Refused):
        comment(deal.lead, text="  ", by=people.officer)


def test_only_people_who_may_see_the_record_are_offered(client, people, deal):
    url = reverse("lead:mentionable", args=[deal.lead.pk])
    client.force_login(people.officer)
    offered = {each["insert"] for each in client.get(url).json()["people"]}
    assert offered == {"head", "finance", "finance2", "leader", "hq", "auditor"}
    assert [each["insert"] for each in client.get(url, {"q": "out"}).json()["people"]] == []
    assert [each["name"] for each in client.get(url, {"q": "HEA"}).json()["people"]] == ["head"]
    client.force_login(people.outsider)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_agencies_and_outsiders_do_not_read_comments(client, people, deal):
    comment(deal.lead, text="内部意见：底价", by=people.officer)
    for who, page in (
        ("agency", reverse("portal:lead", args=[deal.lead.pk])),
        ("outsider", reverse("lead:inspect", args=[deal.lead.pk])),
    ):
        client.force_login(getattr(people, who))
        assert "底价" not in client.get(page).content.decode()


def test_a_reminder_is_told_once_when_it_is_due(client, people, deal):
    client.force_login(people.officer)
    url = reverse("lead:remind", args=[deal.lead.pk])
    client.post(url, {"remind_at": "2020-01-01T09:00", "text": "过去"})
    client.post(url, {"remind_at": "2999-01-01T09:00", "text": "催材料"})
    assert Reminder.objects.get().user == people.officer
    tell_due()
    assert Notification.objects.count() == 0
    Reminder.objects.update(remind_at=timezone.now() - timedelta(minutes=1))
    tell_due()
    tell_due()
    assert [
        (notification.recipient, notification.values) for notification in Notification.objects.all()
    ] == [(people.officer, {"text": "催材料"})]


def test_a_reminder_is_ones_own(client, people, deal):
    with pytest.raises(NotPermitted):
        remind(
            deal.lead, text="x", remind_at=timezone.now() + timedelta(days=1), by=people.outsider
        )
    mine = remind(
        deal.lead, text="只有我", remind_at=timezone.now() + timedelta(days=1), by=people.officer
    )
    url = reverse("wagtailadmin_reminder_done", args=[mine.pk])
    client.force_login(people.head)
    assert client.post(url).status_code == 404
    assert "只有我" not in client.get(reverse("lead:inspect", args=[deal.lead.pk])).content.decode()
    client.force_login(people.officer)
    assert "只有我" in client.get(reverse("lead:inspect", args=[deal.lead.pk])).content.decode()
    client.post(url)
    mine.refresh_from_db()
    assert mine.done_at


def test_who_no_longer_sees_the_record_is_not_reminded_of_it(people, deal):
    remind(deal.lead, text="x", remind_at=timezone.now() + timedelta(days=1), by=people.head)
    people.head.department = people.other_department
    people.head.save()
    Reminder.objects.update(remind_at=timezone.now())
    tell_due()
    assert Notification.objects.count() == 0
