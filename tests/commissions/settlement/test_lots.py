"""Amounts that the database has added up come to the same as each for itself: for every policy of
the library, to the last reason.
"""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from commissions import engine
from commissions.engine.facts import MILESTONES
from commissions.engine.vocabulary import BUILT_IN_VALUES
from commissions.policies.asks import facts_asked_by
from commissions.settlement.amounts import amounts_of, lots_of
from parks.models import Contribution
from tests.commissions.engine.test_library import POLICIES, policy

METRICS = [metric for metric in Contribution.Metric.values if metric != "tax"]
AS_OF = date(2027, 6, 30)


@pytest.fixture
def amounts(deal, people):
    """Hundreds of verified amounts of ten years, as a bureau's import would write them."""
    dice = random.Random(20261124)
    rows = []
    for _number in range(700):
        amount = Decimal(dice.randint(1, 10**9)) / 100
        land = amount / 2 if dice.random() < 0.3 else Decimal(0)
        rows.append(
            Contribution(
                metric=dice.choice(METRICS),
                amount=amount,
                happened_on=date(2020, 1, 1) + timedelta(days=dice.randrange(3650)),
                land_amount=land.quantize(Decimal("0.01")),
            )
        )
    for month in range(110):
        first = date(2020 + month // 12, month % 12 + 1, 1)
        rows.append(
            Contribution(
                metric="tax",
                amount=Decimal(dice.randint(10**5, 10**9)) / 100,
                local_amount=Decimal(dice.randint(0, 10**5)) / 100,
                happened_on=first,
                period_from=first,
                period_to=first,
            )
        )
    for row in rows:
        row.enterprise, row.reported_by, row.state = (
            deal.enterprise,
            people.park_officer,
            "verified",
        )
    Contribution.objects.bulk_create(rows)
    return deal.project.pk


def attributes(rules) -> dict:
    """Something for each attribute that the policy asks for."""
    found = {}
    for name in facts_asked_by(rules).attributes:
        declared = rules.document.get("attributes", {}).get(name) or BUILT_IN_VALUES[name]
        found[name] = declared.get("choices", [None])[0] or {"flag": True, "text": "36"}.get(
            declared["kind"], declared.get("from", Decimal(1))
        )
    return found


def facts_for(rules, contributions) -> engine.Facts:
    milestones = {
        name: date(2020, 3, 15) + timedelta(days=97 * number)
        for number, name in enumerate(MILESTONES)
        if name != "terminated"
    }
    payees = (
        engine.Payee("1", Decimal(2), lead=True, registered_on=date(2019, 1, 1), role="a"),
        engine.Payee("2", registered_on=date(2019, 1, 1), role="b"),
    )
    return engine.Facts("1", attributes(rules), milestones, tuple(contributions), payees)


def in_full(assessment):
    def plain(due):
        ids = sorted(int(each) for some in due.contributions for each in some.split(","))
        return due._replace(contributions=tuple(ids))

    return replace(assessment, dues=tuple(map(plain, assessment.dues)))


@pytest.mark.django_db
def test_lots_come_to_the_same_as_each_amount_for_itself(amounts):
    singly, paying = amounts_of([amounts])[amounts], 0
    for code in POLICIES:
        rules = policy(code)
        windows = engine.windows_of(rules)
        if windows is None:
            continue
        each = facts_for(rules, singly)
        lots = lots_of({amounts: engine.dividing_days(windows, each.milestones, AS_OF)}, AS_OF)[
            amounts
        ]
        assert len(lots) < len(singly) / 2
        assert in_full(
            engine.assess(rules, replace(each, contributions=tuple(lots)), AS_OF)
        ) == in_full(engine.assess(rules, each, AS_OF)), code
        paying += bool(engine.assess(rules, each, AS_OF).dues)
    assert paying > 10, "the facts must be such that the policies pay"


@pytest.mark.parametrize(
    "code", [code for code in POLICIES if "currency" in str(policy(code).document)]
)
def test_a_policy_in_foreign_currency_looks_at_each_amount(code):
    assert engine.windows_of(policy(code)) is None


def test_a_lot_ends_where_a_window_begins_or_ends_and_after_the_day_of_the_assessment():
    windows = ({"from": "producing", "years": 3}, {"from": "started", "until": "producing"})
    days = engine.dividing_days(windows, {"producing": date(2023, 5, 1)}, date(2026, 6, 30))
    assert days == {date(2026, 7, 1), date(2023, 5, 1), date(2026, 5, 2)}
    terminated = {"producing": date(2023, 5, 1), "terminated": date(2024, 2, 1)}
    assert date(2024, 2, 2) in engine.dividing_days(windows, terminated, date(2026, 6, 30))
