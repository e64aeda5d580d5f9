"""Figures by whom their records belong to: the person who works on them, or whoever else their
source names. No sums are kept of these: they are asked for a period and a few of them, and come
from the facts.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import OuterRef, Subquery, Sum

from ..models.indicator import IndicatorFact
from .registry import INDICATORS, Indicator, Ratio, Span

PERSON = "person"


def is_told_of(code: str, owner: str) -> bool:
    """Whether its source says to which ``owner`` each record belongs."""
    indicator = INDICATORS[code]
    if isinstance(indicator, Ratio):
        return is_told_of(indicator.part, owner) and is_told_of(indicator.whole, owner)
    return isinstance(indicator, Indicator) and owner in indicator.source.owners


def values_of_owners(
    code: str, span: Span, owner: str, keys: Iterable[int] | None = None
) -> dict[int, Decimal]:
    """{key of the owner: sum} of an indicator that is no ratio, of all or of those in ``keys``; who
    has nothing is left out.
    """
    source = INDICATORS[code].source
    rows = source.model._base_manager.filter(pk=OuterRef("record"))
    belongs_to = Subquery(rows.values(source.owners[owner])[:1])
    facts = IndicatorFact.objects.filter(indicator=code, day__range=span)
    facts = facts.annotate(owner=belongs_to).exclude(owner=None)
    if keys is not None:
        facts = facts.filter(owner__in=list(keys))
    return dict(facts.order_by().values_list("owner").annotate(total=Sum("value")))
