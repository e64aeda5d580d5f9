"""What a published policy asks for can be reported, is verified, and is paid by."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from commissions.models import Agreement, LedgerEntry, Policy, PolicyVersion
from commissions.settlement.settle import settle
from crm.core.errors import Refused
from crm.core.transitions import move, perform
from leads.models import Milestone, OwnMilestone
from leads.pipeline.milestones import record_milestone
from parks.contributions.report import report
from parks.models import Contribution, OwnMetric

BEDS = {
    "name": {"zh": "养老床位", "en": "beds for the elderly"},
    "unit": {"zh": "张", "en": "beds"},
}


def document(code="care", **more):
    return {
        "format": 1,
        "code": code,
        "version": "1",
        "name": {"zh": "养老奖励", "en": "Care"},
        "clauses": {"c": "第一条"},
        "on_termination": "keep",
        "metrics": {"beds": BEDS, "research": {"name": {"zh": "研发投入", "en": "research"}}},
        "milestones": {"licensed": {"name": {"zh": "取得许可", "en": "licence granted"}}},
        "components": [
            {
                "code": "beds",
                "name": {"zh": "床位奖励", "en": "Beds"},
                "clause": "c",
                "metric": "beds",
                "schedule": {
                    "mode": "steps",
                    "from": 100,
                    "first": 20000,
                    "every": 50,
                    "amount": 10000,
                },
                "stages": [{"share": 1, "milestone": "licensed"}],
            }
        ],
        **more,
    }


def published(people, rules, code="care"):
    policy = Policy.objects.create(code=code, name="养老奖励")
    version = PolicyVersion.objects.create(
        policy=policy, number="1", document=rules, valid_from="2020-01-01"
    )
    move(version, "submit", by=people.finance)
    perform(version, "publish", by=people.leader)
    return version


@pytest.fixture
def care(people, deal):
    """The deal's agreement rests on a policy that counts beds."""
    version = published(people, document())
    Agreement.objects.update(policy_version=version)
    return version


def beds(people, deal, evidence, amount="200", **facts):
    facts.setdefault("happened_on", date(2024, 1, 10))
    return report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="beds",
        amount=Decimal(amount),
        **facts,
    )


def test_beds_that_were_verified_are_paid_with_the_licence(people, deal, care, evidence):
    contribution = beds(people, deal, evidence)
    settle()
    assert not LedgerEntry.objects.exists()  # reported, not yet verified
    perform(contribution, "verify", by=people.finance)
    record_milestone(
        deal.project, "licensed", date(2024, 2, 1), by=people.park_officer, evidence=evidence()
    )
    settle()
    (entry,) = LedgerEntry.objects.all()
    assert (entry.amount, entry.component, entry.stage, entry.contributions) == (
        Decimal(40_000),
        "beds",
        "licensed",
        [str(contribution.pk)],
    )
    assert entry.stage_in_words == "取得许可"


def test_a_count_is_shown_in_its_unit_and_never_added_to_money(
    people, deal, care, evidence, client
):
    contribution = beds(people, deal, evidence)
    report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="paid_in",
        amount=Decimal(50_000_000),
        happened_on=date(2024, 1, 10),
    )
    assert (contribution.get_metric_display(), contribution.amount_in_words) == (
        "养老床位",
        "200 张",
    )
    assert Contribution.objects.of_money().count() == 1
    client.force_login(people.park_officer)
    page = client.get(reverse("contribution:index")).content.decode()
    assert "200 张" in page and "养老床位" in page


def test_the_form_offers_what_published_policies_ask_for(people, deal, care, client):
    client.force_login(people.park_officer)
    page = client.get(reverse("contribution:add")).content.decode()
    assert 'value="beds"' in page and "研发投入" in page and "到位资金" in page
    page = client.get(
        reverse("entryapplication:milestone", args=[deal.project.pk])
    ).content.decode()
    assert "取得许可" in page


def test_what_no_policy_declared_is_no_kind(people, deal, evidence):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        beds(people, deal, evidence)


def test_a_code_means_the_same_in_every_policy(people, deal, care):
    published(people, document("again"), code="again")
    assert (OwnMetric.objects.count(), OwnMilestone.objects.count()) == (2, 1)
    other = document("other", metrics={"beds": {**BEDS, "unit": {"zh": "间", "en": "rooms"}}})
    with pytest.raises(Refused):
        published(people, other, code="other")
    assert PolicyVersion.objects.get(policy__code="other").state == "submitted"
    assert OwnMetric.objects.get(code="beds").unit_zh == "张"


def test_a_milestone_of_a_policy_is_recorded_once_with_its_name(people, deal, care, evidence):
    record_milestone(
        deal.project, "licensed", date(2024, 2, 1), by=people.park_officer, evidence=evidence()
    )
    assert str(Milestone.objects.get(kind="licensed")) == "取得许可 2024-02-01"
    with pytest.raises(Refused):
        record_milestone(deal.project, "licensed", date(2024, 3, 1), by=people.park_officer)


def test_money_in_place_of_any_form_is_the_first_capital_of_a_project(people, deal, evidence):
    contribution = report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="funds_in_place",
        amount=Decimal(10_000_000),
        happened_on=date(2024, 1, 10),
    )
    perform(contribution, "verify", by=people.finance)
    assert Milestone.objects.get(project=deal.project, kind="first_capital").happened_on == date(
        2024, 1, 10
    )
