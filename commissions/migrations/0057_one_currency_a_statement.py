from django.db import migrations

# The currency is part of an entry's hash. Entries in yuan leave it out, so that older rows still verify.
DIGEST = """
create or replace function commissions_ledger_digest(row_ commissions_ledgerentry, previous text)
returns text language sql stable as $$
    select encode(sha256(convert_to(concat_ws('|',
        previous, row_.sequence, row_.kind, coalesce(row_.project_id::text, '-'), row_.payee_id,
        coalesce(row_.agreement_id::text, '-'), coalesce(row_.policy_version_id::text, '-'),
        row_.component, row_.period, row_.stage, row_.amount::text, {currency}
        row_.steps::text, row_.contributions::text,
        coalesce(row_.run_id::text, '-'), coalesce(row_.posted_by_id::text, '-'),
        nullif(row_.tax_rate, 0)::text, row_.due_on::text, row_.borne::text, row_.basis_id::text,
        (select encode(sha256(convert_to(facts::text, 'UTF8')), 'hex')
         from commissions_basis where id = row_.basis_id),
        to_char(row_.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    ), 'UTF8')), 'hex')
$$;
"""
ONE_CURRENCY = """
create function commissions_one_currency() returns trigger language plpgsql as $$
begin
    if (select currency from commissions_ledgerentry where id = new.entry_id)
        is distinct from (select currency from commissions_statement where id = new.statement_id) then
        raise exception 'a statement is in one currency: entry % is in another', new.entry_id;
    end if;
    return new;
end $$;
create trigger statement_of_one_currency before insert or update on commissions_statementline
    for each row execute function commissions_one_currency();
create function commissions_currency_stays() returns trigger language plpgsql as $$
begin
    if new.currency <> old.currency then
        raise exception 'the currency of a statement never changes; draw up another';
    end if;
    return new;
end $$;
create trigger statement_keeps_its_currency before update of currency on commissions_statement
    for each row execute function commissions_currency_stays();
alter table commissions_statementline enable always trigger statement_of_one_currency;
alter table commissions_statement enable always trigger statement_keeps_its_currency;
"""
ANY_CURRENCY = """
drop trigger statement_keeps_its_currency on commissions_statement;
drop function commissions_currency_stays();
drop trigger statement_of_one_currency on commissions_statementline;
drop function commissions_one_currency();
"""


def digest(currency: str) -> str:
    return DIGEST.replace("{currency}", currency)


class Migration(migrations.Migration):
    dependencies = [("commissions", "0056_currency_of_entries_and_statements")]
    operations = [
        migrations.RunSQL(digest("nullif(row_.currency, 'CNY'),"), digest("")),
        migrations.RunSQL(ONE_CURRENCY, ANY_CURRENCY),
    ]
