"""Pages are searched as records are (leads, 0006): the title by its readings too, all else by its
characters.
"""

from django.db import migrations

COLUMNS = """
alter table site_pagetext
  add column search_text text,
  add column search_pinyin text;
"""
NO_COLUMNS = """
alter table site_pagetext
  drop column search_text,
  drop column search_pinyin;
"""
PAGES = """
create function search_page() returns trigger language plpgsql as $$
declare lines record := search_lines(array[new.title], array[new.intro, new.body]);
begin
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create trigger search_fill
  before insert or update of title, intro, body, search_text on site_pagetext
  for each row execute function search_page();

create index site_pagetext_search on site_pagetext
  using gin (search_grams(search_text, search_pinyin))
  with (fastupdate = off);
"""
NO_PAGES = """
drop index site_pagetext_search;
drop trigger search_fill on site_pagetext;
drop function search_page;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0012_pages_over_the_trade"),
        ("leads", "0006_search_columns"),
    ]

    operations = [
        migrations.RunSQL(COLUMNS, NO_COLUMNS),
        migrations.RunSQL(PAGES, NO_PAGES),
    ]
