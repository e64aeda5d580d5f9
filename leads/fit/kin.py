"""The companies for which a change of others counts."""

from django.db import connection
from django.db.models import Q

from ..models import CompanyRelation

MOST = 5_000


def with_their_kin(companies: list[int]) -> list[int]:
    """``companies``, those of their groups, and those that trade with them: a change of one of them
    counts for the others.
    """
    kin = set(companies)
    related = Q(company__in=companies) | Q(other__in=companies)
    for pair in CompanyRelation.objects.filter(related).values_list("company", "other"):
        kin.update(pair)
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, [list(companies), MOST])
        kin.update(pk for (pk,) in cursor.fetchall())
    return sorted(kin)


GROUPS = """
with recursive up(id, parent_id, depth) as (
    select id, parent_id, 0 from leads_company where id = any(%s)
    union
    select c.id, c.parent_id, u.depth + 1 from leads_company c join up u on c.id = u.parent_id
    where u.depth < 8
), down(id, depth) as (
    select id, 0 from up where parent_id is null
    union
    select c.id, d.depth + 1 from leads_company c join down d on c.parent_id = d.id
    where d.depth < 8
)
select distinct id from down limit %s
"""
