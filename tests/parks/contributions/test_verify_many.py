"""Many contributions are judged by the rules for one: by somebody else, with evidence, each tax
period once; projects wake.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse

from commissions.models import LedgerEntry, Unsettled
from commissions.settlement.settle import settle
from crm.core.errors import NotPermitted
from crm.core.runs.run import take_now
from parks.contributions.report import report
from parks.contributions.steps import VERIFY
from parks.models import Contribution
from tests.parks.monthly.test_monthly_files import OURS, bring, tax


@pytest.fixture
def months(people, deal):
    bring(
        "parks.tax",
        tax(*([OURS, "甲", f"2024年{n}月", 1000000, 400000] for n in range(1, 13))),
        people.finance,
    )
    return list(Contribution.objects.order_by("period_from"))


def keys(rows):
    return [row.pk for row in rows]


def test_another_person_verifies_many_at_once_and_the_project_wakes(people, deal, months):
    settle(as_of=date(2024, 6, 1))
    Unsettled.objects.all().delete()
    outcome = take_now(VERIFY, keys(months), by=people.finance2)
    assert (outcome.done, outcome.refused) == (12, [])
    for contribution in Contribution.objects.all():
        assert (contribution.state, contribution.verified_by) == ("verified", people.finance2)
        assert (
            contribution.verified_at
            and contribution.history.first().history_user == people.finance2
        )
        assert list(contribution.moves().values_list("name", "source", "target", "by")) == [
            ("verify", "reported", "verified", people.finance2.pk)
        ]
    assert list(
        deal.project.milestones.filter(kind="first_tax").values_list("happened_on", flat=True)
    ) == [date(2024, 1, 31)]
    assert Unsettled.objects.filter(project=deal.project).exists()
    settle(as_of=date(2025, 6, 1))
    assert LedgerEntry.objects.filter(project=deal.project).exists()


def test_who_brought_the_file_in_verifies_none_of_it(people, months):
    outcome = take_now(VERIFY, keys(months), by=people.finance)
    assert (outcome.done, len(outcome.refused)) == (0, 12)
    assert not Contribution.objects.verified().exists()
    with pytest.raises(IntegrityError):
        Contribution.objects.update(verified_by=people.finance)


def test_those_without_the_right_verify_nothing(people, months):
    for who in (people.park_officer, people.headquarters, people.leader, people.auditor):
        with pytest.raises(NotPermitted):
            take_now(VERIFY, keys(months), by=who)


def test_a_correction_supersedes_and_one_tax_period_is_verified_once(
    people, deal, evidence, months
):
    take_now(VERIFY, keys(months), by=people.finance2)
    bring("parks.tax", tax([OURS, "甲", "2024年1月", 900000, 360000]), people.finance)
    correction = Contribution.objects.get(state="reported")
    year = Contribution.objects.create(
        enterprise=deal.enterprise,
        metric="tax",
        amount=12,
        local_amount=1,
        happened_on=date(2024, 12, 31),
        period_from=date(2024, 1, 1),
        period_to=date(2024, 12, 31),
        reported_by=people.finance,
        source_import=correction.source_import,
    )
    outcome = take_now(VERIFY, [correction.pk, year.pk], by=people.finance2)
    assert (outcome.done, [each.pk for each, _why in outcome.refused]) == (1, [year.pk])
    months[0].refresh_from_db()
    assert months[0].state == "superseded" and months[0].moves().last().name == "supersede"
    assert sum(Contribution.objects.verified().values_list("amount", flat=True)) == Decimal(
        11900000
    )


def test_one_without_evidence_is_left_out_with_the_reason(people, deal, evidence):
    park = report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="equipment",
        amount=Decimal(10),
        happened_on=date(2024, 1, 1),
    )
    bare = Contribution.objects.create(
        enterprise=deal.enterprise,
        metric="equipment",
        amount=10,
        happened_on=date(2024, 1, 1),
        reported_by=people.park_officer,
    )
    outcome = take_now(VERIFY, [park.pk, bare.pk], by=people.finance)
    assert (outcome.done, [each.pk for each, _why in outcome.refused]) == (1, [bare.pk])


def act(client, name, rows, **facts):
    url = reverse("wagtail_bulk_action", args=["parks", "contribution", name])
    return client.post(
        f"{url}?{'&'.join(f'id={row.pk}' for row in rows)}&next={reverse('contribution:index')}",
        facts,
    )


def test_ticked_rows_are_verified_or_rejected_on_the_list(client, people, months):
    client.force_login(people.finance2)
    page = client.get(reverse("contribution:index")).content.decode()
    assert reverse("wagtail_bulk_action", args=["parks", "contribution", "verify"]) in page
    act(client, "verify", months[:3])
    act(client, "reject", months[3:5], note="与入库数不符")
    states = list(Contribution.objects.order_by("period_from").values_list("state", flat=True))
    assert states == ["verified"] * 3 + ["rejected"] * 2 + ["reported"] * 7
    assert months[3].moves().get().note == "与入库数不符"


@pytest.mark.parametrize("who", ["park_officer", "auditor", "leader", "headquarters", "officer"])
def test_others_are_refused_on_the_list(client, people, months, who):
    client.force_login(getattr(people, who))
    act(client, "verify", months[:1])
    months[0].refresh_from_db()
    assert months[0].state == "reported"
