"""What goes into an assessment and what comes out. Amounts are Decimal yuan unless said; shares and
rates are fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

METRICS = (
    "paid_in",
    "fixed_assets",
    "land",
    "equipment",
    "foreign_capital",
    "registered_capital",
    "shareholder_loan",
    "government_support",
    "state_capital",
    "total_investment",
    "contract_foreign",
    "acquisition_price",
    "land_price",
    "financing",
    "grants",
    "total_tax",
    "local_tax",
    "revenue",
    "jobs",
    "funds_in_place",
    "donations",
    "output",
    "approved_investment",
    "wages",
    "rent",
)
MILESTONES = (
    "appointed",
    "signed",
    "registered",
    "first_capital",
    "land_acquired",
    "started",
    "completed",
    "operating",
    "producing",
    "at_capacity",
    "first_tax",
    "claimed",
    "terminated",
)
CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY")
PAYEE_TRAITS = (
    "public_servant",
    "investor_related",
    "state_owned",
    "overseas",
    "natural_person",
    "organisation",
    "policy_beneficiary",
    "intermediary_trade",
)
REASON_VERSION = 1

StoredReason: TypeAlias = Sequence[Any]  # [version, kind, clause, {name: value}], as it was stored


class Contribution(NamedTuple):
    """One verified amount: in yuan at the rate of its arrival day, and as it came where it came in
    another currency.

    What a metric is a part of stands beside it as its own contribution: the land in an amount of
    fixed assets has the metric ``land``. Amounts that always count together may stand as one lot of
    ``count``: ``id`` then names all of them, divided by commas, and ``on`` is the day of the last
    (see lots.py).
    """

    id: str
    metric: str
    amount: Decimal
    on: date
    currency: str = "CNY"
    original: Decimal | None = None
    count: int = 1  # type: ignore[assignment]  # hides tuple.count, which nobody asks here


class Rate(NamedTuple):
    """Yuan for one unit of ``currency``, from the day ``on`` until the next rate."""

    currency: str
    on: date
    yuan: Decimal


class Payee(NamedTuple):
    """Who shares the reward, with the weight ``share``; the ``lead`` receives the odd fen.

    ``traits`` are what may exclude the payee, ``role`` is what a policy may divide by; ``team``
    names those who may count as one, ``agreed`` says that all agreed on this one.
    """

    id: str
    share: Decimal = Decimal(1)
    lead: bool = False
    traits: frozenset[str] = frozenset({"natural_person"})
    role: str = ""
    registered_on: date | None = None
    confirmed: bool = True
    team: str = ""
    agreed: bool = False


class Stated(NamedTuple):
    """A value that a person set, with who and why."""

    value: object
    by: str
    why: str


@dataclass(frozen=True)
class Facts:
    """All that is known of one project. ``elsewhere`` is what the policy already awards on other
    projects: {(payee, year): amount}.
    """

    project: str
    attributes: Mapping[str, object] = field(default_factory=dict)
    milestones: Mapping[str, date] = field(default_factory=dict)
    contributions: tuple[Contribution, ...] = ()
    payees: tuple[Payee, ...] = (Payee("1", lead=True),)
    rates: tuple[Rate, ...] = ()
    elsewhere: Mapping[tuple[str, int], Decimal] = field(default_factory=dict)

    def attribute(self, name: str) -> object:
        """The value of an attribute, None where nobody stated it."""
        value = self.attributes.get(name)
        return value.value if isinstance(value, Stated) else value


class Step(NamedTuple):
    """One reason, compact and versioned: a kind, the clause it rests on and its numbers as text."""

    kind: str
    clause: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, kind: str, clause: str = "", **values: object) -> "Step":
        return cls(kind, clause, tuple((name, _text(value)) for name, value in values.items()))

    def to_json(self) -> list[object]:
        return [REASON_VERSION, self.kind, self.clause, dict(self.values)]

    @classmethod
    def from_json(cls, stored: StoredReason) -> "Step":
        version, kind, clause, values = stored
        if version != REASON_VERSION:
            raise ValueError(
                f"a reason of version {version} cannot be read; this engine reads version "
                f"{REASON_VERSION}"
            )
        return cls(kind, clause, tuple(values.items()))


class Due(NamedTuple):
    """What one payee is due for one component, period and payment stage.

    ``on`` is the day on which it fell due, None while its stage is not reached; ``held`` then names
    the stage. ``tax`` is the part of ``amount`` that is withheld; ``borne`` says which tier of
    government bears how much.
    """

    component: str
    period: str
    stage: str
    payee: str
    amount: Decimal
    steps: tuple[Step, ...]
    contributions: tuple[str, ...]
    on: date | None = None
    held: str = ""
    tax: Decimal = Decimal(0)
    borne: tuple[tuple[str, Decimal], ...] = ()

    @property
    def payable(self) -> bool:
        return not self.held

    @property
    def net(self) -> Decimal:
        return self.amount - self.tax


@dataclass(frozen=True)
class Assessment:
    """``notes`` say why something is not due; ``next_on`` is the first later day on which the
    result may change by time alone.
    """

    dues: tuple[Due, ...]
    notes: tuple[Step, ...] = ()
    next_on: date | None = None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_text, value))
    return value.isoformat() if isinstance(value, date) else str(value)
