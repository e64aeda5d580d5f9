from django.db import migrations

# What an entry rests on is part of its hash. Values that older rows do not have are left out, so that these still verify.
DIGEST = """
create or replace function commissions_ledger_digest(row_ commissions_ledgerentry, previous text) returns text
language sql stable as $$
    select encode(sha256(convert_to(concat_ws('|',
        previous, row_.sequence, row_.kind, coalesce(row_.project_id::text, '-'), row_.payee_id,
        coalesce(row_.agreement_id::text, '-'), coalesce(row_.policy_version_id::text, '-'), row_.component, row_.period,
        row_.stage, row_.amount::text, row_.steps::text, row_.contributions::text,
        coalesce(row_.run_id::text, '-'), coalesce(row_.posted_by_id::text, '-'),
        nullif(row_.tax_rate, 0)::text, row_.due_on::text, row_.borne::text, row_.basis_id::text,
        (select encode(sha256(convert_to(facts::text, 'UTF8')), 'hex') from commissions_basis where id = row_.basis_id),
        to_char(row_.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    ), 'UTF8')), 'hex')
$$;
create trigger basis_no_change before update or delete on commissions_basis
    for each row execute function commissions_ledger_refuse();
create trigger basis_no_truncate before truncate on commissions_basis
    for each statement execute function commissions_ledger_refuse();
alter table commissions_basis enable always trigger basis_no_change;
alter table commissions_basis enable always trigger basis_no_truncate;
"""
BEFORE = """
drop trigger basis_no_truncate on commissions_basis;
drop trigger basis_no_change on commissions_basis;
create or replace function commissions_ledger_digest(row_ commissions_ledgerentry, previous text) returns text
language sql immutable as $$
    select encode(sha256(convert_to(concat_ws('|',
        previous, row_.sequence, row_.kind, coalesce(row_.project_id::text, '-'), row_.payee_id,
        coalesce(row_.agreement_id::text, '-'), coalesce(row_.policy_version_id::text, '-'), row_.component, row_.period,
        row_.stage, row_.amount::text, row_.steps::text, row_.contributions::text,
        coalesce(row_.run_id::text, '-'), coalesce(row_.posted_by_id::text, '-'),
        to_char(row_.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    ), 'UTF8')), 'hex')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0007_basis_of_entries")]
    operations = [migrations.RunSQL(DIGEST, BEFORE)]
