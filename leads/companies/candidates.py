"""The stored names that come into question for a name: equal ones, and those that share its rarest
pieces.
"""

import json
import time
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from crm.core.database.statistics import analyze

ENOUGH = 2_000  # rows that the chosen pieces are expected to bring
AT_MOST = 2_500  # rows looked at, however common the pieces
REMEMBERED = 600  # seconds
UNKNOWN = 0.0002  # share of the rows, where the statistics do not name a piece

SEARCH = f"""
select place, found.* from (
    select * from jsonb_to_recordset(%s) as names(place int, keys text[], pieces text[], code text)
        limit %s
) asked, lateral (
    (select id, name, name_key, name_en, name_en_key, credit_code from leads_company
        where name_key = any(asked.keys) limit 200)
    union all
    (select id, name, name_key, name_en, name_en_key, credit_code from leads_company
        where name_en_key = any(asked.keys) limit 200)
    union all
    (select id, name, name_key, name_en, name_en_key, credit_code from leads_company
        where asked.code <> '' and credit_code <> '' and credit_code = asked.code)
    union all
    (select id, name, name_key, name_en, name_en_key, credit_code from leads_company
     where name_grams(name, name_key, name_en_key) && asked.pieces limit {AT_MOST})
    union all
    (select c.id, a.name, a.name_key, '', '', credit_code from leads_companyalias a
        join leads_company c on c.id = company_id
     where a.name_key = any(asked.keys) limit 200)
    union all
    (select c.id, a.name, a.name_key, '', '', credit_code from leads_companyalias a
        join leads_company c on c.id = company_id
     where name_grams(a.name, a.name_key, '') && asked.pieces limit {AT_MOST})
) found
"""


@dataclass(frozen=True)
class Wanted:
    """What one name is looked up by."""

    keys: list[str]
    pieces: frozenset[str]
    credit_code: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """One of the names of a stored company."""

    company_id: int
    text: str
    key: str
    credit_code: str


def faces_for(wanted: list[Wanted]) -> list[list[Face]]:
    """The names that come into question for each of ``wanted``, by one query.

    The LIMIT tells the planner how many names there are; without it the planner expects a hundred
    and chooses a slower plan.
    """
    questions = [
        {
            "place": place,
            "keys": wanted_name.keys,
            "pieces": rarest(wanted_name.pieces),
            "code": wanted_name.credit_code,
        }
        for place, wanted_name in enumerate(wanted)
    ]
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, [json.dumps(questions), len(questions)])
        rows = cursor.fetchall()
    faces = [{} for _name in wanted]
    for place, pk, name, key, name_en, key_en, code in rows:
        faces[place][pk, name] = Face(pk, name, key, code)
        if key_en:
            faces[place][pk, name_en] = Face(pk, name_en, key_en, code)
    return [list(face.values()) for face in faces]


def rarest(pieces) -> list[str]:
    """The rarest of ``pieces``: as many as are expected to match ENOUGH rows together; at least
    one.
    """
    share, rows = _shares(connection.settings_dict["NAME"], int(time.monotonic() // REMEMBERED))
    chosen, expected = [], 0.0
    for piece in sorted(pieces, key=lambda piece: (share.get(piece, 0), piece)):
        expected += share.get(piece, UNKNOWN) * rows
        if chosen and expected > ENOUGH:
            break
        chosen.append(piece)
    return chosen


@lru_cache(maxsize=4)
def _shares(database: str, period: int) -> tuple[dict[str, float], float]:
    """({piece: share of the companies}, number of companies), from the statistics of ANALYZE; empty
    in a database that has none yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select most_common_elems::text::text[], most_common_elem_freqs from pg_stats "
            "where tablename = 'company_grams' and schemaname = current_schema()"
        )
        pieces, shares = cursor.fetchone() or (None, None)
        cursor.execute("select reltuples from pg_class where oid = 'leads_company'::regclass")
        (rows,) = cursor.fetchone()
    return dict(zip(pieces or [], shares or [], strict=False)), max(rows, 0.0)


def count_anew(added: int) -> None:
    """Gather the statistics of the companies anew where more were ``added`` than there were at the
    last time: without them, each name of a first list would be compared with every other.
    """
    with connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where oid = 'leads_company'::regclass")
        if added > max(cursor.fetchone()[0], 0):
            analyze("leads_company")
            _shares.cache_clear()
