"""On which channels a person wants a kind of notification and can be reached."""

from collections.abc import Callable

from django.conf import settings

from ..models import Channel, NotificationChoice, Webhook
from ..models.notification import WEBHOOKS
from .kinds import NOTIFICATION_KINDS

# Functions (user) → whether nothing may leave the house to the person but what has to.
_HELD_BACK: list[Callable] = []


def hold_back(is_meant: Callable) -> None:
    """Those for whom ``is_meant(user)`` is true are told within the house alone, but for what is
    always told.
    """
    if is_meant not in _HELD_BACK:
        _HELD_BACK.append(is_meant)


def channels_of(user, kind: str) -> set[str]:
    """The channels on which ``user`` wants this kind and can be reached."""
    if NOTIFICATION_KINDS[kind].always:
        return reachable(user)
    if any(holds_back(user) for holds_back in _HELD_BACK):
        return {Channel.APP}
    refused = set(
        NotificationChoice.objects.filter(user=user, kind=kind, is_on=False).values_list(
            "channel", flat=True
        )
    )
    return reachable(user) - refused


def reachable(user) -> set[str]:
    ways = {Channel.APP}
    if settings.EMAIL_IS_SET_UP and user.email:
        ways.add(Channel.EMAIL)
    return ways | {webhook.channel for webhook in webhooks_of(user)}


def webhooks_of(user):
    """The webhooks of the user, and those of the department on channels where the user has none."""
    of_user = {
        webhook.channel: webhook for webhook in Webhook.objects.filter(user=user, is_active=True)
    }
    shared = (
        Webhook.objects.filter(department=user.department_id, is_active=True)
        if user.department_id and user.is_staff
        else []
    )
    of_department = {webhook.channel: webhook for webhook in shared}
    return list((of_department | of_user).values())


def webhook_of(user, channel: str) -> Webhook | None:
    return (
        next((webhook for webhook in webhooks_of(user) if webhook.channel == channel), None)
        if channel in WEBHOOKS
        else None
    )
