"""The numbers that each process counts itself. Processes of one machine add up where
PROMETHEUS_MULTIPROC_DIR names a folder that they share.
"""

import time
from contextlib import contextmanager

from prometheus_client import Counter, Histogram

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
TASK_SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)

REQUESTS = Counter("deshang_requests", "Requests that were answered", ["view", "method", "status"])
REQUEST_SECONDS = Histogram(
    "deshang_request_seconds", "How long they took", ["view"], buckets=SECONDS
)
QUERIES = Counter("deshang_queries", "Statements that requests sent", ["view", "database"])
QUERY_SECONDS = Counter(
    "deshang_query_seconds", "How long requests waited for the database", ["view", "database"]
)
TASKS = Counter("deshang_tasks", "Background work that ended", ["task", "outcome"])
TASK_DURATION = Histogram(
    "deshang_task_seconds", "How long it took", ["task"], buckets=TASK_SECONDS
)
REPLICA = Counter(
    "deshang_replica_reads", "Reports, by where they were read and why", ["database", "why"]
)


@contextmanager
def task_measured(name: str):
    """Counts the task ``name`` as done, or failed if it raises."""
    start, outcome = time.perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    finally:
        TASKS.labels(name, outcome).inc()
        TASK_DURATION.labels(name).observe(time.perf_counter() - start)
