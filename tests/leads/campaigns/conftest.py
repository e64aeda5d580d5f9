"""A campaign with a team of three and companies to go after."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from crm.core.granting import give_role
from crm.core.models import User
from leads.campaigns.choose import choose
from leads.models import Campaign, CampaignMember, Company


def new_officer(login, department, role="officer"):
    user = User.objects.create_user(
        login, password="a-long-password-1", name=login, department=department
    )
    give_role(user, role)
    return User.objects.get(pk=user.pk)


def new_campaign(department, **facts):
    today = timezone.localdate()
    return Campaign.objects.create(
        **{
            "name": "装备补链行动",
            "department": department,
            "starts_on": today - timedelta(days=10),
            "ends_on": today + timedelta(days=80),
        }
        | facts
    )


def new_companies(count, **facts):
    return [
        Company.objects.create(name=f"湘水第{number}装备有限公司", **facts)
        for number in range(1, count + 1)
    ]


@pytest.fixture
def campaign(people):
    made = new_campaign(people.city)
    for officer in (people.officer, people.head):
        CampaignMember.objects.create(campaign=made, officer=officer)
    return made


@pytest.fixture
def chosen(people, campaign):
    """The campaign with six companies in nobody's hand."""
    companies = new_companies(6)
    choose(campaign, [company.pk for company in companies], by=people.head)
    return SimpleNamespace(campaign=campaign, companies=companies)
