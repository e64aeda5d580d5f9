"""What the lists teach of companies that are stored: the name in the other language, further names,
and by whom one was taken over.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.writing.bulk import update
from crm.core.writing.history import create_many

from ..models import Company, CompanyAlias, CompanyRelation, TargetEntry
from .joining import OfKind, list_key, names_of, successors


def learn_names(pairs, *, by) -> None:
    """``pairs`` are (row, its company). A company that had its English name alone gets the Chinese
    one before it; a name that it did not bear yet becomes a further one.
    """
    changed = [company for row, company in pairs if _complete(row, company)]
    update(Company, changed, {"name", "name_en"}, by=by, reason=_("name on a list"))
    companies = {company.pk for _row, company in pairs}
    stored = CompanyAlias.objects.filter(company__in=companies).values_list("company", "name")
    stored_keys = {(pk, list_key(name)) for pk, name in stored}
    aliases = {}
    for row, company in pairs:
        own_keys = {list_key(name) for name in (company.name, company.name_en) if name}
        for name in names_of(row):
            key = list_key(name)
            if key not in own_keys and (company.pk, key) not in stored_keys:
                aliases.setdefault(
                    (company.pk, key), CompanyAlias(company=company, name=name[:200])
                )
    create_many(CompanyAlias, list(aliases.values()), by=by, reason=_("name on a list"))


def _complete(row, company) -> bool:
    """Whether the row tells a name that the company lacked."""
    names = (company.name, company.name_en)
    if company.name.isascii() and not row.name.isascii():
        company.name, company.name_en = row.name, company.name_en or company.name
    english = row.name_en or (row.name if row.name.isascii() else "")
    if english and not company.name_en and not company.name.isascii():
        company.name_en = english
    return (company.name, company.name_en) != names


def note_successors(*, by) -> int:
    """Who took over whom, of those that stand on a list; returns how many were not known yet."""
    kinds = TargetEntry.objects.order_by().values_list("target_list__kind", flat=True).distinct()
    relations, today = {}, timezone.localdate()
    for of_kind in map(OfKind, kinds):
        for old, new in successors():
            pair = [of_kind.by_key.get(key, set()) for key in (old, new)]
            if all(len(keys) == 1 for keys in pair):
                (company,), (other,) = pair
                relations[company, other] = CompanyRelation(
                    company_id=company,
                    other_id=other,
                    kind=CompanyRelation.Kind.SUCCESSOR,
                    source=_("known changes of names"),
                    said_on=today,
                    entered_by=by,
                )
    kind = CompanyRelation.Kind.SUCCESSOR
    stored = CompanyRelation.objects.filter(kind=kind).values_list("company", "other")
    new = [
        relation
        for pair, relation in relations.items()
        if pair not in set(stored) and pair[0] != pair[1]
    ]
    create_many(CompanyRelation, new, by=by, reason=_("import"))
    return len(new)
