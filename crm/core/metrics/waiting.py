"""What stands in the database, read when the numbers are asked for: it is the same whichever
process is asked, so alarms take its maximum.
"""

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily as Gauge

from ..models import Delivery, Errand, WorkerPulse

SERVER = """
select sum(numbackends)::int, current_setting('max_connections')::int,
       coalesce(extract(epoch from (
           select max(now() - xact_start) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()))::float, 0),
       pg_database_size(current_database())
from pg_stat_database
"""
STANDBYS = """
select coalesce(application_name, ''), coalesce(extract(epoch from replay_lag)::float, 0)
from pg_stat_replication
"""


class Waiting:
    """A collector of Prometheus. Without a database it says that alone."""

    def describe(self):
        """Nothing: it is not asked at registration, when there may be no database yet."""
        return []

    def collect(self) -> Iterator[Gauge]:
        try:
            gauges = [*_errands(), *_letters(), *_pulses(), *_server()]
        except DatabaseError:
            yield _one("deshang_database_up", "Whether the database answers", 0)
            return
        yield _one("deshang_database_up", "Whether the database answers", 1)
        yield from gauges


def _errands() -> Iterator[Gauge]:
    waiting = Gauge("deshang_errands", "Background work asked for and not done", labels=["task"])
    oldest = Gauge("deshang_errands_oldest_seconds", "Since when the oldest waits", labels=["task"])
    failing = Gauge("deshang_errands_failing", "Of these, what failed before", labels=["task"])
    now = timezone.now()
    for task, count, since in (
        Errand.objects.order_by().values_list("task").annotate(Count("pk"), Min("created_at"))
    ):
        waiting.add_metric([task], count)
        oldest.add_metric([task], (now - since).total_seconds())
    for task, count in (
        Errand.objects.exclude(problem="").order_by().values_list("task").annotate(Count("pk"))
    ):
        failing.add_metric([task], count)
    yield from (waiting, oldest, failing)


def _letters() -> Iterator[Gauge]:
    """The outbox: what was told and has not left the house."""
    count, since = (
        Delivery.objects.filter(state="waiting")
        .aggregate(Count("pk"), Min("notification__created_at"))
        .values()
    )
    age = (timezone.now() - since).total_seconds() if since else 0
    yield _one("deshang_outbox", "Notifications that wait to leave", count)
    yield _one("deshang_outbox_oldest_seconds", "Since when the oldest waits", age)


def _pulses() -> Iterator[Gauge]:
    """Beat sends a probe every ten seconds, a worker runs it: its age proves both."""
    last = WorkerPulse.objects.aggregate(Max("at"))["at__max"]
    age = (timezone.now() - last).total_seconds() if last else float("inf")
    yield _one("deshang_pulse_age_seconds", "Since when no task of beat has run", age)


def _server() -> Iterator[Gauge]:
    with connection.cursor() as cursor:
        cursor.execute(SERVER)
        connected, most, longest, size = cursor.fetchone()
        cursor.execute(STANDBYS)
        standbys = cursor.fetchall()
    yield _one("deshang_database_connections", "Connections to the server", connected)
    yield _one("deshang_database_connections_most", "As many as it allows", most)
    yield _one("deshang_database_longest_transaction_seconds", "The longest one open", longest)
    yield _one("deshang_database_bytes", "Size of the database", size)
    lag = Gauge("deshang_standby_lag_seconds", "How far a standby is behind", labels=["standby"])
    for name, seconds in standbys:
        lag.add_metric([name], seconds)
    yield lag


def _one(name: str, description: str, value: float) -> Gauge:
    return Gauge(name, description, value=value)
