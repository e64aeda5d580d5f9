"""How far the replica is. A position is one in the write-ahead log, as PostgreSQL writes it:
``16/B374D848``.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections

from .router import REPLICA

KEPT_SECONDS = 2  # for which what was found is believed
AWAY_SECONDS = 10  # for which a replica that failed is left alone
POSITION = "select pg_current_wal_insert_lsn()::text"
STANDING = """
select pg_is_in_recovery(), pg_last_wal_replay_lsn()::text,
       extract(epoch from now() - pg_last_xact_replay_timestamp())::float
"""
FAILURES = (DatabaseError, InterfaceError)


@dataclass(frozen=True)
class Standing:
    """``position``: up to where it has everything; ``why_not``: why nothing is read there."""

    position: int = 0
    why_not: str = ""


class _Seen:
    standing, until = Standing(), 0.0


_seen = _Seen()


def number_of(position: str | None) -> int:
    """A position as the number of bytes since the beginning of the log."""
    high, _slash, low = (position or "0/0").partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def position_of_primary() -> str:
    with connection.cursor() as cursor:
        cursor.execute(POSITION)
        return cursor.fetchone()[0]


def standing(at_least: int = 0) -> Standing:
    """Of the replica, not older than some seconds; looked at anew where it lacked ``at_least``."""
    if time.monotonic() < _seen.until and (
        _seen.standing.why_not or _seen.standing.position >= at_least
    ):
        return _seen.standing
    state = _look()
    keep(state, AWAY_SECONDS if state.why_not == "away" else KEPT_SECONDS)
    return state


def keep(state: Standing, seconds: float) -> None:
    _seen.standing, _seen.until = state, time.monotonic() + seconds


def give_up_for_a_while() -> None:
    keep(Standing(why_not="away"), AWAY_SECONDS)


def forget() -> None:
    _seen.until = 0.0


def _look() -> Standing:
    """Behind only where something is lacking: on a quiet night the last transaction is old."""
    primary = number_of(position_of_primary())
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(STANDING)
            is_standby, position, seconds = cursor.fetchone()
    except FAILURES:
        connections[REPLICA].close()
        return Standing(why_not="away")
    if not is_standby:
        return Standing(why_not="no standby")
    replica = number_of(position)
    lacks = replica < primary
    is_behind = lacks and (seconds is None or seconds > settings.REPLICA_BEHIND_SECONDS)
    return Standing(replica, "behind" if is_behind else "")
