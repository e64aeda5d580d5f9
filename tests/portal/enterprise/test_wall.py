"""Behind the wall of the database an enterprise's people find their own rows, with every filter of
the application gone.
"""

import pytest
from django.apps import apps

from crm.core.database.wall import behind_the_wall
from tests.portal.enterprise.test_canary import marked, strangers, town, world  # noqa: F401
from tests.portal.test_wall import FILTERED, WIDER, keys_of

pytestmark = pytest.mark.django_db
# What they read of it comes through the own enterprise.
THROUGH_THE_ENTERPRISE = {
    "leads.Project",
    "leads.Milestone",
    "parks.Entry",
    "parks.EntryApplication",
    "parks.Breach",
    "parks.Supplement",
}


@pytest.mark.parametrize("who", ["boss", "worker", "neighbour"])
def test_an_enterprise_finds_its_own_and_no_less(people, town, enterprise, neighbour, who):  # noqa: F811
    user, counted, hidden, wider = getattr(people, who), 0, set(), set()
    for model in map(apps.get_model, FILTERED):
        may = keys_of(model.objects.visible_to(user))
        with behind_the_wall(person=user.pk, agent=None, enterprise=user.acting_for_company):
            told = keys_of(model.objects.visible_to(user))
            all_of_it = keys_of(model.objects.all())
        counted += len(may)
        hidden |= {model._meta.label} if may - told else set()
        wider |= {model._meta.label} if (all_of_it | told) - may else set()
    assert hidden == set(), hidden
    assert wider - WIDER - THROUGH_THE_ENTERPRISE == set(), wider
    assert counted > 3
