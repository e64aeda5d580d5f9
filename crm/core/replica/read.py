"""Where reports are read."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.http import Http404

from ..metrics.numbers import REPLICA as READS
from . import standing
from .own_writes import last_write_of
from .router import REPLICA, reading_there

SAFE = {"GET", "HEAD"}
STEP_SECONDS = 0.1
# What a standby ends by itself: the connection, or a query that stood in the way of its log.
FAILED = (OperationalError, InterfaceError)


def is_set() -> bool:
    return REPLICA in settings.DATABASES


def reads_from_replica(view):
    """A view that only reads: its records come from the replica, unless that is away, far behind,
    or has not yet what this person wrote last. What fails there is read where people work.
    """

    @wraps(view)
    def read(request, *args, **kwargs):
        if not is_set() or request.method not in SAFE:
            return view(request, *args, **kwargs)
        # Who asks is looked up before, at home.
        written = last_write_of(request) if request.user.is_authenticated else 0
        return read_there(lambda: _drawn(view(request, *args, **kwargs)), written)

    return read


def read_there(work: Callable, written: int = 0, wait_seconds: float = 0.0):
    """What ``work`` returns; it may be called twice. ``written`` is the position that the replica
    must have; it is waited for up to ``wait_seconds``.
    """
    if why := _why_not(written, wait_seconds):
        READS.labels("default", why).inc()
        return work()
    try:
        with reading_there():
            result = work()
    except Http404:  # somebody was told of what is there since a moment
        return work()
    except FAILED:
        with suppress(*FAILED):
            connections[REPLICA].close()
        standing.give_up_for_a_while()
        READS.labels("default", "failed").inc()
        return work()
    READS.labels("replica", "").inc()
    return result


def read_all_of_today(work: Callable, wait_seconds: float = 5.0):
    """As ``read_there``, with everything that was written until now: for the background, where
    somebody asked for what they have just written.
    """
    if not is_set():
        return work()
    return read_there(work, standing.number_of(standing.position_of_primary()), wait_seconds)


def _why_not(written: int, wait_seconds: float) -> str:
    until = time.monotonic() + wait_seconds
    while True:
        replica = standing.standing(written)
        if replica.why_not:
            return replica.why_not
        if replica.position >= written:
            return ""
        if time.monotonic() >= until:
            return "own write"
        time.sleep(STEP_SECONDS)


def _drawn(response):
    """A page that is drawn later would be drawn from the other database."""
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    return response
