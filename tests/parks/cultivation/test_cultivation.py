"""Cultivation lists: thresholds worked out from verified facts, so many places, a plan for each
enterprise.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.transitions import perform
from leads.models import Industry
from parks.cultivation.members import plan_action, propose
from parks.models import Contribution, CultivationList, Enterprise, Member, PlanAction, Threshold
from parks.models.standing import growth, may_fit, standing_of, standings, years_between

PLAN = {"goals": "三年税收翻番", "support": "技改贴息、用工保障"}


@pytest.fixture
def backbone(people):
    found = CultivationList.objects.create(
        kind="backbone", year=2025, department=people.city, places=1
    )
    Threshold.objects.create(cultivation_list=found, measure="tax", least=Decimal(10_000_000))
    Threshold.objects.create(cultivation_list=found, measure="tax_growth", least=Decimal(15))
    return found


@pytest.fixture
def verified(people, deal):
    def make(metric, amount, day, state="verified", **facts):
        own = (
            {"period_from": date(day.year, 1, 1), "period_to": day, "local_amount": 0}
            if metric == "tax"
            else {}
        )
        return Contribution.objects.create(
            enterprise=deal.enterprise,
            metric=metric,
            amount=Decimal(amount),
            happened_on=day,
            state=state,
            reported_by=people.park_officer,
            **own,
            **facts,
        )

    return make


def values(cultivation_list, enterprise):
    return {
        threshold.measure: (value, reached)
        for threshold, value, reached in standings(
            cultivation_list, Enterprise.objects.filter(pk=enterprise.pk)
        )[0].checks
    }


def test_thresholds_are_worked_out_from_verified_facts_alone(deal, backbone, verified):
    verified("tax", 10_000_000, date(2023, 12, 31))
    verified("tax", 12_000_000, date(2024, 12, 31))
    verified("tax", -600_000, date(2024, 12, 31), is_refund=True)
    verified("tax", 99_000_000, date(2024, 12, 31), state="reported")
    assert values(backbone, deal.enterprise) == {
        "tax": (Decimal(11_400_000), True),
        "tax_growth": (Decimal("14.00"), False),
    }
    backbone.thresholds.filter(measure="tax_growth").update(least=14)
    assert values(backbone, deal.enterprise)["tax_growth"] == (Decimal("14.00"), True)


def test_money_jobs_and_years_are_measured_too(deal, backbone, verified):
    for measure, least in (
        ("paid_in", 100),
        ("jobs", 200),
        ("years", 3),
        ("revenue_growth", 1),
        ("fixed_assets", 1),
    ):
        Threshold.objects.create(cultivation_list=backbone, measure=measure, least=least)
    verified("paid_in", 60, date(2022, 5, 1))
    verified("paid_in", 40, date(2024, 5, 1))
    verified("jobs", 500, date(2023, 1, 1))
    verified("jobs", 199, date(2024, 1, 1))
    found = values(backbone, deal.enterprise)
    assert (found["paid_in"], found["jobs"], found["years"]) == (
        (Decimal(100), True),
        (Decimal(199), False),
        (Decimal(2), False),
    ), "registered on 15 March 2022"
    assert (found["revenue_growth"], found["fixed_assets"]) == ((None, False), (None, False))


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("100", "120", "20.00"),
        ("300", "200", "-33.33"),
        ("0", "5", None),
        (None, "5", None),
        ("5", None, None),
        ("-1", "5", None),
    ],
)
def test_growth(before, now, expected):
    assert growth(before and Decimal(before), now and Decimal(now)) == (
        expected and Decimal(expected)
    )


@pytest.mark.parametrize(
    ("begins", "ends", "years"),
    [
        ((2022, 1, 1), (2025, 1, 1), 3),
        ((2022, 1, 2), (2025, 1, 1), 2),
        ((2026, 1, 1), (2025, 1, 1), 0),
    ],
)
def test_whole_years(begins, ends, years):
    assert years_between(date(*begins), date(*ends)) == years


def test_construction_and_real_estate_do_not_stand_on_the_list(people, deal, backbone):
    deal.project.industry = Industry.objects.filter(section="E", level=4).first()
    deal.project.save()
    with pytest.raises(Refused):
        propose(backbone, deal.enterprise, by=people.headquarters)
    assert not standings(backbone, Enterprise.objects.all())[0].fits
    backbone.excludes_property = False
    backbone.save()
    propose(backbone, deal.enterprise, by=people.headquarters)


def test_a_member_needs_a_plan_and_reasons_where_it_does_not_fit(people, deal, backbone):
    member = propose(backbone, deal.enterprise, by=people.park_officer)
    with pytest.raises(MissingFacts) as refused:
        perform(member, "list", by=people.leader)
    assert len(refused.value.labels) == 4
    Member.objects.filter(pk=member.pk).update(keeper=people.officer, **PLAN)
    member.refresh_from_db()
    with pytest.raises(MissingFacts):
        perform(member, "list", by=people.leader)
    Member.objects.filter(pk=member.pk).update(why="产业链链主企业")
    member.refresh_from_db()
    perform(member, "list", by=people.leader)
    assert member.state == "listed"


def test_one_that_fits_needs_no_reason(people, deal, backbone, verified):
    verified("tax", 10_000_000, date(2023, 12, 31))
    verified("tax", 12_000_000, date(2024, 12, 31))
    member = propose(
        backbone, deal.enterprise, by=people.park_officer, keeper=people.officer, **PLAN
    )
    assert standing_of(member).fits
    perform(member, "list", by=people.leader)


def test_the_right_to_decide_is_the_leaders(people, deal, backbone):
    member = propose(
        backbone, deal.enterprise, by=people.park_officer, keeper=people.officer, why="x", **PLAN
    )
    for who in (people.headquarters, people.park_officer, people.finance, people.auditor):
        with pytest.raises(NotPermitted):
            perform(member, "list", by=who)
    for who in (people.finance, people.auditor, people.outsider):
        with pytest.raises(NotPermitted):
            propose(backbone, deal.enterprise, by=who)


def test_an_enterprise_stands_on_a_list_once_and_again_after_it_left(people, deal, backbone):
    member = propose(backbone, deal.enterprise, by=people.headquarters)
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(cultivation_list=backbone, enterprise=deal.enterprise)
    Member.objects.filter(pk=member.pk).update(state="left")
    propose(backbone, deal.enterprise, by=people.headquarters)


def test_actions_of_a_plan_are_finished_with_their_outcome(people, deal, backbone):
    member = propose(backbone, deal.enterprise, by=people.headquarters)
    action = plan_action(
        by=people.headquarters,
        member=member,
        what="协调用电增容",
        department=people.park_department,
        due_on=date(2025, 6, 30),
    )
    with pytest.raises(MissingFacts):
        perform(action, "finish", by=people.park_officer)
    perform(action, "finish", by=people.park_officer, outcome="已增容 2000 千伏安")
    assert (PlanAction.objects.get().state, PlanAction.objects.get().outcome) == (
        "done",
        "已增容 2000 千伏安",
    )


def test_candidates_are_shown_with_their_figures_and_proposed(
    client, people, deal, backbone, verified
):
    url = reverse("cultivationlist:candidates", args=[backbone.pk])
    client.force_login(people.headquarters)
    assert deal.enterprise.name not in client.get(url).content.decode()
    assert deal.enterprise.name in client.get(f"{url}?all=1").content.decode()
    verified("tax", 10_000_000, date(2023, 12, 31))
    verified("tax", 12_000_000, date(2024, 12, 31))
    page = client.get(url).content.decode()
    assert "1,200 万元" in page and "20" in page
    client.post(url, {"enterprise": [deal.enterprise.pk]})
    member = Member.objects.get()
    assert (member.state, member.history.get().history_user) == ("candidate", people.headquarters)
    assert deal.enterprise.name not in client.get(f"{url}?all=1").content.decode()
    for page in (
        reverse("cultivationlist:inspect", args=[backbone.pk]),
        reverse("member:inspect", args=[member.pk]),
        reverse("enterprise:inspect", args=[deal.enterprise.pk]),
    ):
        shown = client.get(page).content.decode()
        assert "2025" in shown, page


@pytest.mark.parametrize(
    ("who", "edits", "proposes"),
    [
        ("headquarters", True, True),
        ("park_officer", False, True),
        ("leader", False, False),
        ("auditor", False, False),
        ("finance", False, False),
    ],
)
def test_who_makes_lists_and_who_proposes(client, people, deal, backbone, who, edits, proposes):
    client.force_login(getattr(people, who))
    assert client.get(reverse("cultivationlist:index")).status_code == 200
    assert (client.get(reverse("cultivationlist:add")).status_code == 200) == edits
    assert (client.get(reverse("threshold:add")).status_code == 200) == edits
    assert (client.get(reverse("member:add")).status_code == 200) == proposes
    client.post(
        reverse("cultivationlist:candidates", args=[backbone.pk]),
        {"enterprise": [deal.enterprise.pk]},
    )
    assert Member.objects.exists() == proposes


def test_an_outsider_sees_the_list_and_none_of_its_members(client, people, deal, backbone):
    member = propose(backbone, deal.enterprise, by=people.headquarters)
    client.force_login(people.outsider)
    assert (
        deal.enterprise.name
        not in client.get(reverse("cultivationlist:inspect", args=[backbone.pk])).content.decode()
    )
    assert client.get(reverse("member:inspect", args=[member.pk])).status_code == 404


def test_a_year_that_nobody_means_is_refused(backbone):
    backbone.year = 20266
    with pytest.raises(ValidationError):
        backbone.full_clean()
    backbone.year = 2026
    Threshold.objects.create(cultivation_list=backbone, measure="years", least=Decimal(9999))
    assert not may_fit(backbone, Enterprise.objects.all()).exists()
