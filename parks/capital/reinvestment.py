"""How far a fund has met its condition (返投): a multiple of what the fund above paid in must be
invested in this city.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from crm.core.money import to_fen
from leads.models import Project

from ..contributions.measures import MONEY
from ..models import Contribution, Fund


@dataclass(frozen=True)
class Counted:
    """What one project adds, in yuan."""

    project: Project
    amount: Decimal


@dataclass(frozen=True)
class Reinvestment:
    """Amounts in yuan: ``base`` came from the fund above, ``required`` is due for it, ``counted``
    says what stands against that.
    """

    base: Decimal
    required: Decimal
    counted: list[Counted]

    @property
    def reached(self) -> Decimal:
        return sum((counted.amount for counted in self.counted), Decimal(0))

    @property
    def lacking(self) -> Decimal:
        return max(Decimal(0), self.required - self.reached)

    @property
    def percent(self) -> Decimal | None:
        """None while nothing is due."""
        return (
            (self.reached * 100 / self.required).quantize(Decimal("0.1")) if self.required else None
        )


def reinvestment_of(fund) -> Reinvestment | None:
    """None for a fund without such a condition."""
    if not fund.reinvest_multiple or not fund.parent_id:
        return None
    base = fund.paid_from_above
    counted = _stakes(fund) if fund.reinvest_counts == Fund.Counts.STAKES else _verified(fund)
    return Reinvestment(base, to_fen(base * fund.reinvest_multiple), counted)


def _stakes(fund) -> list[Counted]:
    amounts: dict = {}
    for stake in _here(fund):
        amounts[stake.project] = amounts.get(stake.project, Decimal(0)) + stake.amount
    return [Counted(project, amount) for project, amount in amounts.items()]


def _verified(fund) -> list[Counted]:
    """Paid-in, foreign and fixed capital are three views of the same money: of each project the
    largest counts.
    """
    projects = {stake.project_id: stake.project for stake in _here(fund)}
    rows = (
        Contribution.objects.verified()
        .filter(enterprise__project__in=projects, metric__in=MONEY)
        .order_by()
    )
    if fund.reinvest_by:
        rows = rows.filter(happened_on__lte=fund.reinvest_by)
    largest: dict = {}
    for project, _metric, amount in rows.values_list("enterprise__project", "metric").annotate(
        total=Sum("amount")
    ):
        largest[project] = max(largest.get(project, amount), amount)
    return [Counted(projects[pk], amount) for pk, amount in largest.items()]


def _here(fund):
    stakes = fund.stakes.here().select_related("project").order_by("project", "pk")
    return stakes.filter(invested_on__lte=fund.reinvest_by) if fund.reinvest_by else stakes
