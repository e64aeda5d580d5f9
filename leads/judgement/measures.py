"""What the figures of a judgement come to, per mu and per output: the number that a department
starts from.
"""

from decimal import ROUND_HALF_UP, Decimal

from ..models import Criterion

WAN = Decimal(10_000)
PLACES = Decimal("0.0001")


def measured(assessment, measure: str) -> Decimal | None:
    """The value of ``measure`` in the unit of its scale; None where a figure is missing."""
    if measure == Criterion.Measure.INVESTMENT_PER_MU:
        return _ratio(_wan(assessment.investment), assessment.land_mu)
    if measure == Criterion.Measure.TAX_PER_MU:
        return _ratio(_wan(assessment.tax), assessment.land_mu)
    if measure == Criterion.Measure.ENERGY_PER_OUTPUT:
        return _ratio(assessment.energy_tce, _wan(assessment.output))
    return None


def _wan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount / WAN


def _ratio(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    return (
        None
        if numerator is None or not denominator
        else (numerator / denominator).quantize(PLACES, rounding=ROUND_HALF_UP)
    )
