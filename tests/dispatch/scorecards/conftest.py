import pytest

from crm.core.granting import give_role
from crm.core.models import Department, User

from .at_work import a_run


@pytest.fixture
def people(people):
    """With somebody of the department that assesses."""
    office = Department.objects.create(name="市发展和改革委员会")
    assessor = User.objects.create_user("assessor", name="assessor", department=office)
    give_role(assessor, "assessor")
    people.assessor, people.assessing = User.objects.get(pk=assessor.pk), office
    return people


@pytest.fixture
def run(people):
    return a_run(people)
