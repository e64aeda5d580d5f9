"""Being told of new and changed policies that fit: by e-mail after a click in a letter, or with a
login at once.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from crm.core.errors import Refused
from crm.core.letters import send_to
from crm.core.models import User
from crm.core.system_user import system_user
from crm.core.turns import take_turns
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from parks.models import Enterprise

from ..matching import Facts
from ..matching.stored import to_stored
from ..models import PolicySubscription
from .apply import digest_of

LETTERS_AN_HOUR = 5  # to one address, and from one
KEPT_UNCONFIRMED = timedelta(days=7)


@as_one()
def subscribe_by_mail(email: str, facts: Facts, *, kinds=(), address: str = "") -> None:
    """Ask the address by letter whether it wants to be told; nothing is told before it says so.

    Raises Refused for too many letters within the hour.
    """
    sender = digest_of(address)
    take_turns(PolicySubscription, [key for key in (email.lower(), sender) if key])
    _refuse_a_flood(email, sender)
    subscription = PolicySubscription(
        email=email.lower(),
        facts=to_stored(facts.values),
        language=translation.get_language(),
        sender=sender,
    )
    subscription.full_clean(exclude=["token"])
    save_as(subscription, by=system_user())
    subscription.kinds.set(kinds)
    send_to(
        subscription.email, str(_("Do you want to be told of policies?")), _asking(subscription)
    )


def _refuse_a_flood(email: str, sender: str) -> None:
    recent = PolicySubscription.objects.filter(asked_at__gt=timezone.now() - timedelta(hours=1))
    from_one = recent.filter(sender=sender).count() if sender else 0
    if recent.filter(email=email.lower()).count() >= LETTERS_AN_HOUR or from_one >= LETTERS_AN_HOUR:
        raise Refused(_("Several letters were asked for already. Please wait an hour."))


def _asking(subscription: PolicySubscription) -> str:
    return _(
        "Somebody, we hope you, asked to be told at this address of new policies that fit. "
        "To agree, open:\n%(link)s\n\nIf it was not you, do nothing: nothing more will come."
    ) % {"link": link_of(subscription, "site:policy_subscription")}


def link_of(subscription: PolicySubscription, name: str) -> str:
    """A full address in the subscription's language."""
    site = Site.objects.filter(is_default_site=True).first()
    root = site.root_url if site else ""
    with translation.override(subscription.language):
        return root + reverse(name, args=[subscription.token])


@as_one()
def confirm(subscription: PolicySubscription) -> PolicySubscription:
    """The address agrees; an earlier subscription of it ends."""
    subscription = PolicySubscription.objects.select_for_update().get(pk=subscription.pk)
    if subscription.confirmed_at and subscription.ended_at is None:
        return subscription
    earlier = PolicySubscription.objects.active().filter(email=subscription.email)
    for other in earlier.exclude(pk=subscription.pk):
        end(other)
    now = timezone.now()
    subscription.confirmed_at, subscription.told_at, subscription.ended_at = now, now, None
    return save_as(subscription, by=system_user())


@as_one()
def forget_unconfirmed() -> int:
    """Addresses that did not agree in time are kept no longer, nor is their history; returns how
    many.
    """
    subscriptions = PolicySubscription.objects.filter(
        confirmed_at=None, asked_at__lt=timezone.now() - KEPT_UNCONFIRMED
    )
    keys = list(subscriptions.values_list("pk", flat=True))
    PolicySubscription.objects.filter(pk__in=keys).delete()
    PolicySubscription.history.filter(id__in=keys).delete()
    return len(keys)


def end(subscription: PolicySubscription, *, by: User | None = None) -> PolicySubscription:
    subscription.ended_at = timezone.now()
    return save_as(subscription, by=by or system_user())


@as_one()
def subscribe_login(
    user: User, *, enterprise: Enterprise | None = None, facts: Facts | None = None
) -> PolicySubscription:
    """A login is told in its notifications, from now on; of an enterprise by what we know of it."""
    take_turns(PolicySubscription, [str(user.pk)])
    existing = PolicySubscription.objects.active().filter(user=user, enterprise=enterprise).first()
    if existing:
        return existing
    now = timezone.now()
    subscription = PolicySubscription(
        user=user,
        enterprise=enterprise,
        facts=to_stored(facts.values) if facts else {},
        language=translation.get_language(),
        confirmed_at=now,
        told_at=now,
    )
    return save_as(subscription, by=user)
