"""What a rule sees while it is read: the facts, the year that is counted, and what its values and
conditions come to.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from operator import ge, gt, le, lt
from typing import Any, NamedTuple, TypeAlias, cast

from .facts import Contribution, Facts, Stated, Step
from .nodes import Condition, Declared, Document, Node, Terms, Value, Window
from .vocabulary import BUILT_IN_VALUES, OF_AGREEMENT

ZERO = Decimal(0)
MOST_YEARS = 100
CONTRACT = "total_investment"
AFTER_THE_END = ("terminated", "claimed")  # what may still happen when a project is over
COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "at_least": ge,
    "more_than": gt,
    "at_most": le,
    "less_than": lt,
}
Found: TypeAlias = Decimal | bool | str  # what is stated of an attribute


class AgreementYear(NamedTuple):
    """A year of the agreement, from its first day or an anniversary to the day before the next."""

    number: int
    first: date
    last: date


def is_in(day: date, year: int | AgreementYear | None) -> bool:
    """Whether the day lies in a calendar year or a year of the agreement; None takes all."""
    if isinstance(year, AgreementYear):
        return year.first <= day <= year.last
    return year is None or day.year == year


# The reasons of what is not due yet because something is not known; all others say that nothing is.
LACKING = frozenset(
    {
        "no_milestone",
        "no_parameter",
        "no_rate",
        "not_agreed",
        "nothing_to_share",
        "out_of_range",
        "pending",
        "shares_open",
        "undecided",
    }
)


class Missing(Exception):
    """A value that the rule needs is not known; ``step``, of a kind that is LACKING, says which."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.kind)
        self.step = step


@dataclass(slots=True, eq=False)
class Scope:
    """What is known on ``as_of`` (None: a day after all of it).

    ``year`` is the calendar year or the year of the agreement that is counted, None for the whole
    project; ``told`` collects how its values came about.
    """

    document: Document
    facts: Facts
    year: int | AgreementYear | None = None
    clause: str = ""
    as_of: date | None = None
    told: list[Step] = field(default_factory=list)

    def of(self, clause: str, year: int | AgreementYear | None) -> "Scope":
        return Scope(self.document, self.facts, year, clause, self.as_of)

    def tell(self, step: Step) -> None:
        """Note how a value came about; the same step is noted once."""
        if step not in self.told:
            self.told.append(step)

    def missing(self, kind: str, **values: object) -> Missing:
        return Missing(Step.of(kind, self.clause, **values))

    def value(self, value: Value | None) -> Decimal | None:
        """The number that ``value`` stands for; None where it is left out. Raises Missing."""
        if not isinstance(value, dict):
            return value
        if "choose" in value:
            return self.value(self.choice(value))
        if "parameter" in value:
            return self._parameter(value["parameter"])
        if "amount" in value:
            return self._in_yuan(value)
        return self._stated(value["attribute"])

    def choice(self, node: Any) -> Any:
        """What ``node`` comes to where it may be a choice: the first alternative whose conditions
        hold, else None.
        """
        if not (isinstance(node, dict) and "choose" in node):
            return node
        for choice in node["choose"]:
            if self.failing(choice.get("when", [])) is None:
                return self.choice(choice["then"])
        return None

    def _parameter(self, name: str) -> Decimal:
        parameter = self.document["parameters"][name]
        year = self._year_of(parameter["by"])
        number: Decimal | None = parameter["values"].get(str(year))
        if number is None:
            raise self.missing("no_parameter", name=name, year=year)
        kind = "parameter_of_agreement" if parameter["by"] == OF_AGREEMENT else "parameter"
        self.tell(Step.of(kind, self.clause, name=name, year=year, value=number))
        return number

    def _year_of(self, by: str) -> int | None:
        """The year that selects a parameter's value: a calendar year, or the number of the
        agreement's year.
        """
        if by in ("period", OF_AGREEMENT):
            if isinstance(self.year, AgreementYear):
                return self.year.number if by == OF_AGREEMENT else None
            return self.year if by == "period" else None
        return self.day_of(by).year

    def _in_yuan(self, node: Node) -> Decimal:
        """A foreign amount at the rate of its day. Raises Missing while that is not reached."""
        rate = self.rate(node["currency"], self.day_of(node["rate_day"]))
        result: Decimal = node["amount"] * rate
        values = {name: node[name] for name in ("amount", "currency", "rate_day")}
        self.tell(Step.of("amount_exchanged", self.clause, **values, rate=rate, result=result))
        return result

    def _stated(self, name: str) -> Decimal:
        number = cast(Decimal, self.attribute(name))  # consistency.py has refused all but numbers
        fact = self.facts.attributes[name]
        if isinstance(fact, Stated):
            values = {"attribute": name, "value": number, "by": fact.by, "why": fact.why}
            self.tell(Step.of("stated", self.clause, **values))
        return number

    def attribute(self, name: str) -> Found:
        """What is stated of an attribute. Raises Missing where that is
        nothing, or none of its values.
        """
        value, declared = self.facts.attribute(name), self.declared(name)
        if value is None:
            raise self.missing("undecided", attribute=name)
        found = read_as(declared, value)
        if found is None:
            raise self.missing("out_of_range", attribute=name, value=value)
        return found

    def declared(self, name: str) -> Declared:
        return self.document.get("attributes", {}).get(name) or BUILT_IN_VALUES[name]

    def day_of(self, milestone: str) -> date:
        """The day of a milestone. Raises Missing while it is not reached."""
        day = self.facts.milestones.get(milestone)
        if day is None:
            raise self.missing("no_milestone", milestone=milestone)
        return day

    def shares(self, holders: Iterable[Node]) -> list[Decimal]:
        """The shares of stages or bearers. Raises Missing where they do not add up to one: the rest
        is nobody's.
        """
        shares = [self.value(holder["share"]) or ZERO for holder in holders]
        if sum(shares) != 1:
            raise self.missing("shares_open", sum=sum(shares), shares=shares)
        return shares

    def failing(self, conditions: Sequence[Condition]) -> int | None:
        """The index of a condition that does not hold; None where all hold. Raises Missing where
        what is not known decides.
        """
        return self._first(conditions, False)

    def holds(self, condition: Condition) -> bool:
        """Whether the condition holds. Raises Missing where it rests on what nobody stated, or on a
        day that may still come.
        """
        if "any" in condition:
            return self._first(condition["any"], True) is not None
        if "all" in condition:
            return self._first(condition["all"], False) is None
        if "not" in condition:
            return not self.holds(condition["not"])
        if "milestone" in condition:
            return self._reached(condition)
        number = (
            self.measured(condition)
            if "metric" in condition
            else self.attribute(condition["attribute"])
        )
        return self._compares(number, condition)

    def _first(self, conditions: Sequence[Condition], outcome: bool) -> int | None:
        """The index of the first condition that comes to ``outcome``, else None. Raises Missing
        where none does and one of them is not known.
        """
        unknown = None
        for index, condition in enumerate(conditions):
            try:
                if self.holds(condition) is outcome:
                    return index
            except Missing as missing:
                unknown = unknown or missing
        if unknown:
            raise unknown
        return None

    def measured(self, condition: Condition) -> Decimal:
        """What a metric condition compares: an amount, or its share of another metric. Raises
        Missing where there is nothing to share.
        """
        window, year = (
            condition.get("window"),
            self.year if condition.get("per") == "year" else None,
        )
        if window:
            self.day_of(window["from"])
        amount = self.total(list(self.counted((condition["metric"],), window, year)), condition)
        if condition.get("land") == "excluded":
            amount -= self.total(list(self.counted(("land",), window, year)), condition)
        if "of" not in condition:
            return amount
        whole = self.total(list(self.counted((condition["of"],), window, year)), condition)
        if whole <= 0:
            raise self.missing("nothing_to_share", metric=condition["of"])
        return amount / whole

    def _compares(self, value: Found, condition: Condition) -> bool:
        if "equals" in condition:
            return same(value, condition["equals"])
        if "in" in condition:
            return any(same(value, option) for option in condition["in"])
        if "not_in" in condition:
            return not any(same(value, option) for option in condition["not_in"])
        operator = next(comparison for comparison in COMPARISONS if comparison in condition)
        limit = self.value(condition[operator])
        number = cast(Decimal, value)  # possible.py has refused to compare anything else by size
        return limit is None or COMPARISONS[operator](number, limit)

    def _reached(self, condition: Condition) -> bool:
        """Whether the milestone was reached in its time. Raises Missing while it still can be."""
        day, deadline = self.facts.milestones.get(condition["milestone"]), self._deadline(condition)
        if day is not None:
            in_time = "within" not in condition or self.is_within(day, condition["within"])
            return in_time and (deadline is None or day <= deadline)
        if deadline is not None and self._may_still_come(condition["milestone"], deadline):
            raise self.missing(
                "pending",
                milestone=condition["milestone"],
                by=None if deadline == date.max else deadline,
            )
        return False

    def _may_still_come(self, milestone: str, deadline: date) -> bool:
        is_over = "terminated" in self.facts.milestones and milestone not in AFTER_THE_END
        return not is_over and self.as_of is not None and self.as_of <= deadline

    def _deadline(self, condition: Condition) -> date | None:
        """The last day on which the milestone of a condition counts; None where it has no time."""
        days = [condition["by"]] if "by" in condition else []
        if "within" in condition:
            self.day_of(condition["within"]["from"])
            days.append(self.window(condition["within"])[1])
        return min(days, default=None)

    def is_within(self, day: date, window: Window) -> bool:
        """Whether the day lies in the window. Raises Missing while the window has not begun."""
        self.day_of(window["from"])
        start, last = self.window(window)
        return start is not None and start <= day <= last

    def window(self, window: Window) -> tuple[date | None, date]:
        """Its first and its last day; (None, …) while its milestone is not reached.

        Months and years end on the day that corresponds to the milestone's, or the month's last
        where it has none.
        """
        start = self.facts.milestones.get(window["from"])
        if start is None:
            return None, date.max
        if "until" in window:
            return start, self.facts.milestones.get(window["until"]) or date.max
        if "calendar_years" in window:
            return date(start.year, 1, 1), date(start.year + window["calendar_years"] - 1, 12, 31)
        if "full_years" in window:
            first = start.year + ((start.month, start.day) != (1, 1))
            return date(first, 1, 1), date(first + window["full_years"] - 1, 12, 31)
        return start, months_after(
            start, window["months"] if "months" in window else 12 * window["years"]
        )

    def counted(
        self,
        metrics: Sequence[str],
        window: Window | None = None,
        year: int | AgreementYear | None = None,
    ) -> Iterator[Contribution]:
        """The contributions of these metrics in the window and the year; the contract's sum counts
        as it stood on the day of the signing.
        """
        start, last = (date.min, date.max) if window is None else self.window(window)
        if start is None:
            return
        for contribution in self.facts.contributions:
            is_counted = (
                contribution.metric in metrics
                and start <= contribution.on <= last
                and is_in(contribution.on, year)
            )
            if is_counted and (
                contribution.metric != CONTRACT or contribution.on <= self.day_of("signed")
            ):
                yield contribution

    def total(self, contributions: Iterable[Contribution], terms: Terms) -> Decimal:
        """The sum of the contributions in the currency of ``terms``, at the rate of its day."""
        if "currency" not in terms and "rate_day" not in terms:
            return sum((contribution.amount for contribution in contributions), ZERO)
        return sum((self.worth(contribution, terms) for contribution in contributions), ZERO)

    def worth(self, contribution: Contribution, terms: Terms) -> Decimal:
        """One contribution in the currency of ``terms`` (CNY where none is named). Raises Missing
        where a rate is unknown.
        """
        currency, rate_day = terms.get("currency", "CNY"), terms.get("rate_day", "arrival")
        original = cast(Decimal, contribution.original)  # None only where it came in yuan
        if contribution.currency == currency:
            return contribution.amount if currency == "CNY" else original
        day = contribution.on if rate_day == "arrival" else self.day_of(rate_day)
        yuan = contribution.amount
        if contribution.currency != "CNY" and rate_day != "arrival":
            yuan = original * self.rate(contribution.currency, day)
        return yuan if currency == "CNY" else yuan / self.rate(currency, day)

    def rate(self, currency: str, day: date) -> Decimal:
        """Yuan for one unit on the day: the latest rate known then."""
        rates = [rate for rate in self.facts.rates if rate.currency == currency and rate.on <= day]
        if not rates:
            raise Missing(Step.of("no_rate", self.clause, currency=currency, on=day))
        return max(rates, key=lambda rate: rate.on).yuan


def read_as(declared: Declared, value: object) -> Found | None:
    """A stated value as the policy declares it; None where it is none of its values."""
    if declared["kind"] == "flag":
        return value if isinstance(value, bool) else None
    if declared["kind"] in ("number", "rate"):
        return _number_in(declared, value)
    is_known = "choices" not in declared or any(
        same(str(value), choice) for choice in declared["choices"]
    )
    return str(value) if is_known and not isinstance(value, bool) else None


def _number_in(declared: Declared, value: object) -> Decimal | None:
    number = number_of(value)
    if (
        number is None
        or number < declared.get("from", number)
        or number > declared.get("to", number)
    ):
        return None
    is_known = "choices" not in declared or any(
        same(number, choice) for choice in declared["choices"]
    )
    return number if is_known else None


def number_of(value: object) -> Decimal | None:
    """The number that ``value`` is or writes; None where it is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def same(value: object, option: object) -> bool:
    """Whether a value is the one that a policy writes: numbers by their size, flags as such, words
    by their letters.
    """
    if isinstance(value, bool) or isinstance(option, bool):
        return value is option
    if isinstance(value, Decimal):
        return value == number_of(option)
    return value == str(option)


def agreement_years(start: date, as_of: date) -> Iterator[AgreementYear]:
    """The years of an agreement that have begun by ``as_of``."""
    for number in range(1, MOST_YEARS + 1):
        first = months_after(start, 12 * (number - 1))
        if first > as_of:
            return
        yield AgreementYear(number, first, months_after(start, 12 * number) - timedelta(days=1))


def months_after(start: date, months: int) -> date:
    """The same day that many months later, or the last of a month that is too short."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in range(start.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(start.day, 28))
