from django import template

from ..notifications.inbox import unread_count

register = template.Library()


@register.inclusion_tag("core/bell.html", takes_context=True)
def bell(context, address):
    """The link to one's notifications, with the number of unread ones."""
    user = getattr(context.get("request"), "user", None)
    return {
        "unread": unread_count(user) if user and user.is_authenticated else 0,
        "address": address,
        "shown": bool(user and user.is_authenticated),
    }
