"""The counts that the database keeps are the plain sums of the requests, whatever happened."""

import random
from collections import Counter
from datetime import date

import pytest
from django.db.models import Sum
from django.urls import reverse

from crm.core.errors import Refused, SamePerson
from crm.core.transitions import move, perform
from crm.desk.figures.compact import compact
from crm.desk.figures.read import figures_for, months_before
from crm.desk.models import ServiceRequest, Tally
from crm.desk.models.tally import COUNTS
from crm.desk.requests.settle import confirm, withdraw


def plainly() -> dict:
    """{(department, kind, count): number} by looking at each request."""
    sums = Counter()
    for request in ServiceRequest.objects.all():
        facts = {
            "received": 1,
            "answered": request.answer_hours is not None,
            "in_time": request.was_in_time is True,
            "closed": request.state == "closed",
            "satisfied": request.satisfaction == "satisfied",
            "content": request.satisfaction == "content",
            "unsatisfied": request.satisfaction == "unsatisfied",
            "reopened": request.times_reopened > 0,
            "repeated": request.repeat_of_id is not None,
            "withdrawn": request.state in ("withdrawn", "merged", "transferred"),
            "hours": request.answer_hours or 0,
        }
        for name, number in facts.items():
            sums[request.department_id, request.kind_id, name] += number
    return {key: number for key, number in sums.items() if number}


def counted() -> dict:
    rows = Tally.objects.order_by().values("department_id", "kind_id")
    return {
        (row["department_id"], row["kind_id"], name): row[f"n_{name}"]
        for row in rows.annotate(**{f"n_{name}": Sum(name) for name in COUNTS})
        for name in COUNTS
        if row[f"n_{name}"]
    }


def test_counts_are_the_plain_sums_after_whatever_happens(desk):
    chance, people = random.Random(21), desk.people
    steps = {
        "assigned": [
            lambda r: move(r, "take_up", by=r.person or people.officer),
            lambda r: move(
                r, "pass_on", by=people.officer, note="转", department=people.park_department
            ),
            lambda r: withdraw(r, note="不用了"),
        ],
        "in_progress": [lambda r: perform(r, "answer", by=r.person, answer="好了")],
        "answered": [
            lambda r: confirm(r, satisfaction=chance.choice(["satisfied", "content"])),
            lambda r: confirm(r, satisfaction="unsatisfied", word="不行"),
        ],
        "closed": [lambda r: confirm(r, satisfaction="unsatisfied", word="又不行")],
        "reopened": [lambda r: move(r, "take_up", by=people.leader)],
    }
    requests = [
        desk.ask(chance.choice(["land", "permits"]), phone=f"1380000000{n % 3}") for n in range(6)
    ]
    for step in range(40):
        request = chance.choice(requests)
        request.refresh_from_db()
        if request.state in steps:
            try:
                chance.choice(steps[request.state])(request)
            except (Refused, SamePerson):
                continue
        if step % 9 == 0:
            compact()
    assert counted() == plainly()
    compact()
    keys = Tally.objects.values_list("month", "department", "kind")
    assert len(keys) == len(set(keys)), "one row a key"
    assert counted() == plainly()
    requests[0].clocks.all().delete()
    requests[0].messages.all().delete()
    ServiceRequest.objects.filter(pk=requests[0].pk).delete()
    assert counted() == plainly()


def test_what_follows_from_the_counts(desk):
    people = desk.people
    for place, word in enumerate(["satisfied", "satisfied", "content", "unsatisfied"]):
        request = desk.ask(phone=f"1380000000{place}")
        move(request, "take_up", by=people.officer)
        perform(request, "answer", by=people.officer, answer="好了")
        confirm(request, satisfaction=word, word="——")
    desk.ask("land", phone="13800000009")
    found = figures_for(Tally.objects.all())
    total = found.total
    assert (total.received, total.closed, total.unsettled, total.reopened) == (5, 3, 2, 1)
    assert (total.in_time_percent, total.satisfied_percent, total.words) == (100, 75, 4)
    assert [(line.received, line.answered) for line in found.by_kind] == [(4, 4), (1, 0)]
    assert found.by_kind[1].in_time_percent is None and found.by_kind[1].hours_each is None
    assert [line.label for line in found.by_department] == [str(people.city)]


def test_each_sees_the_figures_of_what_is_theirs(client, desk):
    people = desk.people
    desk.ask()
    assert Tally.objects.visible_to(people.leader).exists()
    assert Tally.objects.visible_to(people.head).exists()
    assert not Tally.objects.visible_to(people.officer).exists(), "has no right to figures"
    people.head.department = people.other_department
    people.head.save()
    del people.head.__dict__["department_ids"]
    assert not Tally.objects.visible_to(people.head).exists()


def test_the_page_counts_and_leads_to_the_requests(client, desk, django_assert_max_num_queries):
    desk.ask()
    client.force_login(desk.people.leader)
    client.get(reverse("service_figures"))
    with django_assert_max_num_queries(20):
        page = client.get(reverse("service_figures")).content.decode()
    assert f"?department={desk.people.city.pk}" in page


@pytest.mark.parametrize("since,until", [("2026-11", "2026-01"), ("x", ""), ("0000-00", "9999-99")])
def test_a_period_that_is_none_is_said_to_be_none(client, people, since, until):
    client.force_login(people.leader)
    page = client.get(reverse("service_figures"), {"since": since, "until": until})
    assert page.status_code == 200 and 'role="alert"' in page.content.decode()


def test_months_are_counted_back_over_years():
    assert months_before(date(2026, 3, 15), 11) == date(2025, 4, 1)
    assert months_before(date(1, 1, 1), 5) == date(1, 1, 1)
