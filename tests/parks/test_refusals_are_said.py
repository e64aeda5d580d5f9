"""What the model or the use case refuses stands on the form, with all that was typed."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from parks.models import Alliance, Commitment, Exit, Fund, Stake


@pytest.fixture
def stake(people):
    from leads.models import Company

    fund = Fund.objects.create(
        name="产业基金", department=people.city, size=Decimal(10**9), founded_on=date(2022, 1, 1)
    )
    Commitment.objects.create(
        fund=fund, investor="示范资本", amount=Decimal(10**8), signed_on=date(2022, 1, 1)
    )
    company = Company.objects.create(name="湖南示范新能源有限公司")
    return Stake.objects.create(
        fund=fund, company=company, amount=Decimal(50_000_000), invested_on=date(2023, 1, 1)
    )


def test_a_second_alliance_of_a_park_is_refused_in_words(client, people, plot):
    Alliance.objects.create(park=plot.park)
    client.force_login(people.park_officer)
    page = client.post(
        reverse("alliance:add"),
        {"park": plot.park_id, "partner_park": "苏州工业园", "aims": "产业转移"},
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert "该园区已有" in text or "already" in text
    assert "苏州工业园" in text
    assert Alliance.objects.count() == 1


def test_an_exit_above_the_stake_is_refused_in_words(client, people, stake):
    client.force_login(people.finance)
    typed = {
        "stake": stake.pk,
        "way": "transfer",
        "on": "2024-05-01",
        "cost": "6000",
        "proceeds": "7000",
        "remark": "协议转让",
    }
    page = client.post(reverse("exit:add"), typed)
    assert page.status_code == 200
    text = page.content.decode()
    assert "5,000 万元" in text
    assert "协议转让" in text
    assert 'value="7000"' in text
    assert Exit.objects.count() == 0
    assert client.post(reverse("exit:add"), {**typed, "cost": "5000"}).status_code == 302
    assert (Exit.objects.get().cost, Exit.objects.get().proceeds) == (
        Decimal(50_000_000),
        Decimal(70_000_000),
    )


def test_a_refused_step_stands_again_with_its_reason(client, people, deal):
    """The day of a stage that lies before the stage itself."""
    client.force_login(people.park_officer)
    page = client.post(
        reverse("project:step", args=[deal.project.pk]),
        {"step": "fill", "happened_on": "gestern", "note": "验收合格"},
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert "gestern" in text
    assert "验收合格" in text
    assert page.context["next"]
    deal.project.refresh_from_db()
    assert deal.project.state == "producing"
