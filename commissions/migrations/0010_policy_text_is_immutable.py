from django.db import migrations

REFUSE = """
create or replace function commissions_policy_refuse() returns trigger language plpgsql as $$
begin
    if old.state in ({states})
       and (new.document is distinct from old.document or new.number is distinct from old.number{text}) then
        raise exception 'a published policy version is never changed; make a new version';
    end if;
    return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0009_text_of_policies")]
    operations = [
        migrations.RunSQL(
            REFUSE.format(states="'published', 'suspended', 'retired'", text=" or new.text is distinct from old.text"),
            REFUSE.format(states="'published', 'retired'", text=""),
        )
    ]
