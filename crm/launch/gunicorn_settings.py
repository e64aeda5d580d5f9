"""What gunicorn needs besides its options, here and on every machine: gunicorn -c
python:crm.launch.gunicorn_settings crm.wsgi
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

from django.conf import settings

control_socket_disable = True
worker_class = "gthread"
preload_app = True
timeout = 120  # seconds
# Its own lines in the same form as all others.
if settings.LOG_FORMAT == "json":
    gunicorn_logger = {"level": "INFO", "handlers": [], "propagate": True}
    logconfig_dict = {
        **settings.LOGGING,
        "loggers": {**settings.LOGGING["loggers"], "gunicorn.error": gunicorn_logger},
    }


def child_exit(_server, worker):
    """The gauges of a process that has ended are shown no more; what it counted stays counted."""
    if settings.METRICS_FOLDER:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid, settings.METRICS_FOLDER)
