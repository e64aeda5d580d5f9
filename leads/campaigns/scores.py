"""How well a company fits, as it was worked out last."""

from collections.abc import Iterable

from ..models import FitScore


def scores_of(companies: Iterable[int]) -> dict[int, FitScore]:
    """{company: its score}; nothing for those that are here already."""
    return FitScore.objects.in_bulk(list(companies))
