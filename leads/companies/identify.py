"""Which stored company a name means beyond doubt, for many names at once. Where there is doubt,
none: people decide.
"""

from collections import defaultdict

from ..models import Company, CompanyAlias
from ..naming.names import core_name, parts_of


def companies_named(names) -> dict[str, list[int]]:
    """{name: keys of the companies that surely bear it, oldest first}, as
    ``Company.objects.named()`` finds them.
    """
    cores = {core_name(name) for name in names} - {""}
    bearing = defaultdict(set)
    for pk, *stored in (
        Company.objects.filter(name_key__in=cores)
        .union(Company.objects.filter(name_en_key__in=cores))
        .values_list("pk", "name", "name_en")
    ):
        for written in filter(None, stored):
            bearing[core_name(written)].add((pk, written))
    for pk, alias, core in CompanyAlias.objects.filter(name_key__in=cores).values_list(
        "company", "name", "name_key"
    ):
        bearing[core].add((pk, alias))

    def surely(name: str) -> set[int]:
        parts = parts_of(name)
        return {pk for pk, stored in bearing[core_name(name)] if parts_of(stored).is_surely(parts)}

    return {name: sorted(surely(name)) for name in names}
