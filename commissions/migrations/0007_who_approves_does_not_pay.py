"""What a statement carries stays as it is.

It is ordered and paid with all its approvals, by somebody who gave none of them, on a day from
the order to the day on which the payment is recorded.
"""

from django.db import migrations

APPROVERS = """
create function commissions_approvers(statement commissions_statement)
returns bigint[] language sql immutable as $$
    select array_remove(
        array[
            statement.reviewed_by_id,
            statement.approved_by_id,
            statement.leader_approved_by_id,
            statement.committee_approved_by_id
        ],
        null
    )
$$;
"""
STATEMENTS = """
create function commissions_statement_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.asked_steps is distinct from old.asked_steps then
        raise exception 'the approvals that statement % takes are those of the day it was drawn up',
            new.number;
    end if;
    if new.state not in ('paying', 'paid')
       or tg_op = 'UPDATE' and (new.state = old.state or old.state = 'paid')
    then
        return new;
    end if;
    if 'review' = any(new.asked_steps) and new.reviewed_by_id is null
       or 'approve' = any(new.asked_steps) and new.approved_by_id is null
       or 'leader_approve' = any(new.asked_steps) and new.leader_approved_by_id is null
       or 'committee_approve' = any(new.asked_steps) and new.committee_approved_by_id is null
    then
        raise exception 'statement % lacks an approval', new.number;
    end if;
    if new.ordered_on is null
       or coalesce(new.ordered_by_id = any(commissions_approvers(new)), true)
    then
        raise exception 'the payment of statement % is ordered by somebody who did not approve it',
            new.number;
    end if;
    return new;
end $$;

create trigger statement_who_approves_does_not_pay
    before insert or update on commissions_statement
    for each row execute function commissions_statement_guard();
alter table commissions_statement enable always trigger statement_who_approves_does_not_pay;
"""
NO_STATEMENTS = """
drop trigger statement_who_approves_does_not_pay on commissions_statement;
drop function commissions_statement_guard();
"""
PAYMENTS = """
create function commissions_payment_guard() returns trigger language plpgsql as $$
declare paid commissions_statement;
begin
    select * into paid from commissions_statement where id = new.statement_id;
    if new.recorded_by_id = any(commissions_approvers(paid)) then
        raise exception 'the payment of statement % is recorded by somebody who did not approve it',
            paid.number;
    end if;
    if not coalesce(
        new.paid_on between paid.ordered_on
            and (new.recorded_at at time zone 'Asia/Shanghai')::date,
        false
    )
    then
        raise exception 'statement % is paid on a day between its order and today', paid.number;
    end if;
    return new;
end $$;

create trigger payment_who_approves_does_not_pay
    before insert on commissions_payment
    for each row execute function commissions_payment_guard();
alter table commissions_payment enable always trigger payment_who_approves_does_not_pay;
"""
NO_PAYMENTS = """
drop trigger payment_who_approves_does_not_pay on commissions_payment;
drop function commissions_payment_guard();
"""
BATCHES = """
create function commissions_batchline_guard() returns trigger language plpgsql as $$
declare sent commissions_statement;
begin
    select * into sent from commissions_statement where id = new.statement_id;
    if (select created_by_id from commissions_paymentbatch where id = new.batch_id)
        = any(commissions_approvers(sent))
    then
        raise exception 'statement % is sent to the bank by somebody who did not approve it',
            sent.number;
    end if;
    return new;
end $$;

create trigger line_who_approves_does_not_pay
    before insert on commissions_batchline
    for each row execute function commissions_batchline_guard();
alter table commissions_batchline enable always trigger line_who_approves_does_not_pay;
"""
NO_BATCHES = """
drop trigger line_who_approves_does_not_pay on commissions_batchline;
drop function commissions_batchline_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0006_closed_periods_stay_closed")]

    operations = [
        migrations.RunSQL(APPROVERS, "drop function commissions_approvers(commissions_statement);"),
        migrations.RunSQL(STATEMENTS, NO_STATEMENTS),
        migrations.RunSQL(PAYMENTS, NO_PAYMENTS),
        migrations.RunSQL(BATCHES, NO_BATCHES),
    ]
