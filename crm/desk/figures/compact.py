"""The counts of one key are put together, so that they stay few however many requests there are."""

from django.db import connection

from crm.core.writes import as_one

from ..models.tally import COUNTS, Tally

PUT_TOGETHER = """
with gone as (delete from desk_tally where id <= %s returning *)
insert into desk_tally (month, department_id, kind_id, {counts})
select month, department_id, kind_id, {sums} from gone
group by month, department_id, kind_id
having {some}
"""


@as_one()
def compact():
    """Until this commits, readers see the old rows; rows that are added meanwhile stay."""
    newest = Tally.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return
    sql = PUT_TOGETHER.format(
        counts=", ".join(COUNTS),
        sums=", ".join(f"sum({name})" for name in COUNTS),
        some=" or ".join(f"sum({name}) <> 0" for name in COUNTS),
    )
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('desk_tally'))")
        cursor.execute(sql, [newest])
