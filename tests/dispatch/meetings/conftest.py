from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from crm.core.writing.history import save_as
from crm.dispatch.models import BodyMember, DispatchBody
from tests.dispatch.plan.conftest import draft as draft
from tests.dispatch.plan.conftest import plan as plan


@pytest.fixture
def make_body(people):
    """The office of the headquarters: the 10th, the 20th and the last day of each month."""

    def made(*, members=(), headings=(), **facts):
        body = DispatchBody(
            **{
                "name": "指挥部办公室",
                "kind": "office",
                "chair": people.leader,
                "secretary": people.headquarters,
                "office": people.city,
                "days": [10, 20, 31],
                "begins_at": time(9),
                "place": "市政府三楼会议室",
                "starts_on": date(2020, 1, 1),
            }
            | facts,
        )
        body.full_clean()
        save_as(body, by=people.headquarters)
        for person in members:
            save_as(BodyMember(body=body, person=person), by=people.headquarters)
        body.headings.set(headings)
        return body

    return made


@pytest.fixture
def body(make_body, people):
    return make_body(members=[people.officer])


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def tomorrow(today):
    return today + timedelta(days=1)
