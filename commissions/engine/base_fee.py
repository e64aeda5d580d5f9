"""The fee that an agreement promises for each year, whatever comes of it, and what a yearly review
leaves of it.
"""

from calendar import isleap
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .facts import Step
from .rewards import FEN


def base_fee_of_year(
    fee: Decimal,
    year: int,
    first: date,
    last: date,
    *,
    reduction: Decimal = Decimal(0),
    reviewed_by: str = "",
) -> tuple[Decimal, list[Step]]:
    """What is owed for a calendar year of a term from ``first`` to ``last``, in yuan, with its
    reasons.

    A year that lies only in part within the term is owed by its days. The reduction is taken from
    that, never below nothing.
    """
    start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    days, of_days = max((end - start + timedelta(days=1)).days, 0), 366 if isleap(year) else 365
    owed = (fee * days / of_days).quantize(FEN, rounding=ROUND_HALF_UP)
    steps = [Step.of("base_fee", "", year=year, fee=fee, days=days, of_days=of_days, result=owed)]
    if reduction:
        owed = max(owed - reduction, Decimal(0))
        steps.append(
            Step.of("fee_reduced", "", year=year, reduction=reduction, by=reviewed_by, result=owed)
        )
    return owed, steps
