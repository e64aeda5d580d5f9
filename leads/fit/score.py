"""Scores, worked out in the database: for all companies at once, or for some of them after a
change.

A score is what the parts that hold are worth of what all parts together are worth, from 0 to 100.
Every part counts its largest share alone, so the order of the facts plays no role.
"""

from django.db import connection

from crm.core.turns import take_turns
from crm.core.writes import as_one

from ..models import FitScore, FitWeight
from ..models.fit import BEST
from ..models.project import SETTLED
from .registry import FIT_PARTS, Among, Rows

HERE = """
select company_id from leads_project where state = any(%(settled)s)
union select company_id from leads_linkcompany
"""
WORK_OUT = """
with found as ({found}), weights as (
    select * from jsonb_to_recordset(%(weights)s) as w(part text, points int)
), best as (
    select distinct on (company_id, part) company_id, part, least(share, 1) share, why
    from found where share > 0 order by company_id, part, share desc, why::text
), counted as (
    select company_id, sum(round(points * share)) points,
        jsonb_object_agg(part, jsonb_build_array(round(points * share), why)) parts
    from best join weights using (part) group by company_id
), fresh as (
    select c.id, coalesce(f.parts, '{{}}') parts,
        greatest(0, least({best}, round({best} * coalesce(f.points, 0) / %(full)s))) score
    from leads_company c left join counted f on f.company_id = c.id
    where {among} and c.id not in ({here})
)
insert into leads_fitscore (company_id, score, parts, computed_at)
select fresh.id, fresh.score, fresh.parts, now() from fresh
left join leads_fitscore known on known.company_id = fresh.id
where known.company_id is null
    or (known.score, known.parts) is distinct from (fresh.score::int, fresh.parts)
on conflict (company_id) do update
    set score = excluded.score, parts = excluded.parts, computed_at = excluded.computed_at
"""
TAKE_AWAY = "delete from leads_fitscore s where {among} and s.company_id in ({here})"
# Compiling so large a statement takes longer than running it for one company; for all of them it
# sorts some hundred megabytes.
FOR_ONE_LARGE_STATEMENT = "set local jit = off; set local work_mem = '128MB'"
EMPTY = "select null::bigint company_id, '' part, 0::numeric share, null::jsonb why where false"


@as_one()
def work_out(only: list[int] | None = None) -> int:
    """The scores of the companies ``only``, or of all; returns how many are new or changed. Those
    that have come here lose theirs.
    """
    take_turns(FitScore, ["all"])
    among = Among(only)
    weights = {weight.part: weight.points for weight in FitWeight.objects.filter(is_active=True)}
    parts = {code: points for code, points in weights.items() if code in FIT_PARTS and points}
    queries = [(code, FIT_PARTS[code].rows(among)) for code in sorted(parts)]
    params = {
        "weights": _as_json(parts),
        "full": sum(points for points in parts.values() if points > 0) or 1,
        "only": only,
        "settled": sorted(SETTLED),
    }
    for _code, rows in queries:
        params |= rows.params
    union = " union all ".join(_of_part(code, rows) for code, rows in queries) or EMPTY
    sql = WORK_OUT.format(found=union, best=BEST, among=among("c.id"), here=HERE)
    with connection.cursor() as cursor:
        cursor.execute(FOR_ONE_LARGE_STATEMENT)
        cursor.execute(sql, params)
        changed = cursor.rowcount
        cursor.execute(TAKE_AWAY.format(among=among("s.company_id"), here=HERE), params)
    return changed


def _of_part(code: str, rows: Rows) -> str:
    return f"select company_id, '{code}' part, share::numeric share, why from ({rows.sql}) {code}_"


def _as_json(weights: dict[str, int]):
    from psycopg.types.json import Jsonb

    return Jsonb([{"part": code, "points": points} for code, points in weights.items()])
