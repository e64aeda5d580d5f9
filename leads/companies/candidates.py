"""The stored names that come into question for a name: equal ones, and those that share its rarest pieces."""

import time
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

ENOUGH = 2_000  # rows that the chosen pieces are expected to bring
AT_MOST = 2_500  # rows looked at, however common the pieces
REMEMBERED = 600  # seconds
UNKNOWN = 0.0002  # share of the rows, where the statistics do not name a piece

SEARCH = f"""
(select id, name, name_key, name_en, name_en_key, credit_code from leads_company where name_key = any(%(keys)s) limit 200)
union all
(select id, name, name_key, name_en, name_en_key, credit_code from leads_company where name_en_key = any(%(keys)s) limit 200)
union all
(select id, name, name_key, name_en, name_en_key, credit_code from leads_company where name_grams(name, name_key, name_en_key) && %(pieces)s limit {AT_MOST})
union all
(select c.id, a.name, a.name_key, '', '', credit_code from leads_companyalias a join leads_company c on c.id = company_id where a.name_key = any(%(keys)s) limit 200)
union all
(select c.id, a.name, a.name_key, '', '', credit_code from leads_companyalias a join leads_company c on c.id = company_id
 where name_grams(a.name, a.name_key, '') && %(pieces)s limit {AT_MOST})
"""
BY_CODE = " union all (select id, name, name_key, name_en, name_en_key, credit_code from leads_company where credit_code = %(code)s)"


@dataclass(frozen=True, slots=True)
class Face:
    """One of the names of a stored company."""

    company_id: int
    text: str
    key: str
    credit_code: str


def faces_for(keys: list[str], pieces: frozenset[str], credit_code: str = "") -> list[Face]:
    sql = SEARCH + BY_CODE if credit_code else SEARCH
    with connection.cursor() as cursor:
        cursor.execute(sql, {"keys": keys, "pieces": rarest(pieces), "code": credit_code})
        rows = cursor.fetchall()
    faces = {}
    for pk, name, key, name_en, key_en, code in rows:
        faces[pk, name] = Face(pk, name, key, code)
        if key_en:
            faces[pk, name_en] = Face(pk, name_en, key_en, code)
    return list(faces.values())


def rarest(pieces) -> list[str]:
    """The rarest of ``pieces``, as many as bring about ENOUGH rows; at least one."""
    share, rows = _shares(connection.settings_dict["NAME"], int(time.monotonic() // REMEMBERED))
    chosen, expected = [], 0.0
    for piece in sorted(pieces, key=lambda each: (share.get(each, 0), each)):
        expected += share.get(piece, UNKNOWN) * rows
        if chosen and expected > ENOUGH:
            break
        chosen.append(piece)
    return chosen


@lru_cache(maxsize=4)
def _shares(database: str, period: int) -> tuple[dict[str, float], float]:
    """({piece: share of the companies}, number of companies), as ANALYZE counted them; nothing is known of a young database."""
    with connection.cursor() as cursor:
        cursor.execute("select most_common_elems::text::text[], most_common_elem_freqs from pg_stats where tablename = 'company_grams' and schemaname = current_schema()")
        pieces, shares = cursor.fetchone() or (None, None)
        cursor.execute("select reltuples from pg_class where oid = 'leads_company'::regclass")
        (rows,) = cursor.fetchone()
    return dict(zip(pieces or [], shares or [], strict=False)), max(rows, 0.0)
