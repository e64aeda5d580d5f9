import json

from django import template
from django.utils.safestring import mark_safe

from ..frame import frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context):
    """The frame of the page that is being drawn."""
    return frame_of(context.get("request"), context.get("page"))


@register.simple_tag(takes_context=True)
def structured_data(context):
    """The page in the vocabulary of schema.org, for search engines."""
    page, request = context.get("page"), context.get("request")
    if page is None or not hasattr(page, "structured_data"):
        return ""
    told = {"@context": "https://schema.org", **page.structured_data(request)}
    escaped = json.dumps(told, ensure_ascii=False, default=str).replace("<", "\\u003c")
    return mark_safe(f'<script type="application/ld+json">{escaped}</script>')


@register.filter
def holds(above, page) -> bool:
    """Whether ``page`` is the page or stands below it."""
    return bool(page) and page.path.startswith(above.path)
