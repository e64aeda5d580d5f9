"""A month's contributions by park: what is reported, verified and rejected, and which enterprises
reported nothing.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from ..models import Contribution, Enterprise, Park
from ..models.contribution import month_end

State = Contribution.State
COUNTED = (State.REPORTED, State.VERIFIED, State.REJECTED)


@dataclass
class Line:
    """Of one park: {state: (rows, yuan)}. ``missing`` counts its enterprises without a row; None
    where none is expected every month.
    """

    park: Park
    enterprises: int = 0
    missing: int | None = None
    by_state: dict[str, tuple[int, Decimal]] = field(default_factory=dict)

    def of(self, state) -> tuple[int, Decimal]:
        return self.by_state.get(state, (0, Decimal(0)))


def reconcile(user, month: date, metric: str, *, without_property: bool) -> list[Line]:
    """A line for each park of which ``user`` sees any contribution, by name."""
    enterprises = settled_by(user, month, without_property=without_property)
    lines = {park: Line(park) for park in Park.objects.filter(pk__in=enterprises.values("park"))}
    by_key = {park.pk: line for park, line in lines.items()}
    for park, count in _counts(enterprises):
        by_key[park].enterprises = count
    for park, state, count, amount in _sums(user, month, metric, without_property):
        line = by_key.get(park) or by_key.setdefault(park, Line(Park.objects.get(pk=park)))
        line.by_state[state] = (count, amount)
    if metric == Contribution.Metric.TAX:
        missing = dict(_counts(missing_of(user, month, without_property=without_property)))
        for line in by_key.values():
            line.missing = missing.get(line.park.pk, 0)
    return sorted(by_key.values(), key=lambda line: line.park.name)


def settled_by(user, month: date, *, without_property: bool):
    """The enterprises that were registered by the end of the month."""
    enterprises = Enterprise.objects.visible_to(user).filter(registered_on__lte=month_end(month))
    return enterprises.without_building_and_property() if without_property else enterprises


def missing_of(user, month: date, *, without_property: bool):
    """Enterprises without tax for this month: none reported or verified, for the month itself or a
    longer period that holds it.
    """
    taxes = Contribution.objects.standing().filter(
        metric=Contribution.Metric.TAX,
        is_refund=False,
        period_from__lte=month_end(month),
        period_to__gte=month,
    )
    return settled_by(user, month, without_property=without_property).exclude(
        pk__in=taxes.values("enterprise")
    )


def _counts(enterprises):
    return enterprises.order_by().values_list("park").annotate(count=Count("*"))


def _sums(user, month, metric, without_property):
    rows = (
        Contribution.objects.visible_to(user)
        .of_month(month)
        .filter(metric=metric, state__in=COUNTED)
    )
    rows = rows.without_building_and_property() if without_property else rows
    return (
        rows.order_by()
        .values_list("enterprise__park", "state")
        .annotate(count=Count("*"), amount=Sum("amount"))
    )


def reported_of(user, month: date, metric: str, park=None, *, without_property: bool = False):
    """The rows of the month, of one park or of all, that were reported by somebody else than
    ``user`` and wait to be verified.
    """
    rows = (
        Contribution.objects.visible_to(user)
        .of_month(month)
        .filter(metric=metric, state=State.REPORTED)
    )
    rows = rows.filter(enterprise__park=park) if park else rows
    rows = rows.without_building_and_property() if without_property else rows
    return rows.exclude(reported_by=user)
