from itertools import count

from django import template

from ..charts import Chart

register = template.Library()

_numbers = count(1)


@register.inclusion_tag("core/chart.html")
def chart(drawn: Chart):
    """The chart with the table behind it; nothing where it is empty."""
    return {"chart": drawn, "place": f"chart-{next(_numbers)}"}
