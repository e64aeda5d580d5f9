"""Plots that were split or merged; plots, entry applications, funds and alliances are searched as parks are (0030_search.py)."""

from django.db import migrations, models

WRITE = """
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

create function search_fund() returns trigger language plpgsql as $$
declare lines record := search_lines(array[new.name, new.manager], array[]::text[]);
begin
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create function search_alliance() returns trigger language plpgsql as $$
declare
  lines record := search_lines(array[new.partner_park] || array(select name::text from leads_chamber where id = new.chamber_id), array[]::text[]);
  park record;
begin
  select search_text, search_pinyin into park from parks_park where id = new.park_id;
  new.search_text := concat(lines.plain, park.search_text);
  new.search_pinyin := concat(lines.pinyin, park.search_pinyin);
  return new;
end $$;

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

create function search_of_park() returns trigger language plpgsql as $$
begin
  update parks_plot set search_text = null where park_id = new.id;
  update parks_alliance set search_text = null where park_id = new.id;
  return null;
end $$;

create function search_of_chamber() returns trigger language plpgsql as $$
begin
  update parks_alliance set search_text = null where chamber_id = new.id;
  return null;
end $$;

create function search_of_plot() returns trigger language plpgsql as $$
begin
  update parks_entryapplication set search_text = null where plot_id = new.id;
  return null;
end $$;

create function search_of_project() returns trigger language plpgsql as $$
begin
  update parks_entryapplication set search_text = null where project_id = new.id;
  return null;
end $$;

create trigger search_fill before insert or update of code, park_id, search_text on parks_plot for each row execute function search_plot();
create trigger search_fill before insert or update of name, manager, search_text on parks_fund for each row execute function search_fund();
create trigger search_fill before insert or update of partner_park, park_id, chamber_id, search_text on parks_alliance for each row execute function search_alliance();
create trigger search_fill before insert or update of number, agreement_number, project_id, plot_id, search_text on parks_entryapplication
  for each row execute function search_application();
create trigger search_pass_on after update on parks_park for each row when (old.search_text is distinct from new.search_text) execute function search_of_park();
create trigger search_pass_on after update on parks_plot for each row when (old.search_text is distinct from new.search_text) execute function search_of_plot();
create trigger search_pass_on after update on leads_project for each row when (old.search_text is distinct from new.search_text) execute function search_of_project();
create trigger search_pass_on after update on leads_chamber for each row when (old.name is distinct from new.name) execute function search_of_chamber();
"""
UNDO_WRITE = """
drop trigger search_pass_on on parks_park; drop trigger search_pass_on on parks_plot; drop trigger search_pass_on on leads_project; drop trigger search_pass_on on leads_chamber;
drop function search_plot, search_fund, search_alliance, search_application, search_of_park, search_of_plot, search_of_project, search_of_chamber;
"""
TABLES = ["parks_plot", "parks_fund", "parks_alliance", "parks_entryapplication"]
COLUMNS = "".join(f"alter table {table} add column search_text text, add column search_pinyin text;" for table in TABLES)
FILL = "".join(f"update {table} set search_text = null;" for table in TABLES)
INDEXES = "".join(f"create index {table}_search on {table} using gin (search_grams(search_text, search_pinyin)) with (fastupdate = off);" for table in TABLES)
UNDO = "".join(f"drop trigger search_fill on {table}; drop index {table}_search; alter table {table} drop column search_text, drop column search_pinyin;" for table in TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('parks', '0080_space_and_entry'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='availability',
            name='plot_status_known',
        ),
        migrations.AlterField(
            model_name='availability',
            name='status',
            field=models.CharField(choices=[('planned', 'being planned'), ('preparing', 'being prepared'), ('withheld', 'not offered'), ('closed', 'split or merged'), ('free', 'free')], max_length=20, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='historicalavailability',
            name='status',
            field=models.CharField(choices=[('planned', 'being planned'), ('preparing', 'being prepared'), ('withheld', 'not offered'), ('closed', 'split or merged'), ('free', 'free')], max_length=20, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='availability',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'preparing', 'withheld', 'closed', 'free'])), name='plot_status_known'),
        ),
        migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL(WRITE, UNDO_WRITE),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(INDEXES, UNDO),
    ]
