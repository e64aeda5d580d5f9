"""What the search box and the lists search by, kept by the database whatever way a row is written.

Two columns that Django does not know, so that no query reads them and no history copies them,
filled by triggers; an index on their pieces. See docs/decisions/0030-search.md.
"""

from django.db import migrations

COLUMNS = """
alter table {table}
  add column search_text text,
  add column search_pinyin text;
"""
NO_COLUMNS = """
alter table {table}
  drop column search_text,
  drop column search_pinyin;
"""
COMPANIES = """
create function search_company() returns trigger language plpgsql as $$
declare lines record;
begin
  if tg_op = 'INSERT' then
    lines := search_lines(array[new.name, new.name_en], array[new.credit_code]);
  else
    lines := search_lines(
      array[new.name, new.name_en]
        || array(select name from leads_companyalias where company_id = new.id),
      array[new.credit_code]
    );
  end if;
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create function search_of_alias() returns trigger language plpgsql as $$
begin
  update leads_company set search_text = null where id in (old.company_id, new.company_id);
  return null;
end $$;

create function search_of_company() returns trigger language plpgsql as $$
begin
  update leads_lead set search_text = null where company_id = new.id;
  update leads_project set search_text = null where company_id = new.id;
  return null;
end $$;

create trigger search_fill
  before insert or update of name, name_en, credit_code, search_text on leads_company
  for each row execute function search_company();
create trigger search_pass_on
  after insert or update or delete on leads_companyalias
  for each row execute function search_of_alias();
create trigger search_pass_on
  after update on leads_company
  for each row when (old.search_text is distinct from new.search_text)
  execute function search_of_company();
"""
NO_COMPANIES = """
drop trigger search_pass_on on leads_company;
drop trigger search_pass_on on leads_companyalias;
drop trigger search_fill on leads_company;
drop function search_of_company, search_of_alias, search_company;
"""
AGENTS = """
create function search_agent() returns trigger language plpgsql as $$
declare lines record;
begin
  lines := search_lines(array[new.name, new.contact_name], array[new.credit_code]);
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create function search_of_agent() returns trigger language plpgsql as $$
begin
  update leads_lead set search_text = null where agent_id = new.id;
  return null;
end $$;

create trigger search_fill
  before insert or update of name, contact_name, credit_code, search_text on leads_agent
  for each row execute function search_agent();
create trigger search_pass_on
  after update on leads_agent
  for each row when (old.search_text is distinct from new.search_text)
  execute function search_of_agent();
"""
NO_AGENTS = """
drop trigger search_pass_on on leads_agent;
drop trigger search_fill on leads_agent;
drop function search_of_agent, search_agent;
"""
LEADS = """
create function search_lead() returns trigger language plpgsql as $$
declare
  lines record := search_lines(array[new.title], array[new.number]);
  company record;
  agent record;
begin
  select search_text, search_pinyin into company from leads_company where id = new.company_id;
  select search_text, search_pinyin into agent from leads_agent where id = new.agent_id;
  new.search_text := concat(lines.plain, company.search_text, agent.search_text);
  new.search_pinyin := concat(lines.pinyin, company.search_pinyin, agent.search_pinyin);
  return new;
end $$;

create trigger search_fill
  before insert or update of title, number, company_id, agent_id, search_text on leads_lead
  for each row execute function search_lead();
"""
NO_LEADS = """
drop trigger search_fill on leads_lead;
drop function search_lead;
"""
PROJECTS = """
create function search_project() returns trigger language plpgsql as $$
declare
  lines record := search_lines(array[new.name], array[new.number]);
  company record;
begin
  select search_text, search_pinyin into company from leads_company where id = new.company_id;
  new.search_text := concat(lines.plain, company.search_text);
  new.search_pinyin := concat(lines.pinyin, company.search_pinyin);
  return new;
end $$;

create trigger search_fill
  before insert or update of name, number, company_id, search_text on leads_project
  for each row execute function search_project();
"""
NO_PROJECTS = """
drop trigger search_fill on leads_project;
drop function search_project;
"""
# Of the large tables the indexes hold the days too.
INDEXES = """
create index leads_company_search on leads_company
  using gin (search_grams(search_text, search_pinyin), search_days(updated_at))
  with (fastupdate = on);
create index leads_lead_search on leads_lead
  using gin (search_grams(search_text, search_pinyin), search_days(updated_at))
  with (fastupdate = on);
create index leads_project_search on leads_project
  using gin (search_grams(search_text, search_pinyin), search_days(updated_at))
  with (fastupdate = on);
create index leads_agent_search on leads_agent
  using gin (search_grams(search_text, search_pinyin))
  with (fastupdate = on);
"""
NO_INDEXES = """
drop index leads_company_search, leads_lead_search, leads_project_search, leads_agent_search;
"""


def columns(*tables):
    return [
        migrations.RunSQL(COLUMNS.format(table=table), NO_COLUMNS.format(table=table))
        for table in tables
    ]


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_search_pieces")]

    operations = [
        *columns("leads_company", "leads_agent", "leads_lead", "leads_project"),
        migrations.RunSQL(COMPANIES, NO_COMPANIES),
        migrations.RunSQL(AGENTS, NO_AGENTS),
        migrations.RunSQL(LEADS, NO_LEADS),
        migrations.RunSQL(PROJECTS, NO_PROJECTS),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
