"""What a document says never changes, and once its file is made that does not either: only its
state goes on. None is deleted.
"""

from django.db import migrations

REFUSE = """
create function commissions_document_refuse() returns trigger language plpgsql as $$
declare
    later text[] := array['state'];
begin
    if tg_op <> 'UPDATE' then
        raise exception 'issued documents stay: % refused', tg_op;
    end if;
    if old.state = 'preparing' and old.sha256 = '' then
        later := array['state', 'file', 'sha256', 'seal_id'];
    end if;
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later then
        raise exception 'an issued document is never changed; replace it by a new one';
    end if;
    return new;
end $$;

create trigger document_stays
    before update or delete on commissions_issueddocument
    for each row execute function commissions_document_refuse();
create trigger document_no_truncate
    before truncate on commissions_issueddocument
    for each statement execute function commissions_document_refuse();
alter table commissions_issueddocument enable always trigger document_stays;
alter table commissions_issueddocument enable always trigger document_no_truncate;
"""
ALLOW = """
drop trigger document_stays on commissions_issueddocument;
drop trigger document_no_truncate on commissions_issueddocument;
drop function commissions_document_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("commissions", "0015_certificates_of_awards")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
