"""What stands round every page of the portal."""

from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.notifications.inbox import unread_count

register = template.Library()


class Entry(NamedTuple):
    """``sign`` names the icon of those within reach of the thumb; "" for the others."""

    label: str
    link: str
    sign: str = ""


@register.simple_tag(takes_context=True)
def portal_entries(context) -> list[Entry]:
    """The menu of who acts for an agent."""
    request = context.get("request")
    if not getattr(request, "own_agents", None):
        return []

    def own(kind):
        return reverse("portal:all", args=[kind])

    return [
        Entry(_("Home"), reverse("portal:home"), "home"),
        Entry(_("Companies reported"), own("registrations"), "folder"),
        Entry(_("Register"), reverse("portal:register"), "plus"),
        Entry(_("Projects"), own("projects")),
        Entry(_("Statements"), own("statements"), "wallet"),
        Entry(_("Documents"), own("documents")),
        Entry(_("Results"), reverse("portal:results")),
        Entry(_("Chambers of commerce"), reverse("portal:members")),
        Entry(pgettext("portal", "Mine"), reverse("portal:own"), "user"),
    ]


@register.simple_tag(takes_context=True)
def portal_bell(context) -> int:
    """How many notifications are unread."""
    return unread_count(context["request"].user)
