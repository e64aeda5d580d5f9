"""What a score is made of: each part says, for all companies at once, how far it holds and what it
rests on. Rooms above add parts of their own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from psycopg.types.json import Jsonb

from ..models.fit import PART_LABELS


@dataclass(frozen=True)
class Rows:
    """A query for ``(company_id, share, why)``: ``share`` is how far the part holds, from 0 to 1,
    ``why`` a JSON object that the sentence is made of. A company may have several rows; the largest
    share counts.
    """

    sql: str
    params: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Among:
    """The companies that are asked for: ``only`` these, or all."""

    only: list[int] | None

    def __call__(self, column: str) -> str:
        """The condition by which a query keeps to them; "true" where all are asked for."""
        return "true" if self.only is None else f"{column} = any(%(only)s)"


@dataclass(frozen=True)
class Part:
    """``rows(among)`` gives the query, which keeps to the companies that are asked for."""

    code: str
    label: str
    points: int  # what it is worth until the bureau says otherwise
    rows: Callable[[Among], Rows]
    sentence: Callable[[dict], str]


FIT_PARTS: dict[str, Part] = {}


def register_part(part: Part) -> Part:
    FIT_PARTS[part.code] = part
    PART_LABELS[part.code] = part.label
    return part


def by_industry(code: str, best: dict[str, tuple[Decimal, dict]], among) -> Rows:
    """For parts that hold by the company's industry alone: {code of the industry: (share, why)}."""
    return Rows(
        f"""
        select c.id company_id, m.share, m.why
        from jsonb_to_recordset(%({code}_map)s) as m(industry text, share numeric, why jsonb)
        join leads_company c on c.industry_id = m.industry
        where {among("c.id")}
        """,
        {f"{code}_map": as_rows("industry", best)},
    )


def as_rows(key: str, by_name: dict[str, tuple[Decimal, dict]]) -> Jsonb:
    return Jsonb(
        [{key: name, "share": float(share), "why": why} for name, (share, why) in by_name.items()]
    )


def best_of(candidates: Iterable[tuple[Decimal, dict]]) -> tuple[Decimal, dict] | None:
    """The candidate of the largest share; of equal ones the one whose reason comes first."""
    return min(candidates, key=lambda candidate: (-candidate[0], str(candidate[1])), default=None)
