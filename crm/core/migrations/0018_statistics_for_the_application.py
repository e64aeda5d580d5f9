"""Only a table's owner may gather its statistics; the application, which owns none, asks for it."""

from django.db import migrations

ANALYZE = """
create function core_analyze(wanted regclass) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    execute format('analyze %s', wanted);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0017_requests_of_errands")]

    operations = [migrations.RunSQL(ANALYZE, "drop function core_analyze(regclass);")]
