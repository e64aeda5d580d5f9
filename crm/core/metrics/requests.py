"""Each request is measured by its view, never by its address, which may hold keys and names."""

import logging
import time
from collections import defaultdict
from contextlib import ExitStack

from django.db import connections

from ..log_lines import REQUESTS as LOGGER
from . import address
from .numbers import QUERIES, QUERY_SECONDS, REQUEST_SECONDS, REQUESTS

log = logging.getLogger(LOGGER)
NO_VIEW = "(none)"
KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Measured:
    """Middleware, near the first. It answers the address of the numbers itself: no host name,
    redirect or session stands before it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == address.PATH:
            return address.answer(request)
        start, asked = time.perf_counter(), QueryMeter()
        with asked.listening():
            response = self.get_response(request)
        _count(request, response, time.perf_counter() - start, asked)
        return response


class QueryMeter:
    """Queries and seconds of the request, by database."""

    def __init__(self):
        self.queries, self.seconds = defaultdict(int), defaultdict(float)

    def listening(self) -> ExitStack:
        stack = ExitStack()
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(self._measure))
        return stack

    def _measure(self, execute, sql, params, many, context):
        start, alias = time.perf_counter(), context["connection"].alias
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries[alias] += 1
            self.seconds[alias] += time.perf_counter() - start


def _count(request, response, seconds: float, asked: QueryMeter):
    view, method = view_of(request), request.method
    method = method if method in KNOWN_METHODS else "(other)"
    REQUESTS.labels(view, method, response.status_code).inc()
    REQUEST_SECONDS.labels(view).observe(seconds)
    for database, count in asked.queries.items():
        QUERIES.labels(view, database).inc(count)
        QUERY_SECONDS.labels(view, database).inc(asked.seconds[database])
    log.info(
        "answered",
        extra={
            "view": view,
            "method": method,
            "status": response.status_code,
            "seconds": round(seconds, 4),
            "person": _person(request),
        },
    )


def view_of(request) -> str:
    """The name of its route; what has none is named by its function."""
    match = request.resolver_match
    if match is None:
        return NO_VIEW
    return match.view_name or match._func_path


def _person(request) -> int | None:
    """The key of who asked, if that was looked up anyway."""
    user = request.__dict__.get("_cached_user")
    return getattr(user, "pk", None)
