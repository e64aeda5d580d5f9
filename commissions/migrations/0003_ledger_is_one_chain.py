"""Each row of the ledger carries the hash of the one before it, and of all that it says."""

from django.db import migrations

# What an entry rests on is part of its hash. Values that a row does not have are left out, and
# so is the currency of an entry in yuan.
DIGEST = """
create function commissions_ledger_digest(row_ commissions_ledgerentry, previous text)
returns text language sql stable as $$
    select encode(sha256(convert_to(concat_ws('|',
        previous,
        row_.sequence,
        row_.kind,
        coalesce(row_.project_id::text, '-'),
        row_.payee_id,
        coalesce(row_.agreement_id::text, '-'),
        coalesce(row_.policy_version_id::text, '-'),
        row_.component,
        row_.period,
        row_.stage,
        row_.amount::text,
        nullif(row_.currency, 'CNY'),
        row_.steps::text,
        row_.contributions::text,
        coalesce(row_.run_id::text, '-'),
        coalesce(row_.posted_by_id::text, '-'),
        nullif(row_.tax_rate, 0)::text,
        row_.due_on::text,
        row_.borne::text,
        row_.basis_id::text,
        (select encode(sha256(convert_to(facts::text, 'UTF8')), 'hex')
         from commissions_basis where id = row_.basis_id),
        to_char(row_.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    ), 'UTF8')), 'hex')
$$;
"""
# The lock makes the chain one chain. The statistics of a ledger that was empty a moment ago
# suggest a scan of the whole table for its last row: never do that.
CHAIN = """
create function commissions_ledger_chain() returns trigger language plpgsql
set enable_seqscan = off as $$
declare last record;
begin
    perform pg_advisory_xact_lock(hashtext('commissions_ledgerentry'));
    select sequence, hash into last from commissions_ledgerentry order by sequence desc limit 1;
    new.sequence := coalesce(last.sequence, 0) + 1;
    new.previous_hash := coalesce(last.hash, '');
    new.hash := commissions_ledger_digest(new, new.previous_hash);
    return new;
end $$;

create trigger ledger_chain
    before insert on commissions_ledgerentry
    for each row execute function commissions_ledger_chain();
alter table commissions_ledgerentry enable always trigger ledger_chain;
"""
NO_CHAIN = """
drop trigger ledger_chain on commissions_ledgerentry;
drop function commissions_ledger_chain();
"""
FIRST_BAD_ROW = """
create function commissions_ledger_first_bad_row() returns bigint language sql stable as $$
    with chain as (
        select
            entry,
            entry.sequence,
            entry.hash,
            entry.previous_hash,
            lag(entry.hash, 1, '') over (order by entry.sequence) as before,
            row_number() over (order by entry.sequence) as place
        from commissions_ledgerentry entry
    )
    select min(sequence)
    from chain
    where sequence <> place
        or previous_hash <> before
        or hash <> commissions_ledger_digest(entry, previous_hash)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0002_constraints_and_indexes")]

    operations = [
        migrations.RunSQL(
            DIGEST, "drop function commissions_ledger_digest(commissions_ledgerentry, text);"
        ),
        migrations.RunSQL(CHAIN, NO_CHAIN),
        migrations.RunSQL(FIRST_BAD_ROW, "drop function commissions_ledger_first_bad_row();"),
    ]
