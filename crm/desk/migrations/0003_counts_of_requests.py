"""Each statement that writes requests adds to the counts what it changed (models/tally.py)."""

from django.db import migrations

FACTS = (
    "received_at, department_id, kind_id, answer_hours, was_in_time, state, satisfaction,"
    " times_reopened, repeat_of_id"
)
COUNTS = """
create function desk_tally_add() returns trigger language plpgsql as $$
declare
  facts text := '{facts}';
  written text := case tg_op
    when 'INSERT' then format('select 1 as sign, %s from added', facts)
    when 'DELETE' then format('select -1 as sign, %s from gone', facts)
    else format(
      'select 1 as sign, %1$s from added union all select -1 as sign, %1$s from gone', facts
    )
  end;
begin
  execute format($sql$
    insert into desk_tally (month, department_id, kind_id, received, answered, in_time, closed,
      satisfied, content, unsatisfied, reopened, repeated, withdrawn, hours)
    select * from (
      select date_trunc('month', received_at at time zone 'Asia/Shanghai')::date,
        department_id, kind_id, sum(sign),
        sum(sign * (answer_hours is not null)::int) as answered,
        sum(sign * (was_in_time is true)::int) as in_time,
        sum(sign * (state = 'closed')::int) as closed,
        sum(sign * (satisfaction = 'satisfied')::int) as satisfied,
        sum(sign * (satisfaction = 'content')::int) as content,
        sum(sign * (satisfaction = 'unsatisfied')::int) as unsatisfied,
        sum(sign * (times_reopened > 0)::int) as reopened,
        sum(sign * (repeat_of_id is not null)::int) as repeated,
        sum(sign * (state in ('withdrawn', 'merged', 'transferred'))::int) as withdrawn,
        sum(sign * coalesce(answer_hours, 0)) as hours
      from (%s) r group by 1, 2, 3
    ) changed (month, department_id, kind_id, received, answered, in_time, closed, satisfied,
      content, unsatisfied, reopened, repeated, withdrawn, hours)
    where (received, answered, in_time, closed, satisfied, content, unsatisfied, reopened,
      repeated, withdrawn, hours) is distinct from (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  $sql$, written);
  return null;
end $$;

create trigger tally_insert after insert on desk_servicerequest
  referencing new table as added
  for each statement execute function desk_tally_add();
create trigger tally_update after update on desk_servicerequest
  referencing old table as gone new table as added
  for each statement execute function desk_tally_add();
create trigger tally_delete after delete on desk_servicerequest
  referencing old table as gone
  for each statement execute function desk_tally_add();
""".replace("{facts}", FACTS)
NO_COUNTS = """
drop trigger tally_delete on desk_servicerequest;
drop trigger tally_update on desk_servicerequest;
drop trigger tally_insert on desk_servicerequest;
drop function desk_tally_add;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_search_columns")]

    operations = [migrations.RunSQL(COUNTS, NO_COUNTS)]
