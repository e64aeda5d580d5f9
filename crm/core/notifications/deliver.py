"""Taking the outbox out of the house. Only the record's number and a link leave it; the content is
read after logging in.
"""

import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.writes import as_one

from ..hosts import ADMIN, PORTAL, base_of
from ..links import number_of
from ..models import Channel, Delivery
from .channels import webhook_of
from .webhooks import NotDelivered, post_text

MOST_ATTEMPTS = 8
AT_ONCE = 200


def deliver_waiting():
    """Send what is due and was not sent yet."""
    due = Delivery.objects.filter(
        state=Delivery.State.WAITING, next_try_at__lte=timezone.now()
    ).order_by("next_try_at")
    for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        deliver(pk)


@as_one()
def deliver(pk: int):
    """Send one delivery; where that fails, put it off: 1, 2, 4 … minutes, and give up after
    MOST_ATTEMPTS.

    The row is locked while it is sent, so that two workers send it once.
    """
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=["self"])
        .select_related("notification__recipient")
        .filter(pk=pk, state=Delivery.State.WAITING)
        .first()
    )
    if delivery is None:
        return
    delivery.attempts += 1
    try:
        _send(delivery)
    except NotDelivered as refused:
        _put_off(delivery, str(refused))
    else:
        delivery.state, delivery.sent_at, delivery.problem = Delivery.State.SENT, timezone.now(), ""
    delivery.save()


def _send(delivery):
    recipient = delivery.notification.recipient
    if delivery.channel == Channel.EMAIL:
        return _mail(recipient, message_of(delivery.notification))
    webhook = webhook_of(recipient, delivery.channel)
    if webhook is None or not recipient.is_active:
        raise NotDelivered("no address")
    post_text(webhook, message_of(delivery.notification))


def _mail(recipient, text: str):
    if not recipient.email or not recipient.is_active:
        raise NotDelivered("no address")
    try:
        send_mail(_("Deshang: news for you"), text, settings.DEFAULT_FROM_EMAIL, [recipient.email])
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(type(error).__name__) from None


def message_of(notification) -> str:
    """All that leaves the house: the number of the record and the address at which to log in."""
    model = notification.content_type and notification.content_type.model_class()
    record = model and model._base_manager.filter(pk=notification.object_id).first()
    door = ADMIN if notification.recipient.is_staff else PORTAL
    link = base_of(door) + reverse("notification", args=[notification.pk])
    return " ".join(
        part for part in (_("Deshang"), number_of(record) if record else "", link) if part
    )


def _put_off(delivery, problem: str):
    delivery.problem = problem[:200]
    if delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = Delivery.State.GIVEN_UP
    delivery.next_try_at = timezone.now() + timedelta(minutes=2 ** (delivery.attempts - 1))
