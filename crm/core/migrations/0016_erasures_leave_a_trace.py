"""Histories are only added to. What is personal in them is blanked by one function of the owner,
which obeys a row of ``core_erasure`` of the same transaction, and that row stays.
"""

from django.db import migrations

from crm.core.scheduled_jobs import schedule

FORGET = """
create function core_erasure_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'erasures are only ever added to: % refused', tg_op;
end $$;
create trigger erasure_no_change
    before update or delete on core_erasure
    for each row execute function core_erasure_refuse();
create trigger erasure_no_truncate
    before truncate on core_erasure
    for each statement execute function core_erasure_refuse();
alter table core_erasure enable always trigger erasure_no_change;
alter table core_erasure enable always trigger erasure_no_truncate;

create function core_without(told text, terms text[]) returns text
    language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
    term text;
begin
    foreach term in array terms loop
        told := replace(told, term, '〔…〕');
    end loop;
    return told;
end $$;

-- Blanks, in the history of one record, the columns that the erasure names; cuts terms out of those
-- that it names with null, and out of the reasons. Returns how many rows it wrote.
create function core_forget_history(erasure bigint, terms text[]) returns integer
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    erased record;
    history regclass;
    pk text;
    each record;
    kind text;
    written text[] := array['history_change_reason = core_without(history_change_reason, $1)'];
    touched integer;
begin
    select e.object_id, e.fields, t.app_label, t.model into erased
    from core_erasure e join django_content_type t on t.id = e.content_type_id
    where e.id = erasure and age(e.xmin) <= 0;
    if not found then
        raise exception 'no erasure of this transaction says what is to be forgotten';
    end if;
    history := to_regclass(format('%I', erased.app_label || '_historical' || erased.model));
    if history is null then
        return 0;
    end if;
    select a.attname into pk
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indisprimary
        and i.indrelid = to_regclass(format('%I', erased.app_label || '_' || erased.model));
    for each in select key, value from jsonb_each(erased.fields) loop
        select format_type(a.atttypid, a.atttypmod) into kind from pg_attribute a
        where a.attrelid = history and a.attname = each.key and not a.attisdropped;
        continue when not found;
        if each.value = 'null' then
            written := written || format(
                '%1$I = core_without(%1$I::text, $1)::%2$s', each.key, kind);
        elsif kind = 'jsonb' then
            written := written || format('%I = %L::jsonb', each.key, each.value::text);
        else
            written := written || format('%I = %L', each.key, each.value #>> '{}');
        end if;
    end loop;
    execute format(
        'update %s set %s where %I = $2', history, array_to_string(written, ', '), pk)
        using terms, erased.object_id;
    get diagnostics touched = row_count;
    return touched;
end $$;
"""
REMEMBER = """
drop function core_forget_history(bigint, text[]);
drop function core_without(text, text[]);
drop trigger erasure_no_truncate on core_erasure;
drop trigger erasure_no_change on core_erasure;
drop function core_erasure_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0015_personal_data")]
    operations = [
        migrations.RunSQL(FORGET, REMEMBER),
        schedule(
            ("Take away personal data whose time is over", "core.keep_personal_data", "4", "50")
        ),
    ]
