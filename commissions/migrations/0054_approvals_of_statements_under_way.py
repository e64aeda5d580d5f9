from django.db import migrations

# A statement under way carries what it has been given, and of the table's steps those that still lie before it.
CARRIED = """
update commissions_statement statement set asked_steps = (
    select array_agg(known.step order by known.place)
    from (values ('review', 1, statement.reviewed_by_id), ('approve', 2, statement.approved_by_id),
                 ('leader_approve', 3, statement.leader_approved_by_id),
                 ('committee_approve', 4, statement.committee_approved_by_id)) as known(step, place, taken_by)
    left join commissions_approvalstep asked on asked.step = known.step and asked.from_amount <= statement.total
    where known.step = 'approve' or known.taken_by is not null
       or asked.step is not null and known.place > case statement.state
           when 'reviewed' then 1 when 'approved' then 2 when 'leader_approved' then 3
           when 'committee_approved' then 4 when 'on_notice' then 4 when 'paying' then 4 when 'paid' then 4 else 0 end
)
"""
ORDERED = """
update commissions_statement statement set ordered_by_id = taken.by_id, ordered_on = taken.day
from (
    select distinct on (move.object_id) move.object_id, move.by_id, (move.at at time zone 'Asia/Shanghai')::date as day
    from core_move move join django_content_type kind on kind.id = move.content_type_id
    where kind.app_label = 'commissions' and kind.model = 'statement' and move.name = 'order_payment'
    order by move.object_id, move.id desc
) taken
where taken.object_id = statement.id and statement.state in ('paying', 'paid')
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0053_approvals_carried_and_orders")]
    operations = [migrations.RunSQL([CARRIED, ORDERED], migrations.RunSQL.noop)]
