"""What the city and its districts are called, whole and without 市, 区 or 县."""

from ..models import Region
from .group import home

UNITS = "市区县"
SHORTEST = 2


def names_of_home() -> list[str]:
    code = home()
    if not code:
        return []
    names = Region.objects.filter(code__startswith=code[:4]).values_list("name", flat=True)
    bare = [name.rstrip(UNITS) for name in names]
    return [name for name in (*names, *bare) if len(name) >= SHORTEST]
