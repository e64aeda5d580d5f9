"""A month by park: reported, verified, rejected and missing, with and without construction and real
estate.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from crm.core.models import ListRun
from crm.core.runs.run import take_now
from leads.models import Industry
from parks.contributions.reconcile import missing_of, reconcile
from parks.contributions.steps import VERIFY
from parks.models import Contribution, Enterprise
from tests.parks.monthly.test_monthly_files import OURS, bring, tax

OCTOBER = date(2023, 10, 1)


def lines(user, month=OCTOBER, metric="tax", without_property=False):
    return reconcile(user, month, metric, without_property=without_property)


def test_each_state_is_counted_and_summed(people, deal):
    bring(
        "parks.tax",
        tax(
            [OURS, "甲", "2023年10月", 1000, 400],
            [OURS, "甲", "2023年10月", -300, -120],
            [OURS, "甲", "2023年11月", 7, 3],
        ),
        people.finance,
    )
    line = lines(people.finance)[0]
    assert (line.enterprises, line.missing, line.of("reported"), line.of("verified")) == (
        1,
        0,
        (2, Decimal(700)),
        (0, Decimal(0)),
    )
    take_now(
        VERIFY,
        Contribution.objects.filter(is_refund=False).values_list("pk", flat=True),
        by=people.finance2,
    )
    line = lines(people.finance)[0]
    assert (line.of("reported"), line.of("verified")) == ((1, Decimal(-300)), (1, Decimal(1000)))


def test_an_enterprise_without_a_row_is_missing_from_its_first_month(people, deal):
    assert lines(people.finance)[0].missing == 1
    assert list(missing_of(people.finance, OCTOBER, without_property=False)) == [deal.enterprise]
    assert lines(people.finance, date(2022, 2, 1)) == [], "it was registered on 15 March 2022"
    assert lines(people.finance, metric="paid_in")[0].missing is None


def test_a_rejected_row_leaves_the_enterprise_missing(people, deal):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 1000, 400]), people.finance)
    Contribution.objects.update(state="rejected")
    line = lines(people.finance)[0]
    assert (line.missing, line.of("rejected")) == (1, (1, Decimal(1000)))


def test_construction_and_real_estate_are_left_out_where_asked(people, deal):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 1000, 400]), people.finance)
    deal.project.industry = Industry.objects.filter(section="K", level=4).first()
    deal.project.save()
    assert lines(people.finance)[0].of("reported") == (1, Decimal(1000))
    assert lines(people.finance, without_property=True) == []
    assert not Contribution.objects.without_building_and_property().exists()
    assert not Enterprise.objects.without_building_and_property().exists()
    deal.project.industry = Industry.objects.filter(section="C", level=4).first()
    deal.project.save()
    assert Contribution.objects.without_building_and_property().count() == 1


def test_the_page_links_to_the_rows_and_names_the_missing(client, people, deal):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 1000, 400]), people.finance)
    client.force_login(people.finance2)
    page = client.get(
        f"{reverse('reconciliation:index')}?month=2023-10&metric=tax"
    ).content.decode()
    assert (
        f"month=2023-10&amp;metric=tax&amp;state=reported&amp;"
        f"enterprise__park={deal.enterprise.park_id}"
    ) in page
    assert reverse("reconciliation:verify", args=[deal.enterprise.park_id]) in page
    listed = client.get(
        f"{reverse('contribution:index')}?month=2023-10&metric=tax&state=reported&enterprise_"
        f"_park={deal.enterprise.park_id}"
    ).content.decode()
    assert deal.enterprise.name in listed
    assert (
        deal.enterprise.name
        not in client.get(f"{reverse('contribution:index')}?month=2023-11").content.decode()
    )
    missing = client.get(
        f"{reverse('reconciliation:index')}?month=2023-11&metric=tax&park={deal.enterprise.park_id}"
    ).content.decode()
    assert deal.enterprise.name in missing
    assert client.get(f"{reverse('reconciliation:index')}?month=nonsense").status_code == 200


def test_verifying_a_parks_month_asks_first(
    client, people, deal, django_capture_on_commit_callbacks, handed_over
):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 1000, 400]), people.finance)
    url = (
        f"{reverse('reconciliation:verify', args=[deal.enterprise.park_id])}?month=2023-10&me"
        f"tric=tax"
    )
    client.force_login(people.finance)
    assert 'method="post"' not in client.get(url).content.decode().split("<main")[1], (
        "it was this person who reported"
    )
    client.force_login(people.finance2)
    assert "1,000" in client.get(url).content.decode()
    handed_over.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    run = ListRun.objects.get()
    sent = [arguments for task, arguments in handed_over if task == "core.work_on_run"]
    assert (sent, run.keys, run.by) == (
        [[run.pk]],
        [Contribution.objects.get().pk],
        people.finance2,
    )


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("headquarters", True),
        ("leader", True),
        ("auditor", True),
        ("park_officer", True),
        ("officer", True),
        ("agency", False),
    ],
)
def test_who_reconciles_and_who_verifies(client, people, deal, who, seen):
    client.force_login(getattr(people, who))
    page = client.get(f"{reverse('reconciliation:index')}?month=2023-10")
    assert (page.status_code == 200) == seen
    assert (
        client.get(reverse("reconciliation:verify", args=[deal.enterprise.park_id])).status_code
        == 302
    )


def test_an_outsider_sees_no_line(client, people, deal):
    assert lines(people.outsider) == []
