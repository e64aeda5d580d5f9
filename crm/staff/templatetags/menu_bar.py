from django import template

from crm.core.notifications.inbox import unread_of

from ..menu import said_of, waiting_of

register = template.Library()


@register.inclusion_tag("core/bottom_bar.html", takes_context=True)
def bottom_bar(context):
    """On the phone: the first entries of the menu and the bell, within reach of the thumb."""
    request = context.get("request")
    entries = getattr(request, "in_reach_of_the_thumb", [])
    if not entries:
        return {}
    unread = unread_of(request)
    return {
        "entries": entries,
        "here": request.path,
        "unread": unread,
        "said": said_of(unread),
        "waiting": waiting_of(request.user),
    }
