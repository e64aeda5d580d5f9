"""Whether the parts that the system stands on are alive."""

import time
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import JsonResponse

HEARTBEAT_SECONDS, DEAD_AFTER_SECONDS = 5, 20


def healthz(request):
    """200 when database, broker and worker are alive; 503 with the one that is not."""
    parts = {"database": database_alive(), "broker": broker_alive(), "worker": worker_alive()}
    told = {name: "ok" if alive else "down" for name, alive in parts.items()}
    return JsonResponse(told, status=200 if all(parts.values()) else 503)


def database_alive() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return False
    return True


def broker_alive() -> bool:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OSError, current_app.connection_for_write().connection_errors):
        return False
    return True


def heartbeat_path() -> Path:
    return settings.VAR_DIR / "worker.heartbeat"


def worker_alive() -> bool:
    """A worker on this host writes its heartbeat to a file; one elsewhere answers a ping through
    the broker.
    """
    if settings.CELERY_BROKER_URL.startswith("filesystem://"):
        try:
            return time.time() - heartbeat_path().stat().st_mtime < DEAD_AFTER_SECONDS
        except FileNotFoundError:
            return False
    return bool(current_app.control.ping(timeout=1))
