"""The worker's own process tells that it lives, how many of its pool are at work, and keeps the
folders of the broker of one machine.
"""

import threading
import time
from pathlib import Path

from celery import signals
from django.conf import settings

from crm.launch import signs

_ending = threading.Event()


@signals.worker_ready.connect
def begin(sender=None, **_signal):
    threading.Thread(target=_go_on, args=(sender,), daemon=True).start()


@signals.worker_shutting_down.connect
def end(**_signal):
    _ending.set()
    signs.take_away(settings.VAR_DIR, signs.HEARTBEAT)


@signals.task_postrun.connect
def tell_that_one_ran(**_signal):
    """Behind a long queue the next small task comes late; whatever ends meanwhile is proof too."""
    signs.leave(settings.VAR_DIR, signs.PULSE)


def _go_on(consumer):
    from celery.worker import state  # of the worker alone

    at_once, started = getattr(consumer.pool, "num_processes", 0), time.time()
    while True:
        keep_folders()
        signs.beat_heart(settings.VAR_DIR, len(state.active_requests), at_once, started)
        if _ending.wait(signs.HEARTBEAT_SECONDS):
            return


def keep_folders():
    """Make the folders of the filesystem broker anew; on a full disk the next round does it."""
    for folder in _folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return


def folders_stand() -> bool:
    return all(folder.is_dir() for folder in _folders())


def _folders() -> list[Path]:
    """None where the broker is a server."""
    options = getattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", {})
    return [Path(options[name]) for name in ("data_folder_in", "control_folder") if name in options]
