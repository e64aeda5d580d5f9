"""Of two who enter the same thing at the same instant one comes first: the other waits, and then
finds what is stored.
"""

import zlib

from django.db import connection

IN_ORDER = """
select count(pg_advisory_xact_lock(%s, bucket))
from unnest(%s::int[]) with ordinality as bucket_of(bucket, place)
"""
BUCKETS = 256  # locks of one model: as many as an import of any length takes at most


def take_turns(model, keys=None):
    """Until this transaction ends nobody else takes a turn for one of the ``keys`` (texts) of
    records of ``model``; for any without ``keys``.

    Two keys may share a lock; then one waits for nothing, which costs a moment. The locks are taken
    in one order.
    """
    space = _number(model._meta.label_lower)
    buckets = range(BUCKETS) if keys is None else {_number(key) % BUCKETS for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(IN_ORDER, [space, sorted(buckets)])


def _number(text: str) -> int:
    """A whole number that PostgreSQL holds in four bytes."""
    return zlib.crc32(text.encode()) & 0x7FFFFFFF
