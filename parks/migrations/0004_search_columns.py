"""What stands in parks is searched as the records of the pipeline are (leads, 0006)."""

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
INDEX = """
create index {table}_search on {table}
  using gin (search_grams(search_text, search_pinyin))
  with (fastupdate = off);
"""
PARKS = """
create function search_park() returns trigger language plpgsql as $$
declare lines record := search_lines(array[new.name], array[]::text[]);
begin
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create function search_of_park() returns trigger language plpgsql as $$
begin
  update parks_plot set search_text = null where park_id = new.id;
  update parks_alliance set search_text = null where park_id = new.id;
  return null;
end $$;

create trigger search_fill
  before insert or update of name, search_text on parks_park
  for each row execute function search_park();
create trigger search_pass_on
  after update on parks_park
  for each row when (old.search_text is distinct from new.search_text)
  execute function search_of_park();
"""
NO_PARKS = """
drop trigger search_pass_on on parks_park;
drop trigger search_fill on parks_park;
drop function search_of_park, search_park;
"""
ENTERPRISES = """
create function search_enterprise() returns trigger language plpgsql as $$
declare lines record := search_lines(array[new.name], array[new.credit_code]);
begin
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create trigger search_fill
  before insert or update of name, credit_code, search_text on parks_enterprise
  for each row execute function search_enterprise();
"""
NO_ENTERPRISES = """
drop trigger search_fill on parks_enterprise;
drop function search_enterprise;
"""
PLOTS = """
create function search_plot() returns trigger language plpgsql as $$
declare
  lines record := search_lines(array[]::text[], array[new.code]);
  park record;
begin
  select search_text, search_pinyin into park from parks_park where id = new.park_id;
  new.search_text := concat(lines.plain, park.search_text);
  new.search_pinyin := concat(lines.pinyin, park.search_pinyin);
  return new;
end $$;

create function search_of_plot() returns trigger language plpgsql as $$
begin
  update parks_entryapplication set search_text = null where plot_id = new.id;
  return null;
end $$;

create trigger search_fill
  before insert or update of code, park_id, search_text on parks_plot
  for each row execute function search_plot();
create trigger search_pass_on
  after update on parks_plot
  for each row when (old.search_text is distinct from new.search_text)
  execute function search_of_plot();
"""
NO_PLOTS = """
drop trigger search_pass_on on parks_plot;
drop trigger search_fill on parks_plot;
drop function search_of_plot, search_plot;
"""
FUNDS = """
create function search_fund() returns trigger language plpgsql as $$
declare lines record := search_lines(array[new.name, new.manager], array[]::text[]);
begin
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create trigger search_fill
  before insert or update of name, manager, search_text on parks_fund
  for each row execute function search_fund();
"""
NO_FUNDS = """
drop trigger search_fill on parks_fund;
drop function search_fund;
"""
ALLIANCES = """
create function search_alliance() returns trigger language plpgsql as $$
declare
  lines record := search_lines(
    array[new.partner_park]
      || array(select name::text from leads_chamber where id = new.chamber_id),
    array[]::text[]
  );
  park record;
begin
  select search_text, search_pinyin into park from parks_park where id = new.park_id;
  new.search_text := concat(lines.plain, park.search_text);
  new.search_pinyin := concat(lines.pinyin, park.search_pinyin);
  return new;
end $$;

create function search_of_chamber() returns trigger language plpgsql as $$
begin
  update parks_alliance set search_text = null where chamber_id = new.id;
  return null;
end $$;

create trigger search_fill
  before insert or update of partner_park, park_id, chamber_id, search_text on parks_alliance
  for each row execute function search_alliance();
create trigger search_pass_on
  after update on leads_chamber
  for each row when (old.name is distinct from new.name)
  execute function search_of_chamber();
"""
NO_ALLIANCES = """
drop trigger search_pass_on on leads_chamber;
drop trigger search_fill on parks_alliance;
drop function search_of_chamber, search_alliance;
"""
APPLICATIONS = """
create function search_application() returns trigger language plpgsql as $$
declare
  lines record := search_lines(array[]::text[], array[new.number, new.agreement_number]);
  project record;
  plot record;
begin
  select search_text, search_pinyin into project from leads_project where id = new.project_id;
  select search_text, search_pinyin into plot from parks_plot where id = new.plot_id;
  new.search_text := concat(lines.plain, project.search_text, plot.search_text);
  new.search_pinyin := concat(lines.pinyin, project.search_pinyin, plot.search_pinyin);
  return new;
end $$;

create function search_of_project() returns trigger language plpgsql as $$
begin
  update parks_entryapplication set search_text = null where project_id = new.id;
  return null;
end $$;

create trigger search_fill
  before insert or update of number, agreement_number, project_id, plot_id, search_text
  on parks_entryapplication
  for each row execute function search_application();
create trigger search_pass_on
  after update on leads_project
  for each row when (old.search_text is distinct from new.search_text)
  execute function search_of_project();
"""
NO_APPLICATIONS = """
drop trigger search_pass_on on leads_project;
drop trigger search_fill on parks_entryapplication;
drop function search_of_project, search_application;
"""
TABLES = [
    "parks_park",
    "parks_enterprise",
    "parks_plot",
    "parks_fund",
    "parks_alliance",
    "parks_entryapplication",
]


class Migration(migrations.Migration):
    dependencies = [
        ("parks", "0003_judged_contributions_stay"),
        ("leads", "0006_search_columns"),
    ]

    operations = [
        *[
            migrations.RunSQL(COLUMNS.format(table=table), NO_COLUMNS.format(table=table))
            for table in TABLES
        ],
        migrations.RunSQL(PARKS, NO_PARKS),
        migrations.RunSQL(ENTERPRISES, NO_ENTERPRISES),
        migrations.RunSQL(PLOTS, NO_PLOTS),
        migrations.RunSQL(FUNDS, NO_FUNDS),
        migrations.RunSQL(ALLIANCES, NO_ALLIANCES),
        migrations.RunSQL(APPLICATIONS, NO_APPLICATIONS),
        *[
            migrations.RunSQL(INDEX.format(table=table), f"drop index {table}_search;")
            for table in TABLES
        ],
    ]
