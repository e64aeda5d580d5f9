"""Signs between words as the language writes them: 、；：（） in Chinese, others in English."""

from django import template
from django.utils.translation import pgettext

register = template.Library()


@register.simple_tag
def colon() -> str:
    return pgettext("between a label and its value", ": ")


@register.simple_tag
def comma() -> str:
    return pgettext("between clauses", ", ")


@register.simple_tag
def semicolon() -> str:
    return pgettext("between clauses of a list", "; ")


@register.filter
def listed(words) -> str:
    return pgettext("between words of a list", ", ").join(map(str, words))


@register.filter
def clauses(words) -> str:
    return pgettext("between clauses of a list", "; ").join(map(str, words))


@register.filter
def aside(text) -> str:
    """In brackets; nothing of nothing."""
    return pgettext("in brackets", " (%(text)s)") % {"text": text} if text else ""
