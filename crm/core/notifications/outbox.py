"""Writing down what is told, and to whom on which channel."""

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction

from crm.core.writes import as_one

from ..background.send import nudge
from ..models import Channel, Delivery, Notification
from .channels import channels_of
from .kinds import NOTIFICATION_KINDS
from .tasks import deliver_one


@as_one()
def notify(
    users, kind: str, record=None, *, by=None, once: str = "", link: str = "", **values
) -> list[Notification]:
    """Tell each of ``users`` something of ``kind`` about ``record``, or, without one, about what
    stands at ``link``.

    Those who may not see the record, are not active, or are ``by`` are left out. ``values`` (text
    and numbers) fill the kind's sentence; they reach nobody else. With ``once`` a person is told a
    second time only under another key. Everything is written in the caller's transaction and leaves
    the house after its commit.
    """
    if kind not in NOTIFICATION_KINDS:
        raise LookupError(f"no kind of notification is registered as {kind}")
    notifications = [
        _tell(user, kind, record, by, once, link, values) for user in _who(users, record, by)
    ]
    notifications = [notification for notification in notifications if notification]
    deliveries = [
        Delivery(notification=notification, channel=channel)
        for notification in notifications
        for channel in notification.ways
    ]
    Delivery.objects.bulk_create(deliveries)
    for delivery in deliveries:
        nudge(deliver_one, delivery.pk)  # what waits is delivered every minute anyway
    return notifications


def _who(users, record, by) -> list:
    candidates = {user.pk: user for user in users if user and user.is_active and user != by}
    if record is None:
        return list(candidates.values())
    manager = type(record).objects
    return [
        user
        for user in candidates.values()
        if manager.visible_to(user).filter(pk=record.pk).exists()
    ]


def _tell(user, kind, record, by, once, link, values) -> Notification | None:
    ways = channels_of(user, kind)
    if not ways:
        return None
    notification = Notification(
        recipient=user,
        kind=kind,
        by=by,
        once=once,
        link=link,
        values=values,
        in_app=Channel.APP in ways,
        content_type=record and ContentType.objects.get_for_model(record),
        object_id=record and record.pk,
    )
    try:
        with transaction.atomic():
            notification.save()
    except IntegrityError:
        if once and Notification.objects.filter(recipient=user, kind=kind, once=once).exists():
            return None
        raise
    notification.ways = ways - {Channel.APP}
    return notification
