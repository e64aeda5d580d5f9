"""Whether the parts that the system stands on are alive, in words."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.utils import timezone
from kombu.exceptions import KombuError

from crm.celery import app
from crm.launch import signs

from .background import pulse
from .background.heartbeat import folders_stand
from .incoming.scanner import answers

OK, DOWN = "ok", "down"
OLD_AFTER_SECONDS = signs.STILL_AFTER_SECONDS


@dataclass(frozen=True)
class PartStatus:
    """What is said of a part. ``works``: what depends on it is done now, or soon."""

    words: str
    works: bool


def healthz(request):
    """``status``: ok; degraded, when pages are served and no file is taken in or background work
    is behind (200) or stands still (503); down without a database (503). Each part says in words
    what is wrong.
    """
    parts = {"database": _database()}
    parts["broker"] = _broker()
    parts["worker"] = _worker() if parts["database"].works else PartStatus("unknown", False)
    if settings.CLAMD_URL:
        parts["scanner"] = _scanner()
    return JsonResponse(
        {"status": _status(parts), **{name: part.words for name, part in parts.items()}},
        status=200 if all(part.works for part in parts.values()) else 503,
    )


def _status(parts) -> str:
    if not parts["database"].works:
        return DOWN
    return OK if all(part.words == OK for part in parts.values()) else "degraded"


def _database() -> PartStatus:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return PartStatus(DOWN, False)
    return PartStatus(OK, True)


def _broker() -> PartStatus:
    if not folders_stand():
        return PartStatus(DOWN, False)
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OSError, KombuError):
        return PartStatus(DOWN, False)
    return PartStatus(OK, True)


def _worker() -> PartStatus:
    """By a task that really ran; the worker's process alone proves nothing."""
    pulse_at, var = pulse.last_at(), settings.VAR_DIR
    ages = [
        (timezone.now() - pulse_at).total_seconds() if pulse_at else None,
        signs.age(var, signs.PULSE),
    ]
    seconds = min((age for age in ages if age is not None), default=None)
    if seconds is not None and seconds < OLD_AFTER_SECONDS:
        return PartStatus(OK, True)
    if not signs.is_alive(var):
        return PartStatus(_since(DOWN, seconds), False)
    if signs.is_busy(var):
        return PartStatus(_since("busy with long tasks", seconds), True)
    if signs.has_just_started(var):
        return PartStatus("starting", True)
    return PartStatus(_since("alive, but takes up no task", seconds), False)


def _scanner() -> PartStatus:
    if answers(settings.CLAMD_URL):
        return PartStatus(OK, True)
    return PartStatus("does not answer; no file is taken in", True)


def _since(words: str, seconds: float | None) -> str:
    if seconds is None:
        return words
    return f"{words}; the last task ran {seconds:.0f} seconds ago"
