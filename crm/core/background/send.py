"""The one way to the broker: nothing here ever breaks the request that asks for background work."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from celery import Task
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from crm.celery import app

from ..models import Errand
from ..request_ids import current

log = logging.getLogger(__name__)
FIRST_AGAIN = timedelta(minutes=1)  # after which an errand that nobody has ended is sent again
DO_ERRAND = "core.do_errand"


class Published:
    """Hands a task to the broker, when it is called. Where that fails, the next round does it.
    ``request_id`` names the request that asked.
    """

    def __init__(self, name: str, arguments: list, request_id: str = ""):
        self.name, self.arguments, self.request_id = name, arguments, request_id or current()

    def __call__(self):
        try:
            headers = {"request_id": self.request_id}
            app.send_task(self.name, self.arguments, retry=False, headers=headers)
        except Exception as error:  # of the broker's library, its transport or the disk
            log.warning("%s waits for the next round: %s", self.name, error)

    def __eq__(self, other):
        return isinstance(other, Published) and vars(self) == vars(other)

    __hash__ = None


def send(task: Task, *arguments) -> None:
    """Have ``task`` done once the transaction holds, whatever happens to broker and worker: it is
    written down with the transaction, and sent again until it has ended. It may run twice, so it
    has to see what is done. ``arguments`` are JSON values. A task without any is about all that
    there is, and is not sent again while it waits.
    """
    if arguments or not _waits(task):
        send_each(task, [arguments])


def _waits(task: Task) -> bool:
    """Whether it is asked for already and begins after this transaction: whoever begins it changes
    the row, which is locked until then.
    """
    waiting = Errand.objects.filter(task=task.name, arguments=[], begun=0)
    with transaction.atomic():
        return waiting.select_for_update(skip_locked=True).first() is not None


def send_each(task: Task, many: Iterable[tuple]) -> None:
    """As ``send``, once for each tuple of arguments."""
    again_at = timezone.now() + FIRST_AGAIN
    for errand in Errand.objects.bulk_create(
        Errand(task=task.name, arguments=list(arguments), next_at=again_at, request_id=current())
        for arguments in many
    ):
        transaction.on_commit(Published(DO_ERRAND, [errand.pk]))


def send_after_commit(task: Task, *arguments) -> None:
    """As ``send``, for what is called when the transaction is over and must not fail any more."""
    try:
        send(task, *arguments)
    except DatabaseError:
        log.exception("%s was not written down", task.name)


def nudge(task: Task, *arguments) -> None:
    """Begin a round at once that beat sends anyway: its work stands in rows of its own. Without
    arguments it is sent once, however often a transaction asks for it.
    """
    published = Published(task.name, list(arguments))
    if arguments or not any(
        act == published for _points, act, *_robust in connection.run_on_commit
    ):
        transaction.on_commit(published)
