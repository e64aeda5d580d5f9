from django.db import migrations

# The ledger is only ever added to, and each row carries the hash of the one before it. The lock makes the chain one chain.
GUARD = """
create function commissions_ledger_digest(row_ commissions_ledgerentry, previous text) returns text
language sql immutable as $$
    select encode(sha256(convert_to(concat_ws('|',
        previous, row_.sequence, row_.kind, coalesce(row_.project_id::text, '-'), row_.payee_id,
        coalesce(row_.agreement_id::text, '-'), coalesce(row_.policy_version_id::text, '-'), row_.component, row_.period,
        row_.stage, row_.amount::text, row_.steps::text, row_.contributions::text,
        coalesce(row_.run_id::text, '-'), coalesce(row_.posted_by_id::text, '-'),
        to_char(row_.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    ), 'UTF8')), 'hex')
$$;

create function commissions_ledger_chain() returns trigger language plpgsql as $$
declare last record;
begin
    perform pg_advisory_xact_lock(hashtext('commissions_ledgerentry'));
    select sequence, hash into last from commissions_ledgerentry order by sequence desc limit 1;
    new.sequence := coalesce(last.sequence, 0) + 1;
    new.previous_hash := coalesce(last.hash, '');
    new.hash := commissions_ledger_digest(new, new.previous_hash);
    return new;
end $$;

create function commissions_ledger_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the commission ledger is only ever added to: % refused', tg_op;
end $$;

create trigger ledger_chain before insert on commissions_ledgerentry
    for each row execute function commissions_ledger_chain();
create trigger ledger_no_change before update or delete on commissions_ledgerentry
    for each row execute function commissions_ledger_refuse();
create trigger ledger_no_truncate before truncate on commissions_ledgerentry
    for each statement execute function commissions_ledger_refuse();
alter table commissions_ledgerentry enable always trigger ledger_chain;
alter table commissions_ledgerentry enable always trigger ledger_no_change;
alter table commissions_ledgerentry enable always trigger ledger_no_truncate;

create function commissions_ledger_first_bad_row() returns bigint language sql stable as $$
    with chain as (
        select entry, entry.sequence, entry.hash, entry.previous_hash,
               lag(entry.hash, 1, '') over (order by entry.sequence) as before,
               row_number() over (order by entry.sequence) as place
        from commissions_ledgerentry entry
    )
    select min(sequence) from chain
    where sequence <> place or previous_hash <> before or hash <> commissions_ledger_digest(entry, previous_hash)
$$;

create function commissions_policy_refuse() returns trigger language plpgsql as $$
begin
    if old.state in ('published', 'retired')
       and (new.document is distinct from old.document or new.number is distinct from old.number) then
        raise exception 'a published policy version is never changed; make a new version';
    end if;
    return new;
end $$;
create trigger policy_version_immutable before update on commissions_policyversion
    for each row execute function commissions_policy_refuse();
alter table commissions_policyversion enable always trigger policy_version_immutable;
"""

UNGUARD = """
drop trigger policy_version_immutable on commissions_policyversion;
drop function commissions_policy_refuse();
drop trigger ledger_no_truncate on commissions_ledgerentry;
drop trigger ledger_no_change on commissions_ledgerentry;
drop trigger ledger_chain on commissions_ledgerentry;
drop function commissions_ledger_first_bad_row();
drop function commissions_ledger_refuse();
drop function commissions_ledger_chain();
drop function commissions_ledger_digest(commissions_ledgerentry, text);
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0002_relations")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
