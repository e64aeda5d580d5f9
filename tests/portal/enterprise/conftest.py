from datetime import date

import pytest

from parks.models import Enterprise, EnterprisePerson
from tests.portal.enterprise.cast import at_home, login, reports
from tests.test_canary_of_staff import copy_of


@pytest.fixture
def enterprise(people, deal):
    """The enterprise of the deal, with its people."""
    at_home(people, deal.enterprise)
    return deal.enterprise


@pytest.fixture
def reported(people, enterprise, evidence):
    """(money, milestone) that it reports itself."""
    return reports(people.boss, enterprise, evidence)


@pytest.fixture
def neighbour(people, deal):
    """Another enterprise of the same park, with a first person, ``people.neighbour``."""
    lead = copy_of(deal.lead, number="XS-7", agent=None)
    project = copy_of(deal.project, number="XM-7", lead=lead, state="entered")
    other = Enterprise.objects.create(
        project=project,
        company=project.company,
        park=deal.enterprise.park,
        name="常德邻居示范有限公司",
        credit_code="91430700MA4L16JR77",
        registered_on=date(2022, 4, 1),
    )
    people.neighbour = login("neighbour", "邻居")
    EnterprisePerson.objects.create(enterprise=other, user=people.neighbour, is_first=True)
    return other
