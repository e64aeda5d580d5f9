"""Locks against a race: of two people who enter the same thing at the same instant the second
waits, and then finds what the first stored.
"""

import zlib

from django.db import connection

IN_ORDER = """
select count(pg_advisory_xact_lock(%s, bucket))
from unnest(%s::int[]) with ordinality as bucket_of(bucket, place)
"""
BUCKETS = 256  # locks of one model: as many as an import of any length takes at most


def take_turns(model, keys=None):
    """Take advisory locks for the ``keys`` (texts) of records of ``model``, or, without ``keys``,
    all of its locks, until this transaction ends.

    Two keys may share a lock; then one waits needlessly for a moment. The locks are taken in a
    fixed order, so that there is no deadlock.
    """
    space = _number(model._meta.label_lower)
    buckets = range(BUCKETS) if keys is None else {_number(key) % BUCKETS for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(IN_ORDER, [space, sorted(buckets)])


def _number(text: str) -> int:
    """A whole number that PostgreSQL holds in four bytes."""
    return zlib.crc32(text.encode()) & 0x7FFFFFFF
