"""Indicators of this year until today, beside the same days of the year before, over what a person
sees.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from crm.core.indicators.behind import address_behind
from crm.core.indicators.read import several_over, value_of
from crm.core.indicators.registry import INDICATORS
from crm.core.indicators.shown import Figure, year_before, year_to
from leads.models import Lead, Project
from leads.models.project import STAGES

from ..dashboards.selection import own_scope
from ..plan.goals import with_goals

EVER = date(2000, 1, 1)  # before the first lead
FIRST = ("signed_amount", "paid_in", "fixed_assets", "tax")


def figures_of(user, today: date | None = None) -> list[Figure]:
    """The four that leaders ask for first."""
    today = today or timezone.localdate()
    span = year_to(today)
    where = own_scope(user).where
    now, before = several_over(FIRST, [span, year_before(today)], where, user)
    figures = [
        Figure(
            indicator,
            now[indicator.code],
            before[indicator.code],
            address_behind(indicator.code, span, where),
        )
        for indicator in (INDICATORS[code] for code in FIRST)
    ]
    return with_goals(figures, today, user)


@dataclass(frozen=True)
class Stage:
    place: int
    label: str
    count: int
    amount: Decimal
    share: int
    link: str


def pipeline_of(user, *, own: bool) -> dict:
    """Projects by stage with their money: one's own, or all that the person sees."""
    rows = Project.objects.visible_to(user)
    if own:
        rows = rows.filter(owner=user)
    by_stage = {
        row["state"]: row
        for row in rows.order_by()
        .values("state")
        .annotate(count=Count("*"), amount=Sum("contract_amount"))
    }
    amounts = {stage: by_stage.get(stage, {}).get("amount") or Decimal(0) for stage in STAGES}
    most = max(amounts.values()) or Decimal(1)
    owner_filter = f"&owner={user.pk}" if own else ""
    stages = [
        Stage(
            place,
            stage.label,
            by_stage.get(stage, {}).get("count", 0),
            amounts[stage],
            int(100 * amounts[stage] / most),
            f"{reverse('project:index')}?state={stage.value}{owner_filter}",
        )
        for place, stage in enumerate(STAGES, start=1)
    ]
    return {
        "stages": stages,
        "projects": sum(stage.count for stage in stages),
        "amount": sum(amounts.values()),
        "leads": _open_leads(user, own=own),
        "own": own,
    }


def _open_leads(user, *, own: bool) -> int:
    """The person's own; or, from the sums, those of the part of the city that they look after."""
    if not own:
        ever = (EVER, timezone.localdate())
        count = value_of("open_leads", ever, own_scope(user).where, user)
        if count is not None:
            return int(count)
    leads = Lead.objects.visible_to(user).open()
    return (leads.filter(owner=user) if own else leads).count()
