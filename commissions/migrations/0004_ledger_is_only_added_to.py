"""No row of the ledger, and nothing that one rests on, is ever changed or taken away."""

from django.db import migrations

REFUSE = """
create function commissions_ledger_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the commission ledger is only ever added to: % refused', tg_op;
end $$;

create trigger ledger_no_change
    before update or delete on commissions_ledgerentry
    for each row execute function commissions_ledger_refuse();
create trigger ledger_no_truncate
    before truncate on commissions_ledgerentry
    for each statement execute function commissions_ledger_refuse();
alter table commissions_ledgerentry enable always trigger ledger_no_change;
alter table commissions_ledgerentry enable always trigger ledger_no_truncate;

create trigger basis_no_change
    before update or delete on commissions_basis
    for each row execute function commissions_ledger_refuse();
create trigger basis_no_truncate
    before truncate on commissions_basis
    for each statement execute function commissions_ledger_refuse();
alter table commissions_basis enable always trigger basis_no_change;
alter table commissions_basis enable always trigger basis_no_truncate;
"""
ALLOW = """
drop trigger basis_no_truncate on commissions_basis;
drop trigger basis_no_change on commissions_basis;
drop trigger ledger_no_truncate on commissions_ledgerentry;
drop trigger ledger_no_change on commissions_ledgerentry;
drop function commissions_ledger_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0003_ledger_is_one_chain")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
