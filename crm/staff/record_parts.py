"""What a record's page is put together from; ``extensions`` says who adds which."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crm.core.money import scaled

DONE, NOW, AHEAD = "done", "now", "ahead"


@dataclass(frozen=True)
class Figure:
    """A number with its unit; ``percent`` draws progress, ``due_percent`` where it should be today.

    ``notes`` stand below it, ``link`` leads to what it is made of.
    """

    label: str
    value: str
    unit: str = ""
    notes: tuple = ()
    link: str = ""
    percent: int | None = None
    due_percent: int | None = None

    @classmethod
    def of_money(cls, label, amount, currency: str = "CNY", **more):
        """An amount (yuan, or ``currency``) in the unit that fits it."""
        return cls(str(label), *scaled(amount, currency).split(" ", 1), **more)

    @property
    def tone(self) -> str:
        if self.percent is None or self.due_percent is None:
            return ""
        return "green" if self.percent >= self.due_percent else "yellow"

    @property
    def drawn(self) -> int:
        return min(self.percent or 0, 100)

    @property
    def due_drawn(self) -> int:
        return min(self.due_percent or 0, 100)


@dataclass(frozen=True)
class Mark:
    """Said beside the name: a light ("red", "yellow", "green") or, without a colour, a tag."""

    text: str
    light: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Stage:
    """One part of the bar of steps, with the day on which it was reached or is promised."""

    label: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class Item:
    """A line of a block: what, and at its end how much, when or how it stands."""

    text: Any
    link: str = ""
    note: Any = ""
    mark: Mark | None = None
    avatar: str = ""


@dataclass(frozen=True)
class Block:
    """A short list under the facts. Without items it offers its first action, or is not drawn."""

    title: str
    items: list[Item] = field(default_factory=list)
    action: tuple[str, str] | None = None  # (label, address)

    @property
    def is_drawn(self) -> bool:
        return bool(self.items or self.action)


@dataclass(frozen=True)
class Table:
    """Rows of one kind of record: ``columns`` are titles, each row is (link or "", cells).

    ``numbers`` are the places of columns that hold amounts or counts.
    """

    columns: list[str]
    rows: list[tuple]
    numbers: frozenset[int] = frozenset()
    title: str = ""


@dataclass(frozen=True)
class Tab:
    """A part of the page with an address of its own (``?tab=name``), drawn when it is opened.

    ``draw(record, request)`` returns HTML, "" for nothing; ``count(record, user)`` stands beside
    the label; ``is_for(record, user)`` says for whom there is such a part.
    """

    name: str
    label: str
    draw: Callable
    count: Callable | None = None
    is_for: Callable = lambda record, user: True
    order: int = 0  # the lowest stands first


def tone_of(record) -> str:
    """How its state is coloured: "done", "bad", "wait" for one that waits for somebody's decision,
    "now" while it is on its way.
    """
    transitions = record.TRANSITIONS.values()
    arriving = [transition for transition in transitions if transition.target == record.state]
    leaving = [
        transition
        for transition in transitions
        if record.state in transition.sources and not transition.is_exceptional
    ]
    if arriving and all(transition.negative for transition in arriving):
        return "bad"
    if not any(not transition.negative for transition in leaving):
        return "done"
    return "now"
