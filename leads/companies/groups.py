"""Who belongs to whom: companies and their parent groups."""

from leads.models import Company


def parents() -> dict[int, int]:
    """{company: its parent group}, of all companies that have one."""
    return dict(Company.objects.exclude(parent=None).values_list("pk", "parent_id"))


def lineage(pk: int, above: dict[int, int]) -> list[int]:
    """The company and the groups above it, nearest first."""
    line = [pk]
    while (pk := above.get(pk)) and pk not in line:
        line.append(pk)
    return line


def group_of(company) -> int:
    """The key of the topmost group of ``company`` (its own where it stands alone)."""
    seen = [company.pk]
    while company.parent_id and company.parent_id not in seen:
        company = company.parent
        seen.append(company.pk)
    return seen[-1]
