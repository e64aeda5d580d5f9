"""A lead's way to its contract and the money that follows, as it was known on a day."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

STAGES = ("new", "judged", "engaged", "negotiating", "talks")
SIGNED, GONE = "signed", "gone"


@dataclass(frozen=True)
class Stay:
    """In ``stage`` since a day; while it is there, ``until`` is None and ``to`` is ""."""

    stage: str
    since: date
    until: date | None = None
    to: str = ""


@dataclass(frozen=True)
class Case:
    """``expected`` and ``amount`` (of the contract) in yuan; ``arrivals`` are (day, yuan), in
    order; ``ended_on`` is when a project was given up; ``project`` and ``lead`` are keys.
    """

    stays: tuple[Stay, ...]
    expected: float | None = None
    amount: float | None = None
    signed_on: date | None = None
    ended_on: date | None = None
    arrivals: tuple[tuple[date, float], ...] = ()
    project: int | None = None
    lead: int | None = None

    def stays_by(self, day: date) -> list[Stay]:
        """The stays as known at the end of ``day``; a contract given up later still stood then."""
        return [self._known(stay, day) for stay in self.stays if stay.since <= day]

    def _known(self, stay: Stay, day: date) -> Stay:
        if stay.until is None or stay.until > day:
            return Stay(stay.stage, stay.since)
        if stay.to == SIGNED and self.was_given_up_by(day):
            return Stay(stay.stage, stay.since, stay.until, GONE)
        return stay

    def was_given_up_by(self, day: date) -> bool:
        return self.ended_on is not None and self.ended_on <= day

    def is_signed_by(self, day: date) -> bool:
        signed = self.signed_on is not None and self.signed_on <= day
        return signed and not self.was_given_up_by(day)


@dataclass(frozen=True)
class Contract:
    """A signed contract as it was known on a day: its age in days, and which part of its amount
    had arrived by which age.
    """

    amount: float
    age: int
    ages: tuple[int, ...]
    shares: tuple[float, ...]

    def share_at(self, age: float) -> float:
        place = bisect_right(self.ages, age)
        return self.shares[place - 1] if place else 0.0


def contract_of(case: Case, day: date) -> Contract:
    ages, shares, arrived = [], [], 0.0
    for arrived_on, money in case.arrivals:
        if arrived_on > day:
            break
        arrived += money
        ages.append(max(0, (arrived_on - case.signed_on).days))
        shares.append(arrived / case.amount)
    return Contract(case.amount, (day - case.signed_on).days, tuple(ages), tuple(shares))
