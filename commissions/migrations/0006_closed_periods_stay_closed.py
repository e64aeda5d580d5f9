from django.db import migrations

GUARD = """
create function commissions_period_refuse() returns trigger language plpgsql as $$
begin
    if exists (select 1 from commissions_closedperiod where until >= new.paid_on) then
        raise exception 'the books of % are closed', new.paid_on;
    end if;
    return new;
end $$;

create trigger payment_in_open_period
    before insert on commissions_payment
    for each row execute function commissions_period_refuse();
alter table commissions_payment enable always trigger payment_in_open_period;
"""
UNGUARD = """
drop trigger payment_in_open_period on commissions_payment;
drop function commissions_period_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0005_published_policies_stay")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
