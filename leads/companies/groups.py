"""Companies and their parent groups."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Company


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
    return [company, *company.groups_above()][-1].pk


def members_of(top: int) -> set[int]:
    """The keys of a group's companies: the topmost one's, and of all below it."""
    members, level = {top}, {top}
    while level:
        children = Company.objects.filter(parent__in=level).values_list("pk", flat=True)
        level = set(children) - members
        members |= level
    return members


@as_one()
def belongs_to(company, group, *, by) -> None:
    """Make ``group`` the parent of ``company``. Raises Refused where the group belongs to the
    company already.
    """
    if not by.has_perm("leads.change_company"):
        raise NotPermitted
    company = Company.objects.select_for_update().get(pk=company.pk)
    if company.pk in lineage(group.pk, parents()):
        raise Refused(
            _("%(group)s belongs to %(company)s already.") % {"group": group, "company": company}
        )
    company.parent = group
    save_as(company, by=by, reason=_("belongs to the group (reason)"), update_fields=["parent"])
