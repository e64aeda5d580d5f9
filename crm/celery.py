import os

from celery import Celery, signals

from crm.launch import folder_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
folder_broker.use()


@signals.setup_logging.connect
def keep_the_settings_log(**_signal):
    """Celery, told that somebody sees to it, leaves the log as the settings form it."""


app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Rooms that own tasks and are no apps of their own.
app.autodiscover_tasks(
    [
        "crm.core.background",
        "crm.core.backup",
        "crm.core.indicators",
        "crm.core.notifications",
        "crm.core.personal",
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
