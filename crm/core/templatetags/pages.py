from django import template

register = template.Library()

OF_A_PAGE = ("p", "after", "before", "_w_filter_fragment")


@register.simple_tag(takes_context=True)
def page_query(context, **keys):
    """The query of the list that is shown, with another page of it: ``?q=…&p=3``."""
    query = context["request"].GET.copy()
    for key in OF_A_PAGE:
        query.pop(key, None)
    query.update({key: value for key, value in keys.items() if value is not None})
    return f"?{query.urlencode()}"
