"""What a worker does is counted, and told in the log under the id of the request that asked."""

import logging
import time
from contextlib import ExitStack, contextmanager

from celery import signals

from ..log_lines import WORK
from ..metrics.numbers import task_measured
from ..request_ids import working_for

log = logging.getLogger(WORK)
OF_ERRANDS = "core.do_errand"  # told by the errand's own task
_open: dict[str, ExitStack] = {}


@contextmanager
def watching(task: str):
    start = time.perf_counter()
    with task_measured(task):
        yield
    log.info("done", extra={"task": task, "seconds": round(time.perf_counter() - start, 4)})


@signals.task_prerun.connect
def begin(task_id=None, task=None, **_signal):
    stack = _open[task_id] = ExitStack()
    if task.name != OF_ERRANDS:
        stack.enter_context(working_for(getattr(task.request, "request_id", "") or ""))
        stack.enter_context(watching(task.name))


@signals.task_postrun.connect
def end(task_id=None, state="", **_signal):
    if stack := _open.pop(task_id, None):
        failed = None if state == "SUCCESS" else RuntimeError(state)
        stack.__exit__(failed and RuntimeError, failed, None)
