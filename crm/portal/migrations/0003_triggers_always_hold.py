"""Every trigger holds in a session of a replica, too: those of migrations before this one were
passed by ``set session_replication_role = replica``.
"""

from django.db import migrations

ALWAYS = """
do $always$
declare
    found record;
begin
    for found in
        select t.tgname, t.tgrelid::regclass as relation from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        where not t.tgisinternal and t.tgenabled <> 'A'
            and c.relnamespace = current_schema()::regnamespace
    loop
        execute format('alter table %s enable always trigger %I', found.relation, found.tgname);
    end loop;
end $always$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_invitations_of_enterprises"),
        ("site", "0018_page_of_the_service"),
        ("desk", "0006_notes_for_indicators"),
        ("dispatch", "0007_one_plan_in_force_a_day"),
        ("commissions", "0016_issued_documents_stay"),
        ("parks", "0009_notes_for_indicators"),
        ("leads", "0026_first_text_of_consents"),
        ("core", "0021_message_servers_inside"),
    ]

    operations = [migrations.RunSQL(ALWAYS, migrations.RunSQL.noop)]
