"""The deals of the demonstration, as they are written down in ``told/``: a table of their facts,
and what people said about each.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from yaml import safe_load

TOLD = Path(__file__).parent / "told"
WAN = Decimal(10_000)
A_MONTH = timedelta(days=30.4)


@dataclass(frozen=True)
class DealTexts:
    """``brief``: what is to be built; ``call`` and ``visit``: the officer's notes; ``last``: the
    newest note, or why the deal ended; ``agent``: what its agent wrote; ``quiet``: nothing happened
    since the first months.
    """

    brief: str
    call: str = ""
    visit: str = ""
    last: str = ""
    agent: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Deal:
    """``name`` is the short one; money in yuan, ``dollars`` in US dollars, ``local_tax`` a year."""

    number: int
    name: str
    company: str
    place: str
    contact: str
    position: str
    industry: str
    park: str
    channel: str
    agent: str
    officer: str
    investment: Decimal
    begins: date
    reaches: str
    assets: Decimal
    local_tax: Decimal
    dollars: Decimal
    said: DealTexts

    @property
    def stem(self) -> str:
        """The company's name without its form."""
        return self.company.removesuffix("有限公司").removesuffix("股份")

    def one_of(self, phrases: list[str], **facts) -> str:
        """One of several ways to say it, filled in with the deal's facts."""
        phrase = phrases[self.number % len(phrases)]
        return phrase.format(name=self.name, contact=self.contact, place=self.place, **facts)


def deals(today: date) -> list[Deal]:
    texts = safe_load((TOLD / "said.yaml").read_text(encoding="utf-8"))
    with (TOLD / "deals.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        _deal(number, row, DealTexts(**texts[row["short"]]), today)
        for number, row in enumerate(rows, start=1)
    ]


def _days_ago(number: int, months: float) -> int:
    """Not all on the same day of a month."""
    offset = number * 11 % 17 if months >= 2 else 0
    return int(months * A_MONTH.days) + offset


def _deal(number: int, row: dict, said: DealTexts, today: date) -> Deal:
    texts = ("company", "place", "contact", "position", "industry", "park", "channel", "agent")
    amounts = {"investment": "investment_wan", "assets": "assets_wan"}
    amounts |= {"local_tax": "local_tax_wan", "dollars": "foreign_wan"}
    return Deal(
        number=number,
        name=row["short"],
        begins=today - timedelta(days=_days_ago(number, float(row["months_ago"]))),
        reaches=row["reaches"],
        officer=row["officer"],
        said=said,
        **{name: row[name] for name in texts},
        **{name: Decimal(row[column] or 0) * WAN for name, column in amounts.items()},
    )
