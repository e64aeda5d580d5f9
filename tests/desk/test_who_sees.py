"""Who sees which requests."""

import pytest
from django.urls import reverse

from crm.core.transitions import move
from crm.desk.models import AssignmentRule, ServiceKind, ServiceRequest
from crm.desk.requests.receive import receive


def seen_by(user) -> int:
    return ServiceRequest.objects.visible_to(user).count()


def test_the_department_those_above_it_and_who_sees_all(desk):
    desk.ask()
    people = desk.people
    assert [seen_by(each) for each in (people.officer, people.head)] == [1, 1]
    assert [seen_by(each) for each in (people.outsider, people.park_officer)] == [0, 0]
    assert [seen_by(each) for each in (people.leader, people.headquarters, people.auditor)] == [
        1,
        1,
        1,
    ]
    assert [seen_by(each) for each in (people.finance, people.agency)] == [0, 0]


def test_what_is_confidential_is_for_few(desk):
    desk.ask("complaint")
    people = desk.people
    assert seen_by(people.officer) == 1, "who handles it"
    to_the_head = {"department": people.city, "person": people.head}
    move(ServiceRequest.objects.get(), "pass_on", by=people.officer, note="请办", **to_the_head)
    assert seen_by(people.officer) == 0, "a colleague of the same department"
    assert [seen_by(each) for each in (people.head, people.leader, people.auditor)] == [1, 1, 1]


def test_a_kind_that_becomes_confidential_takes_its_requests_with_it(client, desk):
    request = desk.ask()
    AssignmentRule.objects.all().delete()
    client.force_login(desk.people.headquarters)
    kind = ServiceKind.objects.get(code="permits")
    address = reverse("servicekind:edit", args=[kind.pk])
    facts = {"code": "permits", "name": kind.name, "place": 10, "is_active": "on"}
    assert client.post(address, {**facts, "is_confidential": "on"}).status_code == 302
    request.refresh_from_db()
    assert request.is_confidential


def test_who_took_the_call_follows_it(desk):
    people = desk.people
    AssignmentRule.objects.update(department=people.other_department, person=None)
    desk.ask(by=people.officer)
    assert (seen_by(people.officer), seen_by(people.outsider), seen_by(people.head)) == (1, 1, 0)


@pytest.mark.parametrize("view", ["inspect", "edit", "history", "help", "supervise"])
def test_outside_of_sight_nothing_exists(client, desk, view):
    request = desk.ask()
    client.force_login(desk.people.outsider)
    assert client.get(reverse(f"servicerequest:{view}", args=[request.pk])).status_code == 404


def test_files_of_messages_are_for_who_sees_the_request(client, desk, evidence):
    from crm.core.models import Attachment

    request = receive(
        kind=desk.kinds["permits"], content="见附件", channel="form", files=[evidence("批复.pdf")]
    )
    file = Attachment.objects.of(request.messages.get()).get()
    for user, status in ((desk.people.officer, 200), (desk.people.outsider, 404)):
        client.force_login(user)
        assert client.get(reverse("download", args=[file.pk])).status_code == status
