from django import template

from crm.core.writing.occasions import spoken as _spoken

register = template.Library()


@register.filter
def spoken(reason) -> str:
    """The reason that somebody gave for a change; "" where only its occasion is known."""
    return _spoken(reason)
