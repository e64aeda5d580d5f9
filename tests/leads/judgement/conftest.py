from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from crm.core.granting import give_role
from crm.core.models import Department, User
from leads.judgement.convene import convene
from leads.judgement.give import GivenAnswer, give_opinion
from leads.judgement.schemes import in_force
from leads.models import Company, Industry
from leads.pipeline.register import register_lead

WORDS = {"产业契合度": "园区主导产业", "环境影响": "报告表", "企业资信": "良"}
NUMBERS = {"亩均投资": "250", "亩均税收": "20", "单位产值能耗": "0.1"}
GRADED = {name: GivenAnswer(word=word) for name, word in WORDS.items()} | {
    name: GivenAnswer(number=Decimal(number)) for name, number in NUMBERS.items()
}
# 25 × 85 + 20 × 60 + 20 × 80 + 10 × 100 + 15 × 80 + 10 × 80 over 100
SCORE = Decimal("79.25")


@pytest.fixture
def assessors(people):
    """Two departments that judge, with a person each."""
    made = []
    for name, username in (("市发改委", "planner"), ("市生态环境局", "ecologist")):
        department = Department.objects.create(name=name)
        user = User.objects.create_user(
            username, password="a-long-password-1", name=username, department=department
        )
        give_role(user, "assessor")
        made.append(User.objects.get(pk=user.pk))
    return SimpleNamespace(
        planner=made[0], ecologist=made[1], plan=made[0].department, ecology=made[1].department
    )


@pytest.fixture
def big_lead(people):
    company = Company.objects.create(name="示范储能科技有限公司")
    return register_lead(
        by=people.officer,
        company=company,
        title="储能项目",
        channel="list500",
        department=people.city,
        owner=people.officer,
        investment=Decimal(600_000_000),
        land_mu=Decimal(240),
        industry=Industry.objects.get(code="3841"),
    )


@pytest.fixture
def judgement(people, assessors, big_lead):
    """Convened: environment asks one department, everything else the other."""
    asked = {
        criterion: assessors.ecology if criterion.name == "环境影响" else assessors.plan
        for criterion in in_force().criteria.all()
    }
    return convene(
        big_lead,
        asked,
        by=people.officer,
        tax=Decimal(48_000_000),
        output=Decimal(1_000_000_000),
        energy_tce=Decimal(10_000),
    )


@pytest.fixture
def answer():
    """``answer(opinion, by, 环境影响=GivenAnswer(…))`` gives the usual answers, and the named ones
    instead.
    """

    def give(opinion, by, **others):
        said = {
            each.criterion_id: others.get(each.criterion.name, GRADED[each.criterion.name])
            for each in opinion.answers.select_related("criterion")
        }
        give_opinion(opinion, said, by=by, text="同意")

    return give


@pytest.fixture
def long_ago():
    return timezone.localdate() - timedelta(days=2)
