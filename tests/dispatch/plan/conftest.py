from types import SimpleNamespace

import pytest

from crm.dispatch.models import PlanTarget

from .at_work import a_target, draft_plan, put_in_force


@pytest.fixture
def draft(people):
    return draft_plan(people)


@pytest.fixture
def plan(people, draft):
    """In force, with one reported target: 2 by the end of the first phase, then 3."""
    key = a_target(people, draft, 2, 3).pk
    in_force = put_in_force(people, draft)
    target = PlanTarget.objects.select_related("heading__plan").get(pk=key)
    return SimpleNamespace(plan=in_force, target=target)
