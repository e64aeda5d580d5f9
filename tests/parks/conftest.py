from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest


@pytest.fixture
def lead(people):
    """An open lead of the city's officer for traction batteries."""
    from leads.models import Company, Industry
    from leads.pipeline.register import register_lead

    company = Company.objects.create(name="湖南示范储能有限公司", credit_code="91430700MA4L17KR5X")
    made = register_lead(
        by=people.officer,
        company=company,
        title="储能电池项目",
        channel="chain",
        department=people.city,
        industry=Industry.objects.get(code="3841"),
        investment=Decimal(200_000_000),
    )
    made.owner = people.officer
    made.save()
    return made


@pytest.fixture
def signed(people, lead):
    """The lead as a signed project without a place."""
    from leads.models import Project

    return Project.objects.create(
        number="XM-T-1",
        name="储能电池",
        lead=lead,
        company=lead.company,
        channel="chain",
        owner=people.officer,
        department=people.city,
        industry=lead.industry,
        investment=lead.investment,
        state="signed",
        contract_number="HT-9",
        contract_amount=lead.investment,
        signed_on=date(2024, 1, 10),
        planned_start_on=date(2024, 3, 1),
    )


@pytest.fixture
def reviewers(people):
    """One person in each department that is asked for the joint review."""
    from crm.core.granting import give_role
    from crm.core.models import Department, User

    made = {}
    for subject in ("land", "planning", "environment", "energy", "emergency"):
        department = Department.objects.create(name=f"市{subject}局")
        user = User.objects.create_user(
            f"reviewer_{subject}", password="a-long-password-1", department=department
        )
        give_role(user, "assessor")
        made[subject] = SimpleNamespace(department=department, user=User.objects.get(pk=user.pk))
    return made
