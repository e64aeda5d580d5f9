from django import template

register = template.Library()


@register.filter
def labelled(cells, columns):
    """[(column title, cell)], so that a narrow screen can show each cell with its title."""
    return list(zip(columns, cells, strict=True))
