"""Reading what one was told: each sentence with its record, as far as the reader may (still) see
it.
"""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from ..joins import read_with
from ..links import link_to
from ..models import Notification
from ..sight import Sight, called_by, named_by
from .kinds import NOTIFICATION_KINDS


@dataclass(frozen=True)
class ReadNotification:
    notification: Notification
    sentence: str
    link: str


def unread_count(user) -> int:
    return Notification.objects.visible_to(user).unread().count()


def unread_of(request) -> int:
    """Counted once a page."""
    if not hasattr(request, "unread_notifications"):
        request.unread_notifications = unread_count(request.user)
    return request.unread_notifications


def read_out(notifications, user) -> list[ReadNotification]:
    """The notifications of ``user`` in words; a record that they no longer see is not named."""
    notifications = list(notifications)
    records = _records_of(notifications, user)
    sight = Sight(user)
    sight.has_read(records.values())
    sight.look(related for record in records.values() for related in named_by(record))
    return [
        _in_words(
            notification, records.get((notification.content_type_id, notification.object_id)), sight
        )
        for notification in notifications
    ]


def mark_read(notifications) -> int:
    return notifications.filter(read_at=None).update(read_at=timezone.now())


def _records_of(notifications, user) -> dict:
    """{(content type, id): record} of those that ``user`` sees, one query a model."""
    ids: dict[int, set[int]] = {}
    for notification in notifications:
        if notification.content_type_id:
            ids.setdefault(notification.content_type_id, set()).add(notification.object_id)
    records = {}
    for type_id, pks in ids.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is None:
            continue
        rows = model.objects.visible_to(user).filter(pk__in=pks)
        for record in read_with(rows, called_by(model)):
            records[type_id, record.pk] = record
    return records


def _in_words(notification, record, sight: Sight) -> ReadNotification:
    if notification.content_type_id and record is None:
        return ReadNotification(notification, _("A record that you no longer see."), "")
    kind = NOTIFICATION_KINDS.get(notification.kind)
    values = {
        **notification.values,
        "record": sight.label(record) if record else "",
        "by": notification.by or "",
    }
    return ReadNotification(
        notification,
        str(kind.sentence) % values if kind else notification.kind,
        link_to(record, sight.user) if record else notification.link,
    )
