from functools import cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
@cache
def sign(name: str) -> SafeString:
    """An icon of the house, drawn in place: the portal has no sprite."""
    icon = get_template(f"core/icons/ds-{name}.svg").render()
    return mark_safe(icon.replace(f'id="icon-ds-{name}"', 'class="sign" aria-hidden="true"', 1))
