from django.db import migrations

REFUSE = """
create function commissions_policy_refuse() returns trigger language plpgsql as $$
begin
    if old.state in ('published', 'suspended', 'retired')
       and (
           new.document is distinct from old.document
           or new.number is distinct from old.number
           or new.text is distinct from old.text
       )
    then
        raise exception 'a published policy version is never changed; make a new version';
    end if;
    return new;
end $$;

create trigger policy_version_immutable
    before update on commissions_policyversion
    for each row execute function commissions_policy_refuse();
alter table commissions_policyversion enable always trigger policy_version_immutable;
"""
ALLOW = """
drop trigger policy_version_immutable on commissions_policyversion;
drop function commissions_policy_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0004_ledger_is_only_added_to")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
