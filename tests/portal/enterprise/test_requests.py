"""Requests to the service desk from an enterprise's own page, and its word on the answer."""

import pytest
from django.utils import timezone

from crm.core.files import attach
from crm.core.models import Attachment, Notification
from crm.core.transitions import perform
from crm.desk.models import Assistance, ServiceMessage, ServiceRequest
from crm.desk.requests.settle import answer
from parks.models import EnterprisePerson
from tests.desk.conftest import desk  # noqa: F401


@pytest.fixture
def asked(client, people, enterprise, desk, evidence):  # noqa: F811
    """A request that the first person made in the portal, with a file."""
    client.force_login(people.boss)
    facts = {
        "kind": desk.kinds["permits"].pk,
        "content": "二期环评批复后，排污许可证怎么变更？",
        "contact_name": "邱总",
        "phone": "13907361005",
        "file": evidence(),
    }
    response = client.post("/enterprise/requests/new/", facts)
    assert response.status_code == 302, response.text
    return ServiceRequest.objects.get(enterprise=enterprise)


def answered(request, people, text="带批复到政务大厅 3 号窗口办理"):
    perform(request, "take_up", by=people.officer)
    answer(request, by=people.officer, answer=text)
    request.refresh_from_db()


def test_what_an_enterprise_asks_goes_to_a_department_with_its_file(people, enterprise, asked):
    assert (asked.channel, asked.enterprise, asked.park) == (
        "portal",
        enterprise,
        enterprise.park,
    )
    assert asked.department == people.city
    [message] = asked.messages.filter(is_from_enterprise=True)
    assert message.by == people.boss
    assert Attachment.objects.of(message).count() == 1


def test_the_answer_waits_for_the_enterprises_word_and_settles_it(client, people, asked):
    answered(asked, people)
    client.force_login(people.boss)
    home = client.get("/portal/").text
    assert "带批复到政务大厅 3 号窗口办理" in home
    page = client.get(f"/enterprise/requests/{asked.pk}/").text
    assert "带批复到政务大厅 3 号窗口办理" in page
    client.post(f"/enterprise/requests/{asked.pk}/", {"act": "word", "satisfaction": "satisfied"})
    asked.refresh_from_db()
    assert (asked.state, asked.satisfaction) == ("closed", "satisfied")
    assert asked.moves().last().by == people.boss
    assert "带批复到政务大厅 3 号窗口办理" not in client.get("/portal/").text


def test_who_is_not_satisfied_says_what_is_missing_and_it_is_opened_again(client, people, asked):
    answered(asked, people)
    client.force_login(people.boss)
    address = f"/enterprise/requests/{asked.pk}/"
    page = client.post(address, {"act": "word", "satisfaction": "unsatisfied"})
    asked.refresh_from_db()
    assert (page.status_code, asked.state) == (200, "answered")
    client.post(address, {"act": "word", "satisfaction": "unsatisfied", "word": "窗口说要市局批"})
    asked.refresh_from_db()
    assert (asked.state, asked.times_reopened) == ("reopened", 1)


def test_more_is_added_and_a_request_withdrawn(client, people, asked):
    client.force_login(people.boss)
    address = f"/enterprise/requests/{asked.pk}/"
    client.post(address, {"act": "add", "text": "环评批复文号补充如下"})
    assert asked.messages.filter(by=people.boss, text="环评批复文号补充如下").exists()
    client.post(address, {"act": "withdraw", "why": "已自行解决"})
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_its_people_are_told_of_each_step_once(people, enterprise, asked):
    perform(asked, "take_up", by=people.officer)
    told = Notification.objects.filter(kind="enterprise_request", recipient=people.boss)
    before = told.count()
    answer(asked, by=people.officer, answer="答复")
    assert told.count() == before + 1
    assert not Notification.objects.filter(
        kind="enterprise_request", recipient=people.worker
    ).exists()


@pytest.mark.parametrize("who", ["worker", "neighbour", "agency"])
def test_nobody_else_follows_it(client, people, agent, neighbour, asked, who):
    reader = getattr(people, who)
    assert not ServiceRequest.objects.visible_to(reader).exists()
    client.force_login(reader)
    status = client.get(f"/enterprise/requests/{asked.pk}/").status_code
    assert status == {"worker": 403}.get(who, 404)
    [file] = Attachment.objects.of(asked.messages.get())
    assert client.get(f"/files/{file.pk}/").status_code == 404


def test_a_colleagues_complaint_is_not_the_enterprises_to_read(
    client,
    people,
    enterprise,
    desk,  # noqa: F811
):
    complaint = desk.ask("complaint", "老板欠薪", enterprise=enterprise)
    assert complaint.is_confidential
    usual = desk.ask(enterprise=enterprise)
    client.force_login(people.boss)
    assert client.get(f"/enterprise/requests/{complaint.pk}/").status_code == 404
    assert client.get(f"/enterprise/requests/{usual.pk}/").status_code == 200
    worker = EnterprisePerson.objects.get(user=people.worker)
    worker.handles_requests = True
    worker.save()
    own = desk.ask("complaint", "窗口乱收费", enterprise=enterprise, by=people.worker)
    seen = ServiceRequest.objects.visible_to
    assert seen(people.worker).filter(pk=own.pk).exists()
    assert not seen(people.boss).filter(pk=own.pk).exists()


def test_what_the_house_does_with_it_stays_in_the_house(client, people, asked, evidence):
    attach(asked, evidence(), by=people.officer)
    Assistance.objects.create(
        request=asked,
        department=people.park_department,
        asked_by=people.officer,
        task="x",
        due_on=timezone.localdate(),
    )
    assert not Assistance.objects.visible_to(people.boss).exists()
    assert not asked.clocks.model.objects.visible_to(people.boss).exists()
    [file] = Attachment.objects.of(asked)
    client.force_login(people.boss)
    assert client.get(f"/files/{file.pk}/").status_code == 404
    assert ServiceMessage.objects.visible_to(people.boss).exists()
