"""What a rule sees while it is read: the facts, the year that is counted, and what its values and conditions come to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from .facts import Contribution, Facts, Stated, Step

ZERO = Decimal(0)


class Missing(Exception):
    """A value that the rule needs is not known; ``step`` says which."""

    def __init__(self, step: Step):
        super().__init__(step.kind)
        self.step = step


@dataclass(slots=True, eq=False)
class Scope:
    """``year`` is the calendar year that is counted, None for the whole project; ``told`` collects how its values came about."""

    document: Mapping
    facts: Facts
    year: int | None = None
    clause: str = ""
    told: list[Step] = field(default_factory=list)

    def of(self, clause: str, year: int | None) -> "Scope":
        return Scope(self.document, self.facts, year, clause)

    def value(self, given) -> Decimal | None:
        """The number that ``given`` stands for; None where it is left out. Raises Missing."""
        if not isinstance(given, dict):
            return given
        if "choose" in given:
            return self.value(self.choice(given))
        if "parameter" in given:
            return self._parameter(given["parameter"])
        return self._stated(given["attribute"])

    def choice(self, given):
        """What ``given`` comes to where it may be a choice: the first alternative whose conditions hold, else None."""
        if not (isinstance(given, dict) and "choose" in given):
            return given
        for each in given["choose"]:
            if self.failing(each.get("when", [])) is None:
                return self.choice(each["then"])
        return None

    def _parameter(self, name) -> Decimal:
        parameter = self.document["parameters"][name]
        day = self.facts.milestones.get(parameter["by"])
        year = self.year if parameter["by"] == "period" else day and day.year
        number = parameter["values"].get(str(year))
        if number is None:
            raise Missing(Step.of("no_parameter", self.clause, name=name, year=year))
        self.told.append(Step.of("parameter", self.clause, name=name, year=year, value=number))
        return number

    def _stated(self, name) -> Decimal:
        stated = self.facts.attributes.get(name)
        number = stated.value if isinstance(stated, Stated) else stated
        if number is None:
            raise Missing(Step.of("undecided", self.clause, attribute=name))
        number, limits = Decimal(str(number)), self.document.get("attributes", {}).get(name, {})
        is_outside = number < limits.get("from", number) or number > limits.get("to", number)
        if is_outside or ("choices" in limits and number not in map(Decimal, map(str, limits["choices"]))):
            raise Missing(Step.of("out_of_range", self.clause, attribute=name, value=number))
        if isinstance(stated, Stated):
            self.told.append(Step.of("stated", self.clause, attribute=name, value=number, by=stated.by, why=stated.why))
        return number

    def failing(self, conditions) -> int | None:
        """The index of the first condition that does not hold; None where all hold."""
        return next((index for index, each in enumerate(conditions) if not self.holds(each)), None)

    def holds(self, condition) -> bool:
        if "any" in condition:
            return any(map(self.holds, condition["any"]))
        if "all" in condition:
            return all(map(self.holds, condition["all"]))
        if "not" in condition:
            return not self.holds(condition["not"])
        if "milestone" in condition:
            return self._reached(condition)
        if "metric" in condition:
            return self._compares(self.measured(condition), condition)
        return self._attribute_holds(condition)

    def measured(self, condition) -> Decimal | None:
        """What a metric condition compares: an amount, or its share of another metric; None where there is nothing to share."""
        year = self.year if condition.get("per") == "year" else None
        amount = self.total(list(self.counted((condition["metric"],), condition.get("window"), year)), condition)
        if condition.get("land") == "excluded":
            amount -= self.total(list(self.counted(("land",), condition.get("window"), year)), condition)
        if "of" not in condition:
            return amount
        whole = self.total(list(self.counted((condition["of"],), condition.get("window"), year)), condition)
        return amount / whole if whole else None

    def found(self, condition):
        """What a plain condition is compared with; "" for one that is composed of others."""
        if "metric" in condition:
            return self.measured(condition)
        if "milestone" in condition:
            return self.facts.milestones.get(condition["milestone"])
        return self.facts.attribute(condition["attribute"]) if "attribute" in condition else ""

    def _compares(self, number, condition) -> bool:
        if number is None:
            return False
        if "at_least" in condition:
            return number >= (self.value(condition["at_least"]) or ZERO)
        limit = self.value(condition["less_than"])
        return limit is None or number < limit

    def _attribute_holds(self, condition) -> bool:
        value = self.facts.attribute(condition["attribute"])
        if "equals" in condition:
            return value == condition["equals"]
        if "in" in condition:
            return value in condition["in"]
        if "not_in" in condition:
            return value not in condition["not_in"]
        return self._compares(None if value is None else Decimal(str(value)), condition)

    def _reached(self, condition) -> bool:
        day = self.facts.milestones.get(condition["milestone"])
        if day is None or day > condition.get("by", day):
            return False
        return "within" not in condition or self.is_within(day, condition["within"])

    def is_within(self, day: date, window) -> bool:
        start, end = self.window(window)
        return start is not None and start <= day < end

    def window(self, window) -> tuple[date | None, date]:
        """The first day, and the first day after; (None, …) while its milestone is not reached."""
        start = self.facts.milestones.get(window["from"])
        if start is None:
            return None, date.max
        if "until" in window:
            end = self.facts.milestones.get(window["until"])
            return start, end + timedelta(days=1) if end else date.max
        if "calendar_years" in window:
            return date(start.year, 1, 1), date(start.year + window["calendar_years"], 1, 1)
        return start, months_after(start, window["months"] if "months" in window else 12 * window["years"])

    def counted(self, metrics, window=None, year=None) -> Iterator[Contribution]:
        """The contributions of these metrics in the window and the year."""
        start, end = (date.min, date.max) if window is None else self.window(window)
        if start is None:
            return
        for each in self.facts.contributions:
            if each.metric in metrics and start <= each.on < end and (year is None or each.on.year == year):
                yield each

    def total(self, contributions, terms) -> Decimal:
        """Their sum in the currency of ``terms`` at the rate of its day."""
        if "currency" not in terms and "rate_day" not in terms:
            return sum((each.amount for each in contributions), ZERO)
        return sum((self.worth(each, terms) for each in contributions), ZERO)

    def worth(self, each: Contribution, terms) -> Decimal:
        """One contribution in the currency of ``terms`` (CNY where none is named). Raises Missing where a rate is unknown."""
        currency, rate_day = terms.get("currency", "CNY"), terms.get("rate_day", "arrival")
        if each.currency == currency:
            return each.amount if currency == "CNY" else each.original
        day = each.on if rate_day == "arrival" else self.facts.milestones.get(rate_day)
        yuan = each.amount
        if each.currency != "CNY" and rate_day != "arrival":
            yuan = each.original * self.rate(each.currency, day)
        return yuan if currency == "CNY" else yuan / self.rate(currency, day)

    def rate(self, currency, day: date | None) -> Decimal:
        """Yuan for one unit on the day: the latest rate known then."""
        known = [each for each in self.facts.rates if each.currency == currency and day and each.on <= day]
        if not known:
            raise Missing(Step.of("no_rate", self.clause, currency=currency, on=day))
        return max(known, key=lambda each: each.on).yuan


def months_after(start: date, months: int) -> date:
    """The same day that many months later, or the last of a month that is too short."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in range(start.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(start.day, 28))
