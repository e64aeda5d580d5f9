import os
from collections.abc import Iterator
from pathlib import Path

from celery import Celery, signals

from crm.launch import folder_broker

ROOT = Path(__file__).parents[1]
OWN = ("crm", "leads", "commissions", "parks")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
folder_broker.use()


@signals.setup_logging.connect
def keep_the_settings_log(**_signal):
    """Celery, told that somebody sees to it, leaves the log as the settings form it."""


def packages_with_tasks() -> Iterator[str]:
    """Apps and rooms within apps alike, so that none is forgotten."""
    for name in OWN:
        for path in sorted((ROOT / name).rglob("tasks.py")):
            yield ".".join(path.parent.relative_to(ROOT).parts)


app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(lambda: list(packages_with_tasks()))
