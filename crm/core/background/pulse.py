"""The sign that a worker works: a task that beat sends, that really ran."""

import socket
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from crm.launch import signs

from ..models import WorkerPulse


def beat_once() -> None:
    """The file is the supervisor's of this machine, the row everybody's."""
    signs.leave(settings.VAR_DIR, signs.PULSE)
    WorkerPulse.objects.update_or_create(host=socket.gethostname(), defaults={"at": timezone.now()})


def last_at() -> datetime | None:
    """When a worker of any machine last ran it."""
    return WorkerPulse.objects.order_by("-at").values_list("at", flat=True).first()
