"""A desk with a rule: whatever is asked goes to the officer of the bureau."""

from types import SimpleNamespace

import pytest

from crm.desk.models import AssignmentRule, ServiceKind
from crm.desk.requests.receive import receive


@pytest.fixture
def desk(people):
    """``ask(**facts)`` makes a request, of the kind “permits” and by the hotline if nothing else is
    said.
    """
    kinds = {kind.code: kind for kind in ServiceKind.objects.all()}
    AssignmentRule.objects.create(department=people.city, person=people.officer)

    def ask(kind="permits", content="环评批复后排污许可证怎么变更？", **facts):
        usual = {"channel": "hotline", "contact_name": "俞国平", "phone": "139 0736 1005"}
        return receive(kind=kinds[kind], content=content, **(usual | facts))

    return SimpleNamespace(kinds=kinds, ask=ask, people=people)
