"""An enterprise's page: what it has brought in figures, and every contribution in a tab."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from parks.contributions.of_enterprise import brought
from parks.models import Contribution
from tests.markup import flat


def contribute(deal, people, **facts):
    return Contribution.objects.create(
        enterprise=deal.enterprise, reported_by=people.park_officer, **facts
    )


def verified(people):
    return {"state": "verified", "verified_by": people.finance, "verified_at": timezone.now()}


def test_the_kinds_of_the_same_money_are_not_added_up_and_only_verified_counts(people, deal):
    for metric, amount in (("paid_in", 3_000_000), ("fixed_assets", 2_000_000)):
        contribute(
            deal,
            people,
            metric=metric,
            amount=Decimal(amount),
            happened_on=date(2024, 1, 5),
            **verified(people),
        )
    contribute(
        deal, people, metric="paid_in", amount=Decimal(9_000_000), happened_on=date(2024, 2, 5)
    )
    money, tax = brought(deal.enterprise, people.park_officer)
    assert (money.value, money.unit) == ("300", "万元")
    assert (tax.value, tax.unit) == ("0", "元")
    assert [each.value for each in brought(deal.enterprise, people.outsider)] == ["0", "0"]


def test_the_tab_holds_every_contribution_and_asks_no_more_for_many(
    client, people, deal, django_assert_max_num_queries
):
    for day in range(1, 29):
        contribute(
            deal,
            people,
            metric="paid_in",
            amount=Decimal(1000 + day),
            happened_on=date(2024, 1, day),
        )
    client.force_login(people.park_officer)
    address = f"{reverse('enterprise:inspect', args=[deal.enterprise.pk])}?tab=money"
    client.get(address)
    with django_assert_max_num_queries(40):
        shown = flat(client.get(address))
    assert shown.count('<td class="name">') == 28
