"""Parks and settled enterprises are searched as the records of the pipeline are (leads/migrations/0030_search.py)."""

from django.db import migrations

WRITE = """
create function search_park() returns trigger language plpgsql as $$
declare lines record := search_lines(array[new.name], array[]::text[]);
begin
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create function search_enterprise() returns trigger language plpgsql as $$
declare lines record := search_lines(array[new.name], array[new.credit_code]);
begin
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create trigger search_fill before insert or update of name, search_text on parks_park for each row execute function search_park();
create trigger search_fill before insert or update of name, credit_code, search_text on parks_enterprise for each row execute function search_enterprise();
"""
TABLES = ["parks_park", "parks_enterprise"]
COLUMNS = "".join(f"alter table {table} add column search_text text, add column search_pinyin text;" for table in TABLES)
FILL = "".join(f"update {table} set search_text = null;" for table in TABLES)
INDEXES = "".join(f"create index {table}_search on {table} using gin (search_grams(search_text, search_pinyin)) with (fastupdate = off);" for table in TABLES)
UNDO = "".join(f"drop trigger search_fill on {table}; drop index {table}_search; alter table {table} drop column search_text, drop column search_pinyin;" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("parks", "0002_more_metrics_and_rates"), ("leads", "0030_search")]

    operations = [
        migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL(WRITE, "drop function search_park, search_enterprise;"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(INDEXES, UNDO),
    ]
