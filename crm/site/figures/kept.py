"""How far the bureau kept the times that it sets itself, this year."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from leads.models import Activity, Clock, Handover


@dataclass(frozen=True)
class Kept:
    """``all`` were answered or are overdue; ``kept`` of them were answered in time."""

    kept: int
    all: int

    @property
    def percent(self) -> float | None:
        return round(self.kept * 100 / self.all, 1) if self.all else None

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.kept + other.kept, self.all + other.all)


def clocks_kept(kind: str, today: date) -> Kept:
    """Registrations of agents and referrers; a clock that was stopped promised nothing more."""
    clocks = Clock.objects.filter(kind=kind, started_at__year=today.year, stopped_at=None)
    return _kept(clocks.annotate(done_on=TruncDate("met_at")), "due_on", today)


def messages_kept(today: date) -> Kept:
    """Messages of the site: answered by the day that was set when they came."""
    messages = Activity.objects.filter(
        kind=Activity.Kind.ONLINE, happened_at__year=today.year, next_on__isnull=False
    )
    return _kept(messages.annotate(done_on=TruncDate("next_done_at")), "next_on", today)


def _kept(rows, due: str, today: date) -> Kept:
    in_time = Q(done_on__lte=F(due))
    over = Q(done_on__isnull=False) | Q(**{f"{due}__lt": today})
    counts = rows.aggregate(kept=Count("pk", filter=in_time), all=Count("pk", filter=over))
    return Kept(counts["kept"], counts["all"])


def handed_over(today: date) -> int:
    """How often a lead or project changed hands this year, each with its reason."""
    return Handover.objects.filter(at__year=today.year).count()
