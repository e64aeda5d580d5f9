"""What templates of documents may use; the values are those of JSON: amounts and days come as
texts.
"""

import re
from datetime import date
from decimal import Decimal

from django import template
from django.template.base import TextNode

from crm.core import money

from .bars import bars_of, legend_of

register = template.Library()


@register.filter
def yuan(amount):
    """ "460000" → "460,000.00" """
    return money.yuan(Decimal(amount))


@register.filter
def words(amount):
    """ "460000" → 肆拾陆万元整"""
    return money.in_words(Decimal(amount))


@register.filter
def day(value):
    """ "2026-03-01" → 2026年3月1日"""
    if not value:
        return ""
    parsed = date.fromisoformat(value)
    return f"{parsed.year}年{parsed.month}月{parsed.day}日"


@register.filter
def plain_number(value):
    """ "4000.00" → "4,000" """
    return money.plain(Decimal(value))


@register.filter
def bars(chart):
    """The chart as an SVG."""
    return bars_of(chart)


@register.filter
def legend(chart):
    return legend_of(chart)


@register.filter
def rows(chart):
    """[(label, [numbers])] of the table below a chart."""
    return [
        (label, [series["values"][place] for series in chart["series"]])
        for place, label in enumerate(chart["labels"])
    ]


@register.filter
def nonzero(amount):
    return bool(Decimal(amount))


@register.tag
def joined(parser, token):
    """{% joined %} … {% endjoined %}: the lines of the template stand without spaces between them,
    as Chinese text does.
    """
    lines = parser.parse(("endjoined",))
    parser.delete_first_token()
    for text in lines.get_nodes_by_type(TextNode):
        text.s = re.sub(r"\s*\n\s*", "", text.s)
    return Joined(lines)


class Joined(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        return self.nodelist.render(context)
