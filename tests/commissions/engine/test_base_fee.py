"""The fee that an agreement promises for each year: by the days of its term, less what a review
took off.
"""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import base_fee_of_year

TERM = (date(2024, 7, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("year", "days", "of_days", "owed"),
    [
        (2023, 0, 365, "0.00"),
        (2024, 184, 366, "50273.22"),  # 100,000 × 184 ÷ 366
        (2025, 365, 365, "100000.00"),
        (2026, 90, 365, "24657.53"),  # 100,000 × 90 ÷ 365
        (2027, 0, 365, "0.00"),
    ],
)
def test_a_year_is_owed_by_its_days_in_the_term(year, days, of_days, owed):
    found, steps = base_fee_of_year(Decimal(100_000), year, *TERM)
    assert found == Decimal(owed)
    values = {
        "year": str(year),
        "fee": "100000",
        "days": str(days),
        "of_days": str(of_days),
        "result": owed,
    }
    assert [(step.kind, step.clause, dict(step.values)) for step in steps] == [
        ("base_fee", "", values)
    ]


@pytest.mark.parametrize(
    ("reduction", "left"), [("40000", "60000.00"), ("100000", "0.00"), ("100000.01", "0")]
)
def test_a_review_takes_off_no_more_than_is_owed(reduction, left):
    found, steps = base_fee_of_year(
        Decimal(100_000), 2025, *TERM, reduction=Decimal(reduction), reviewed_by="考核组"
    )
    assert found == Decimal(left)
    told = {"year": "2025", "reduction": reduction, "by": "考核组", "result": left}
    assert [(step.kind, step.clause, dict(step.values)) for step in steps[1:]] == [
        ("fee_reduced", "", told)
    ]
