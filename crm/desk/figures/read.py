"""The figures of the desk: how many requests, how fast, how satisfied; read from the counts."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.models import Department, Parameter

from ..models import ServiceKind, Tally
from ..models.tally import COUNTS

MONTHS = 12


@dataclass
class Line:
    """The counts of one month, department or kind, and what follows from them."""

    label: str
    key: object = None
    counts: dict = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return self.__dict__["counts"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def hours_each(self) -> Decimal | None:
        """The mean of working hours until the first answer."""
        return _rounded(Decimal(self.hours) / self.answered) if self.answered else None

    def days_each(self, hours_a_day: Decimal) -> Decimal | None:
        return _rounded(self.hours_each / hours_a_day) if self.answered else None

    @property
    def in_time_percent(self) -> int | None:
        return percent(self.in_time, self.answered)

    @property
    def words(self) -> int:
        """Requests on which the enterprise has said how satisfied it is."""
        return self.satisfied + self.content + self.unsatisfied

    @property
    def satisfied_percent(self) -> int | None:
        """Satisfied or fairly so, of those that said a word."""
        return percent(self.satisfied + self.content, self.words)

    @property
    def repeated_percent(self) -> int | None:
        return percent(self.repeated, self.received)

    @property
    def unsettled(self) -> int:
        return self.received - self.closed - self.withdrawn


def percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"))


@dataclass(frozen=True)
class Bar:
    """The mean working days of a kind, and how long the bar is that shows them, in per cent."""

    label: str
    days: Decimal
    drawn: int


@dataclass
class Figures:
    since: date
    until: date
    total: Line
    by_department: list[Line]
    by_kind: list[Line]
    by_month: list[Line]
    hours_a_day: Decimal

    def bars(self, most: int = 5) -> list[Bar]:
        """Of the kinds that are asked for most, those of which something was answered."""
        answered = [line for line in self.by_kind if line.answered][:most]
        means = [line.days_each(self.hours_a_day) for line in answered]
        longest = max([*means, Decimal("0.1")])
        return [
            Bar(line.label, mean, round(100 * mean / longest))
            for line, mean in zip(answered, means, strict=True)
        ]


def figures_for(tallies, *, since: date | None = None, until: date | None = None) -> Figures:
    """Of the requests received in the months ``since`` … ``until``; the last twelve where not
    said. ``tallies`` are those that the reader may see.
    """
    until = (until or timezone.localdate()).replace(day=1)
    since = (since or months_before(until, MONTHS - 1)).replace(day=1)
    rows = tallies.filter(month__range=(since, until))
    sums = list(rows.sums("month", "department", "kind"))
    departments = Department.objects.in_bulk({row["department"] for row in sums} - {None})
    kinds = ServiceKind.objects.in_bulk({row["kind"] for row in sums})
    by_department = _lines(
        sums, "department", lambda key: str(departments[key]) if key else _("not assigned")
    )
    by_kind = _lines(sums, "kind", lambda key: str(kinds[key]))
    opens, closes = Parameter.several("desk_opens_at", "desk_closes_at")
    return Figures(
        since=since,
        until=until,
        total=Line(_("all"), counts=_added(sums)),
        by_department=sorted(by_department, key=lambda line: -line.received),
        by_kind=sorted(by_kind, key=lambda line: -line.received),
        by_month=sorted(
            _lines(sums, "month", lambda key: f"{key:%Y-%m}"), key=lambda line: line.key
        ),
        hours_a_day=max(closes - opens, Decimal(1)),
    )


def months_before(day: date, count: int) -> date:
    """The first of the month ``count`` months before that of ``day``; never before the year 1."""
    place = max(day.year * 12 + day.month - 1 - count, 12)
    return date(place // 12, place % 12 + 1, 1)


def _lines(sums, name: str, label) -> list[Line]:
    groups: dict = {}
    for row in sums:
        groups.setdefault(row[name], []).append(row)
    totals = ((key, _added(rows)) for key, rows in groups.items())
    return [Line(label(key), key, counts) for key, counts in totals if counts["received"]]


def _added(rows) -> dict:
    return {name: sum(row[f"n_{name}"] for row in rows) for name in COUNTS}


def public_figures(*, year: int | None = None) -> Figures:
    """Of all requests of a year, as the public site tells them: no department and no confidential
    matter can be recognised in a sum.
    """
    year = year or timezone.localdate().year
    return figures_for(Tally.objects.all(), since=date(year, 1, 1), until=date(year, 12, 1))
