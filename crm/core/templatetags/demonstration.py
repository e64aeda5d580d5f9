from django import template

from ..demonstration import is_loaded

register = template.Library()


@register.inclusion_tag("core/ribbon.html")
def demonstration_ribbon():
    """One line above every page for as long as the demonstration is loaded."""
    return {"is_loaded": is_loaded()}
