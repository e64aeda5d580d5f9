"""Requests are searched as leads are (leads, 0006): by number, matter, and who asks."""

from django.db import migrations

COLUMNS = """
alter table desk_servicerequest
  add column search_text text,
  add column search_pinyin text;

create function search_service_request() returns trigger language plpgsql as $$
declare lines record := search_lines(
  array[new.title, new.enterprise_name, new.contact_name],
  array[new.number, new.credit_code, new.phone_key]
);
begin
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create trigger search_fill
  before insert or update of title, enterprise_name, contact_name, number, credit_code, phone_key,
    search_text on desk_servicerequest
  for each row execute function search_service_request();

create index desk_servicerequest_search on desk_servicerequest
  using gin (search_grams(search_text, search_pinyin), search_days(updated_at))
  with (fastupdate = on);
"""
NO_COLUMNS = """
drop index desk_servicerequest_search;
drop trigger search_fill on desk_servicerequest;
drop function search_service_request;
alter table desk_servicerequest
  drop column search_text,
  drop column search_pinyin;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_tables"), ("leads", "0020_ranks_may_be_shared")]

    operations = [migrations.RunSQL(COLUMNS, NO_COLUMNS)]
