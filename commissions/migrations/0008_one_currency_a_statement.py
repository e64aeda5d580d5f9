from django.db import migrations

ONE_CURRENCY = """
create function commissions_one_currency() returns trigger language plpgsql as $$
begin
    if (select currency from commissions_ledgerentry where id = new.entry_id)
        is distinct from
        (select currency from commissions_statement where id = new.statement_id)
    then
        raise exception 'a statement is in one currency: entry % is in another', new.entry_id;
    end if;
    return new;
end $$;

create trigger statement_of_one_currency
    before insert or update on commissions_statementline
    for each row execute function commissions_one_currency();
alter table commissions_statementline enable always trigger statement_of_one_currency;
"""
ANY_CURRENCY = """
drop trigger statement_of_one_currency on commissions_statementline;
drop function commissions_one_currency();
"""
STAYS = """
create function commissions_currency_stays() returns trigger language plpgsql as $$
begin
    if new.currency <> old.currency then
        raise exception 'the currency of a statement never changes; draw up another';
    end if;
    return new;
end $$;

create trigger statement_keeps_its_currency
    before update of currency on commissions_statement
    for each row execute function commissions_currency_stays();
alter table commissions_statement enable always trigger statement_keeps_its_currency;
"""
MAY_CHANGE = """
drop trigger statement_keeps_its_currency on commissions_statement;
drop function commissions_currency_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0007_who_approves_does_not_pay")]

    operations = [
        migrations.RunSQL(ONE_CURRENCY, ANY_CURRENCY),
        migrations.RunSQL(STAYS, MAY_CHANGE),
    ]
