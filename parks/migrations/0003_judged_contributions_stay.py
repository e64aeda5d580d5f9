"""A contribution that was judged is never edited, by whatever way; a correction is reported."""

from django.db import migrations

JUDGED_STAYS = """
create function parks_judged_contribution_stays() returns trigger language plpgsql as $$
begin
    raise exception 'contribution % has been judged and is never edited; report a correction',
        old.id
        using errcode = 'integrity_constraint_violation';
end $$;

create trigger contribution_judged_stays
    before update on parks_contribution
    for each row when (
        old.state <> 'reported'
        and (
            old.enterprise_id, old.metric, old.amount, old.happened_on, old.land_amount,
            old.local_amount, old.period_from, old.period_to, old.currency,
            old.original_amount, old.rate, old.rate_on, old.is_refund, old.supersedes_id
        ) is distinct from (
            new.enterprise_id, new.metric, new.amount, new.happened_on, new.land_amount,
            new.local_amount, new.period_from, new.period_to, new.currency,
            new.original_amount, new.rate, new.rate_on, new.is_refund, new.supersedes_id
        )
    )
    execute function parks_judged_contribution_stays();
"""
UNDO = """
drop trigger contribution_judged_stays on parks_contribution;
drop function parks_judged_contribution_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("parks", "0002_constraints_and_indexes")]
    operations = [migrations.RunSQL(JUDGED_STAYS, UNDO)]
