"""Writing down what a company told for the policies, so that it is not asked again."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Company

from ..matching.stored import to_stored
from ..models import PolicyFact


@as_one()
def know(company: Company, values: Mapping[str, Any], *, by) -> int:
    """Store each fact that is new or another one than before; returns how many were.

    Raises NotPermitted.
    """
    if not by.has_perm("site.add_policyfact"):
        raise NotPermitted(_("You do not have the right to take this step."))
    facts = {fact.name: fact for fact in PolicyFact.objects.filter(company=company)}
    count = 0
    for name, value in to_stored(values).items():
        fact = facts.get(name) or PolicyFact(company=company, name=name)
        if fact.pk is None or fact.value != value:
            fact.value = value
            save_as(fact, by=by)
            count += 1
    return count
