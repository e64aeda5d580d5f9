"""How soon requests of a kind are answered: what is promised, and how it went this year."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from ..figures.read import Figures
from ..models import ServiceKind, ServiceTime
from ..models.kind import Urgency


@dataclass(frozen=True)
class Pace:
    """Working days: the mean until the first answer (None where nothing was answered yet), and
    those promised.
    """

    kind: ServiceKind
    mean: Decimal | None
    promised: int | None


def paces(figures: Figures) -> list[Pace]:
    """Of the kinds that are offered to the public, as far as there is something to tell."""
    means = {line.key: line.days_each(figures.hours_a_day) for line in figures.by_kind}
    times = ServiceTime.objects.filter(urgency=Urgency.NORMAL).order_by(
        F("kind").asc(nulls_first=True)
    )
    promised = {time.kind_id: time.answer_days for time in times}
    candidates = [
        Pace(kind, means.get(kind.pk), promised.get(kind.pk, promised.get(None)))
        for kind in ServiceKind.objects.offered_to_public()
    ]
    return [pace for pace in candidates if pace.promised]
