"""Those in charge urge for a light; the officer answers."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification
from leads.models import Lead, Urging
from leads.warnings.light import light_all
from leads.warnings.urge import urge
from tests.leads.warnings.test_warnings import still_since


def test_an_urging_reaches_the_officer_who_answers_it(client, people, lead):
    day = timezone.localdate() + timedelta(days=3)
    client.force_login(people.head)
    url = reverse("urging:of_lead", args=[lead.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"text": "请于周五前拜访", "due_on": day.isoformat()})
    urging = Urging.objects.get()
    assert (urging.to, urging.by, urging.due_on, urging.state) == (
        people.officer,
        people.head,
        day,
        "open",
    )
    assert Notification.objects.get(kind="urging").recipient == people.officer
    client.force_login(people.officer)
    page = client.get(reverse("urging:inspect", args=[urging.pk])).content.decode()
    assert 'data-step="answer"' in page
    client.post(
        reverse("urging:step", args=[urging.pk]), {"step": "answer", "answer": "已约定周四拜访"}
    )
    urging.refresh_from_db()
    assert (urging.state, urging.answer) == ("answered", "已约定周四拜访")
    assert Notification.objects.get(kind="urging_answered").recipient == people.head
    assert "已约定周四拜访" in client.get(reverse("lead:inspect", args=[lead.pk])).content.decode()


def test_only_those_in_charge_urge_and_only_the_urged_answers(client, people, lead):
    day = timezone.localdate()
    with pytest.raises(NotPermitted):
        urge(lead, text="x", due_on=day, by=people.officer)
    with pytest.raises(Refused):
        urge(lead, text="x", due_on=day - timedelta(days=1), by=people.head)
    urging = urge(lead, text="x", due_on=day, by=people.head)
    for who, status in (("outsider", 404), ("headquarters", 302), ("agency", 302)):
        client.force_login(getattr(people, who))
        assert (
            client.post(
                reverse("urging:step", args=[urging.pk]), {"step": "answer", "answer": "不是我"}
            ).status_code
            == status
        )
        assert client.get(reverse("urging:of_lead", args=[lead.pk])).status_code in (
            404,
            200 if who == "headquarters" else 302,
        )
    urging.refresh_from_db()
    assert urging.answer == ""
    Lead.objects.filter(pk=lead.pk).update(owner=None)
    lead.refresh_from_db()
    with pytest.raises(Refused):
        urge(lead, text="x", due_on=day, by=people.head)


def test_many_are_urged_from_the_list_of_lights(client, people, lead):
    still_since(lead, date(2025, 1, 1))
    light_all()
    url = (
        reverse("wagtail_bulk_action", args=["leads", "warninglight", "urge"])
        + f"?id=all&next={reverse('warninglight:index')}"
    )
    facts = {"text": "请尽快跟进", "due_on": timezone.localdate().isoformat()}
    client.force_login(people.officer)
    client.post(url, facts)
    assert Urging.objects.count() == 0
    client.force_login(people.leader)
    client.post(url, facts)
    assert Urging.objects.get().lead == lead
    assert (
        Urging.objects.get().get_state_display()
        in client.get(reverse("warninglight:index")).content.decode()
    )
