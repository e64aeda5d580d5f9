import os

from celery import Celery

from crm.launch import folder_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
folder_broker.use()
app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Rooms that own tasks and are no apps of their own.
app.autodiscover_tasks(
    [
        "crm.core.background",
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
