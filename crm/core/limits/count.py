"""Counting requests and uploads against the limits, in the database that all machines share.

One statement reads the limits in force, counts, and says who is refused. Of each sender and limit
one moment is kept: when all that was taken will be forgotten. What is taken moves it on by its
share of the time; what would move it further ahead than the whole time is refused and moves
nothing. So of many at the same instant exactly as many pass as the limit says, whoever was refused
passes again as soon as there is room for one, and no hour ends at which twice as many would.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.db import connection
from django.utils import timezone

from ..models.rate_limit import RATE_LIMITS, RateCount, Scope
from .senders import Sender

KEPT = timedelta(days=1)
# ``ahead`` are the seconds until all is forgotten, by the limit as it stands now: what was counted
# by another one is worth as many requests as before. A hundredth of a request is let go, so that
# rounding takes none away.
COUNT = """
insert into core_ratecount as counted
    (key, number, seconds, code_from, cost, empty_at, has_passed, refused)
select concat_ws(':', asked.code, chosen.scope, sender.name),
    chosen.number, chosen.seconds, chosen.code_from, asked.cost,
    clock_timestamp() + interval '1 second' * case
        when first.fits then asked.cost * chosen.seconds / chosen.number else 0 end,
    first.fits, case when first.fits then 0 else 1 end
from unnest(%(codes)s::text[], %(costs)s::float8[], %(scopes)s::text[], %(numbers)s::int[],
        %(seconds)s::int[], %(codes_from)s::int[])
    as asked (code, cost, scope, number, seconds, code_from)
left join core_ratelimit as stored on stored.code = asked.code
cross join lateral (
    select coalesce(stored.scope, asked.scope) as scope,
        coalesce(stored.number, asked.number) as number,
        coalesce(stored.seconds, asked.seconds) as seconds,
        case when stored.id is null then asked.code_from else stored.code_from end as code_from
) as chosen
cross join lateral (
    select case chosen.scope
        when 'address' then %(address)s
        when 'account' then %(account)s
        when 'organisation' then %(organisation)s
        else '' end as name
) as sender
cross join lateral (select asked.cost <= chosen.number as fits) as first
where coalesce(stored.is_on, true)
order by 1
on conflict (key) do update
set (number, seconds, code_from, cost, empty_at, has_passed, refused) = (
    select excluded.number, excluded.seconds, excluded.code_from, excluded.cost,
        clock.now + interval '1 second'
            * (ahead.before + case when room.fits then ahead.share else 0 end),
        room.fits,
        case when ahead.before = 0 then 0 else least(counted.refused, 2000000000) end
            + case when room.fits then 0 else 1 end
    from (select clock_timestamp() as now) as clock
    cross join lateral (
        select greatest(0, extract(epoch from counted.empty_at - clock.now)::float8)
                * counted.number / counted.seconds * excluded.seconds / excluded.number as before,
            excluded.cost * excluded.seconds / excluded.number as share
    ) as ahead
    cross join lateral (
        select ahead.before + ahead.share <= excluded.seconds * (1 + 0.01 / excluded.number) as fits
    ) as room
)
returning key, number, seconds, code_from, cost, has_passed, refused,
    extract(epoch from empty_at - clock_timestamp())::float8
"""


@dataclass(frozen=True)
class Counted:
    """What one limit says of one request. ``ahead`` are the seconds until all is forgotten."""

    key: str
    number: int
    seconds: int
    code_from: int | None
    cost: float
    has_passed: bool
    refused: int
    ahead: float

    @property
    def code(self) -> str:
        return self.key.split(":")[0]

    @property
    def is_refused(self) -> bool:
        """All together are never refused: one of them could shut the others out."""
        return not self.has_passed and self.key.split(":")[1] != Scope.EVERYBODY

    @property
    def asks_for_a_code(self) -> bool:
        if not self.has_passed:
            return True
        usage = self.ahead * self.number / self.seconds
        return self.code_from is not None and usage > self.code_from

    @property
    def wait(self) -> int:
        """Seconds until the same would pass; a day for more than can ever pass at once."""
        if self.cost > self.number:
            return int(timedelta(days=1).total_seconds())
        share = self.cost * self.seconds / self.number
        return max(1, ceil(self.ahead + share - self.seconds))


def count(costs: dict[str, float], sender: Sender) -> list[Counted]:
    """Count ``costs`` ({limit: how many, or how much}) for ``sender``, by one statement. Limits
    that are not in force say nothing.
    """
    limits = [RATE_LIMITS[code] for code in costs]
    values = {
        "codes": list(costs),
        "costs": [float(cost) for cost in costs.values()],
        "scopes": [str(limit.scope) for limit in limits],
        "numbers": [limit.number for limit in limits],
        "seconds": [limit.seconds for limit in limits],
        "codes_from": [limit.code_from for limit in limits],
        "address": sender.address,
        "account": sender.account,
        "organisation": sender.organisation,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return [Counted(*row) for row in cursor.fetchall()]


def forget_old():
    """What was forgotten a day ago needs no row."""
    RateCount.objects.filter(empty_at__lt=timezone.now() - KEPT).delete()
