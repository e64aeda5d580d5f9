import pytest

from leads.models import Company
from leads.pipeline.register import register_lead


@pytest.fixture
def lead(people):
    company = Company.objects.create(name="示范科技有限公司")
    return register_lead(
        by=people.officer,
        company=company,
        title="芯片项目",
        channel="list500",
        department=people.city,
        owner=people.officer,
    )
