from django import template

from .. import money as amounts

register = template.Library()


@register.filter
def money(amount, currency="CNY"):
    """For screens: the unit that fits, always in view."""
    return "" if amount is None else amounts.scaled(amount, currency)


@register.filter
def yuan(amount):
    """For documents: yuan with separators."""
    return "" if amount is None else amounts.yuan(amount)


@register.filter
def words(amount):
    """For documents: the amount in words."""
    return "" if amount is None else amounts.in_words(amount)
