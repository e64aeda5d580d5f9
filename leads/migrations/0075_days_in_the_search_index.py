"""The search indexes of the large tables hold the days too, so that a frequent word is looked up among the newest rows alone. See leads/search/days.py."""

from django.db import migrations

DAYS = """
create function search_days(at timestamptz) returns integer[] language plpgsql immutable strict parallel safe as $$
declare
  day integer := floor(extract(epoch from at) / 86400);
begin
  return array[day, 1000000 + day / 4, 2000000 + day / 16, 3000000 + day / 64, 4000000 + day / 256];
end $$;
"""
TABLES = ["leads_company", "leads_lead", "leads_project"]


def made_anew(pieces: str) -> str:
    return "".join(f"drop index {table}_search; create index {table}_search on {table} using gin ({pieces}) with (fastupdate = on);" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("leads", "0074_lists_of_any_length")]

    operations = [
        migrations.RunSQL(DAYS, "drop function search_days;"),
        migrations.RunSQL(made_anew("search_grams(search_text, search_pinyin), search_days(updated_at)"), made_anew("search_grams(search_text, search_pinyin)")),
    ]
