from datetime import date
from decimal import Decimal

import pytest

from commissions.settlement.settle import settle
from commissions.statements.draw_up import draw_up
from crm.core.transitions import move, perform
from parks.contributions.report import report


@pytest.fixture
def contribute(people, deal, evidence):
    def make(metric, amount, on=date(2023, 12, 20), **facts):
        contribution = report(
            deal.enterprise,
            by=people.park_officer,
            evidence=evidence(),
            metric=metric,
            amount=Decimal(amount),
            happened_on=on,
            **facts,
        )
        return perform(contribution, "verify", by=people.finance)

    return make


@pytest.fixture
def taxed(contribute):
    def make(year, total, local, **facts):
        period = {"period_from": date(year, 1, 1), "period_to": date(year, 12, 31)}
        return contribute(
            "tax", total, date(year, 12, 31), local_amount=Decimal(local), **period, **facts
        )

    return make


@pytest.fixture
def verified_assets(contribute):
    return contribute("fixed_assets", "120000000")


@pytest.fixture
def confirmed_statement(people, agent, verified_assets):
    """Over 460,000 yuan (5‰ of 50 and 3‰ of 70 million), confirmed by the payee."""
    settle(as_of=date(2026, 1, 1))
    statement = draw_up(agent, by=people.head)
    move(statement, "confirm", by=people.agency)
    return statement
