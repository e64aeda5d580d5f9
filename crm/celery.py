import os
import threading

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Rooms that own tasks and are no apps of their own.
app.autodiscover_tasks(
    [
        "crm.core.indicators",
        "crm.core.notifications",
        "crm.core.runs",
        "crm.core.tables",
        "crm.desk.letters",
        "crm.desk.mailbox",
        "crm.dispatch.forecast",
        "crm.dispatch.meetings",
        "crm.dispatch.queue",
        "commissions.documents",
        "leads.fit",
    ]
)
_stopping = threading.Event()


@signals.worker_ready.connect
def start_heartbeat(**_signal):
    """Tell /healthz that the worker lives, until it stops."""
    from crm.launch.health import HEARTBEAT_SECONDS, heartbeat_path

    def beat():
        heartbeat_path().touch()
        while not _stopping.wait(HEARTBEAT_SECONDS):
            heartbeat_path().touch()

    threading.Thread(target=beat, daemon=True).start()


@signals.worker_shutting_down.connect
def stop_heartbeat(**_signal):
    from crm.launch.health import heartbeat_path

    _stopping.set()
    heartbeat_path().unlink(missing_ok=True)
