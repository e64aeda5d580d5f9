"""The form of the log: lines that a person reads, or JSON for a machine that collects them. Each
names the request that it belongs to. Read by the settings, so it needs no models.
"""

import structlog
from django.core.exceptions import PermissionDenied

from . import request_ids

LINES, JSON = "lines", "json"
# The loggers that tell of each request, and of each task.
REQUESTS, WORK = "deshang.requests", "deshang.work"


def add_request_id(_logger, _method, event: dict) -> dict:
    if request_id := request_ids.current():
        event["request_id"] = request_id
    return event


def without_trace_of_a_refusal(_logger, _method, event: dict) -> dict:
    """A page that is refused on purpose is no fault: the line does not say where in the code."""
    _type, error, _trace = event.get("exc_info") or (None, None, None)
    if event.get("logger") == "django.request" and isinstance(error, PermissionDenied):
        del event["exc_info"]
    return event


def as_line(_logger, _method, event: dict) -> str:
    """2026-11-30T09:00:00 WARNING crm.core … [request]"""
    line = f"{event.pop('timestamp')} {event.pop('level').upper()} {event.pop('logger')}"
    line = f"{line} {event.pop('event')}"
    trace, request = event.pop("exception", ""), event.pop("request_id", "")
    line += "".join(f" {name}={value}" for name, value in event.items())
    if request:
        line += f" [{request}]"
    return f"{line}\n{trace}" if trace else line


def configured(form: str, level: str) -> dict:
    """The setting LOGGING. With JSON each request is told; in lines for people it would drown what
    matters, so there only from the level INFO on.
    """
    json = structlog.processors.JSONRenderer(ensure_ascii=False)
    last = json if form == JSON else as_line
    moment = structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%S%z", utc=False)
    shared = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(["view", "method", "status", "seconds", "person", "task"]),
        add_request_id,
        moment,
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "told": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_trace_of_a_refusal,
                    structlog.processors.format_exc_info,
                    last,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "told"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Its own handler would tell errors a second time, without the request.
            "django.server": {"handlers": [], "propagate": True},
            **(dict.fromkeys((REQUESTS, WORK), {"level": "INFO"}) if form == JSON else {}),
        },
    }
