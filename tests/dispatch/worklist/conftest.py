from datetime import timedelta

import pytest
from django.utils import timezone

from crm.dispatch.models import Heading
from crm.dispatch.worklist.give import give_task
from tests.dispatch.plan.conftest import draft as draft
from tests.dispatch.plan.conftest import plan as plan


@pytest.fixture
def give(people, plan):
    def made(**facts):
        heading = Heading.objects.get(plan=plan.plan)
        return give_task(
            by=people.headquarters,
            **{
                "heading": heading,
                "title": "上市后备企业走访 12 家",
                "department": people.city,
                "person": people.officer,
                "due_on": timezone.localdate() + timedelta(days=20),
            }
            | facts,
        )

    return made


@pytest.fixture
def task(give):
    return give()
