"""What came about this year until today, beside the same days of the year before, over what a
person sees. Projects and amounts count as they do in the reports: ``counted``, ``committed``,
``verified``; money by the day of its arrival, tax by the end of its period.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.money import scaled
from leads.models import Lead, Project
from leads.models.project import STAGES
from parks.models import Contribution

MONEY = ("paid_in", "fixed_assets")


@dataclass(frozen=True)
class Figure:
    """A sum in yuan with its unit, and the same of the year before; ``link`` opens its records."""

    label: str
    amount: Decimal
    before: Decimal
    link: str

    @property
    def value(self) -> str:
        return scaled(self.amount).split(" ")[0]

    @property
    def unit(self) -> str:
        return scaled(self.amount).partition(" ")[2]

    @property
    def before_in_words(self) -> str:
        return scaled(self.before)

    @property
    def change(self) -> Decimal | None:
        """Per cent more or less than the year before; None where there was nothing."""
        if not self.before:
            return None
        return (100 * (self.amount - self.before) / self.before).quantize(Decimal("0.1"))

    @property
    def change_abs(self) -> Decimal | None:
        return None if self.change is None else abs(self.change)


def year_to(today: date) -> tuple[date, date]:
    return today.replace(month=1, day=1), today


def year_before(today: date) -> tuple[date, date]:
    """The same days of last year; the 29th of February is its 28th."""
    leap = today.month == 2 and today.day == 29
    end = today.replace(year=today.year - 1, day=28 if leap else today.day)
    return end.replace(month=1, day=1), end


def figures_of(user, today: date | None = None) -> list[Figure]:
    """The four that leaders ask for first; two queries."""
    today = today or timezone.localdate()
    now, before = year_to(today), year_before(today)
    return [_signed(user, now, before), *_verified(user, now, before)]


def _signed(user, now, before) -> Figure:
    rows = Project.objects.visible_to(user).counted().committed()
    sums = rows.aggregate(
        now=Sum("contract_amount", filter=Q(signed_on__range=now)),
        before=Sum("contract_amount", filter=Q(signed_on__range=before)),
    )
    link = f"{reverse('project:index')}?signed_on_after={now[0]}&signed_on_before={now[1]}"
    return Figure(_("Signed contracts"), *_both(sums), link)


def _verified(user, now, before) -> list[Figure]:
    rows = Contribution.objects.visible_to(user).verified().of_money()
    parts = {}
    for metric in MONEY:
        for name, span in (("now", now), ("before", before)):
            parts[f"{metric}_{name}"] = _sum(Q(metric=metric, happened_on__range=span))
    for name, span in (("now", now), ("before", before)):
        parts[f"tax_{name}"] = _sum(Q(metric="tax", period_to__range=span))
    sums = rows.aggregate(**parts)
    labels = {
        "paid_in": _("Capital paid in"),
        "fixed_assets": _("Fixed assets invested"),
        "tax": _("Tax of the projects"),
    }
    index = reverse("contribution:index")
    return [
        Figure(
            label,
            sums[f"{metric}_now"] or Decimal(0),
            sums[f"{metric}_before"] or Decimal(0),
            f"{index}?metric={metric}&state=verified",
        )
        for metric, label in labels.items()
    ]


def _sum(which: Q) -> Sum:
    return Sum("amount", filter=which)


def _both(sums) -> tuple[Decimal, Decimal]:
    return sums["now"] or Decimal(0), sums["before"] or Decimal(0)


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
    found = {
        row["state"]: row
        for row in rows.order_by()
        .values("state")
        .annotate(count=Count("pk"), amount=Sum("contract_amount"))
    }
    amounts = {stage: found.get(stage, {}).get("amount") or Decimal(0) for stage in STAGES}
    most = max(amounts.values()) or Decimal(1)
    mine = f"&owner={user.pk}" if own else ""
    stages = [
        Stage(
            place,
            stage.label,
            found.get(stage, {}).get("count", 0),
            amounts[stage],
            int(100 * amounts[stage] / most),
            f"{reverse('project:index')}?state={stage.value}{mine}",
        )
        for place, stage in enumerate(STAGES, start=1)
    ]
    leads = Lead.objects.visible_to(user).open()
    return {
        "stages": stages,
        "projects": sum(each.count for each in stages),
        "amount": sum(amounts.values()),
        "leads": (leads.filter(owner=user) if own else leads).count(),
        "own": own,
    }
