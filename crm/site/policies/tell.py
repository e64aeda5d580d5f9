"""Telling subscribers of policies that were published or changed since they were last told."""

import logging

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from crm.core.letters import send_to
from crm.core.notifications import notify
from crm.core.punctuation import aside, clauses
from crm.core.system_user import system_user
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..matching import Facts, Match, Verdict, match
from ..matching.stored import from_stored
from ..models import PolicyPage, PolicySubscription
from .facts import facts_of
from .fitting import shown
from .subscribe import link_of

log = logging.getLogger(__name__)


def tell_all() -> int:
    """Tell every subscriber once of what is new since; returns how many were told."""
    count = 0
    for pk in PolicySubscription.objects.active().values_list("pk", flat=True):
        try:
            count += tell_one(pk)
        except Exception:  # one that fails must not keep the others from being told
            log.exception("a subscriber of policies could not be told", extra={"pk": pk})
    return count


@as_one()
def tell_one(pk: int) -> bool:
    """Whether there was something to tell."""
    subscriptions = PolicySubscription.objects.active().select_for_update(of=("self",))
    subscription = subscriptions.filter(pk=pk).first()
    if subscription is None:
        return False
    now = timezone.now()
    matches = new_for(subscription)
    subscription.told_at = now
    save_as(subscription, by=system_user(), update_fields=["told_at"])
    if matches:
        with translation.override(subscription.language):
            _tell(subscription, matches)
    return bool(matches)


def new_for(subscription: PolicySubscription) -> list[Match]:
    """The policies published since it was last told that fit, or nearly do."""
    policies = PolicyPage.objects.visible_to(subscription.user).originals().in_force()
    policies = policies.filter(last_published_at__gt=subscription.told_at)
    kinds = list(subscription.kinds.all())
    if kinds:
        policies = policies.filter(kind__in=kinds)
    matches = match(policies.rules(), facts_for(subscription))
    return [result for result in matches if result.verdict is not Verdict.NOT]


def facts_for(subscription: PolicySubscription) -> Facts:
    """What was answered, overridden by what we know of its enterprise now."""
    answers = from_stored(subscription.facts, timezone.localdate())
    if subscription.enterprise is None:
        return answers
    enterprise_facts = facts_of(subscription.enterprise)
    return Facts(enterprise_facts.as_of, {**answers.values, **enterprise_facts.values})


def _tell(subscription: PolicySubscription, matches: list[Match]) -> None:
    fits = [shown(result) for result in matches]
    if subscription.user:
        titles = clauses(fit.title for fit in fits[:5])
        notify([subscription.user], "policies_fit", link=fits[0].url, titles=titles)
        return
    subject = _("Policies that may fit: %(title)s") % {"title": fits[0].title}
    send_to(subscription.email, subject, _letter(subscription, fits))


def _letter(subscription: PolicySubscription, fits) -> str:
    site = Site.objects.filter(is_default_site=True).first()
    root = site.root_url if site else ""
    lines = [
        f"{fit.title}{aside(' · '.join(filter(None, (fit.word, fit.amount))))}\n{root}{fit.url}"
        for fit in fits
    ]
    ending = _("To end these letters, open: %(link)s") % {
        "link": link_of(subscription, "site:policy_subscription_end")
    }
    return "\n\n".join([*lines, ending])
