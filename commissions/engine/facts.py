"""What goes into an assessment and what comes out. Amounts are Decimal yuan; shares and rates are fractions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

METRICS = (
    "paid_in", "fixed_assets", "equipment", "foreign_capital", "registered_capital", "total_tax", "local_tax", "revenue",
)  # fmt: skip
MILESTONES = ("signed", "registered", "first_capital", "started", "producing", "at_capacity", "first_tax", "terminated")


@dataclass(frozen=True)
class Contribution:
    """One verified amount. ``land`` is the part of a fixed-asset amount that paid for land."""

    id: str
    metric: str
    amount: Decimal
    on: date
    land: Decimal = Decimal(0)


@dataclass(frozen=True)
class Payee:
    """Who shares the reward, with the weight ``share``; the ``lead`` receives the odd fen. ``excluded`` is a reason or ""."""

    id: str
    share: Decimal = Decimal(1)
    lead: bool = False
    kind: str = "referrer"
    registered_on: date | None = None
    confirmed: bool = True
    excluded: str = ""


@dataclass(frozen=True)
class Facts:
    project: str
    attributes: Mapping[str, object] = field(default_factory=dict)
    milestones: Mapping[str, date] = field(default_factory=dict)
    contributions: tuple[Contribution, ...] = ()
    payees: tuple[Payee, ...] = (Payee("1", lead=True),)


@dataclass(frozen=True)
class Step:
    """One reason, compact and versioned: a kind, the clause it rests on and its numbers as text."""

    kind: str
    clause: str = ""
    values: tuple[tuple[str, str], ...] = ()

    VERSION = 1

    @classmethod
    def of(cls, kind: str, clause: str = "", **values) -> "Step":
        return cls(kind, clause, tuple((name, _text(value)) for name, value in values.items()))

    def to_json(self) -> list:
        return [self.VERSION, self.kind, self.clause, dict(self.values)]

    @classmethod
    def from_json(cls, stored: list) -> "Step":
        version, kind, clause, values = stored
        if version != cls.VERSION:
            raise ValueError(f"a reason of version {version} cannot be read; this engine reads version {cls.VERSION}")
        return cls(kind, clause, tuple(values.items()))


@dataclass(frozen=True)
class Due:
    """What one payee is due for one component, period and payment stage; ``held`` says why it cannot be paid yet."""

    component: str
    period: str
    stage: str
    payee: str
    amount: Decimal
    steps: tuple[Step, ...]
    contributions: tuple[str, ...]
    payable: bool = True
    held: str = ""


@dataclass(frozen=True)
class Assessment:
    """``notes`` say why something is not due."""

    dues: tuple[Due, ...]
    notes: tuple[Step, ...] = ()


def _text(value) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
