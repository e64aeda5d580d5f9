"""What stands round every page of the portal."""

from django import template

from crm.core.notifications.inbox import unread_of

from ..enterprise.who import person_of
from ..menu import Entry, entries_of_agent, entries_of_enterprise

register = template.Library()


@register.simple_tag(takes_context=True)
def portal_entries(context) -> list[Entry]:
    """The menu of who acts for an agent or for an enterprise."""
    request = context.get("request")
    if getattr(request, "own_agents", None):
        return entries_of_agent()
    if getattr(request, "own_enterprises", None):
        return entries_of_enterprise(person_of(request.user))
    return []


@register.simple_tag(takes_context=True)
def portal_bell(context) -> int:
    """How many notifications are unread."""
    return unread_of(context["request"])
