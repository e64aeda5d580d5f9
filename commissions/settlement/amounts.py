"""The verified amounts of projects in the engine's terms: a tax counts whole and by its local
share, land beside fixed assets.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.db import connection

from ..engine import Contribution

EACH = """
select e.project_id, c.id::text, c.metric, c.amount, coalesce(c.period_to, c.happened_on),
    c.local_amount, nullif(c.land_amount, 0),
    c.id::text, 1, c.currency, c.original_amount
from parks_contribution c join parks_enterprise e on e.id = c.enterprise_id
where {chosen}
order by e.project_id, coalesce(c.period_to, c.happened_on), c.id
"""
VERIFIED = "c.state = 'verified' and e.project_id = any(%s)"
STORED = "c.id = any(%s)"
# A lot has the day of its last amount; one after the day of the assessment has that of its first,
# because from then on it counts.
LOTS = """
with chosen as materialized (
    select project_id, days::date[] as days from unnest(%s::bigint[],
        %s::text[]) as given (project_id, days)
), verified as (
    select chosen.project_id, chosen.days, c.id, c.metric, c.amount, c.local_amount, c.land_amount,
        coalesce(c.period_to, c.happened_on) as day
    from chosen join parks_enterprise e on e.project_id = chosen.project_id
        join parks_contribution c on c.enterprise_id = e.id
    where c.state = 'verified'
)
select project_id, string_agg(id::text, ',' order by day, id), metric, sum(amount),
    case when min(day) > %s then min(day) else max(day) end, sum(local_amount),
        nullif(sum(land_amount), 0),
    string_agg(id::text, ',' order by day, id) filter (where land_amount <> 0), count(*)
from verified
group by project_id, metric, extract(year from day), width_bucket(day, days)
order by project_id, 5, min(id)
"""


def amounts_of(projects: list[int]) -> dict[int, list[Contribution]]:
    """{project: its verified amounts}, each for itself."""
    return _read(EACH.format(chosen=VERIFIED), [projects]) if projects else {}


def amounts_by_id(pks: list[int]) -> dict[int, list[Contribution]]:
    """{project: these amounts}, whatever their state is now."""
    return _read(EACH.format(chosen=STORED), [pks]) if pks else {}


def lots_of(divisions: Mapping[int, set[date]], as_of: date) -> dict[int, list[Contribution]]:
    """{project: its verified amounts in lots}: of one metric and calendar year, and between two of
    the project's dividing days.
    """
    if not divisions:
        return {}
    days = [_array(divisions_of_project) for divisions_of_project in divisions.values()]
    return _read(LOTS, [list(divisions), days, as_of])


def _array(days: set[date]) -> str:
    """Days as PostgreSQL writes an array of dates."""
    return "{" + ",".join(day.isoformat() for day in sorted(days)) + "}"


def _read(sql: str, values: list[object]) -> dict[int, list[Contribution]]:
    contributions: dict[int, list[Contribution]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for row in cursor.fetchall():
            contributions[row[0]] += in_terms(*row[1:])
    return contributions


def in_terms(
    ids: str,
    metric: str,
    amount: Decimal,
    on: date,
    local: Decimal,  # of a tax alone
    land: Decimal | None,
    land_ids: str,  # where there is land
    count: int,
    currency: str = "CNY",
    original: Decimal | None = None,
) -> Iterator[Contribution]:
    """What a verified amount, or a lot of them, is to the engine; ``ids`` are divided by commas."""
    if metric == "tax":
        yield Contribution(ids, "total_tax", amount, on, count=count)
        yield Contribution(ids, "local_tax", local, on, count=count)
        return
    yield Contribution(
        ids, metric, amount, on, currency, original if currency != "CNY" else None, count
    )
    if land:
        yield Contribution(land_ids, "land", land, on, count=land_ids.count(",") + 1)
