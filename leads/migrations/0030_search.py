"""What the search box and the lists search by, kept by the database itself, whatever way a row is written.

Two columns that Django does not know (so that no query reads them and no history copies them), filled by triggers; an index on
the pairs of characters in them. See docs/decisions/0030-search.md.
"""

from django.db import migrations

READ = r"""
create table search_character (character text primary key, simplified text not null, readings text not null);
comment on table search_character is 'Chinese characters with their simplified form and all their readings without tones: 长 → chang|zhang';

create function search_line(value text, out plain text, out pinyin text) language plpgsql stable strict parallel safe as $$
declare
  piece text;
  simple text;
  read_as text;
begin
  plain := '';
  pinyin := '';
  foreach piece in array string_to_array(regexp_replace(lower(normalize(value, NFKC)), '[\s!-/:-@\[-`{-~、。·《》“”‘’—…]' collate "C", '', 'g'), null) loop
    if ascii(piece) > 126 then
      select simplified, readings into simple, read_as from search_character where character = piece;
      plain := plain || coalesce(simple, piece);
      pinyin := pinyin || ' ' || coalesce(read_as, piece);
    else
      plain := plain || piece;
      pinyin := pinyin || ' ' || piece;
    end if;
  end loop;
end $$;

create function search_lines(names text[], codes text[], out plain text, out pinyin text) language plpgsql stable parallel safe as $$
declare
  value text;
  line record;
begin
  plain := '';
  pinyin := '';
  foreach value in array names loop
    if value <> '' then
      line := search_line(value);
      plain := plain || line.plain || E'\n';
      pinyin := pinyin || line.pinyin || ' /';
    end if;
  end loop;
  foreach value in array codes loop
    if value <> '' then
      line := search_line(value);
      plain := plain || line.plain || E'\n';
    end if;
  end loop;
end $$;
"""

GRAMS = r"""
create function search_grams(plain text, pinyin text) returns tsvector language plpgsql immutable strict parallel safe cost 400 as $$
declare
  c text[] := string_to_array(plain, null);
  t text[] := string_to_array(pinyin, ' ');
  i text[] := '{}';
  grams text[] := '{}';
  letters text;
  reading text;
  pair text;
begin
  for n in 1 .. cardinality(c) - 1 loop
    if c[n] = E'\n' or c[n + 1] = E'\n' then
      continue;
    elsif ascii(c[n]) > 126 or ascii(c[n + 1]) > 126 then
      grams := grams || (c[n] || c[n + 1]);
    elsif ascii(coalesce(c[n + 2], E'\n')) between 32 and 126 then
      grams := grams || (c[n] || c[n + 1] || c[n + 2]);
    end if;
  end loop;
  for n in 2 .. cardinality(t) loop
    letters := '';
    if t[n] <> '/' then
      foreach reading in array string_to_array(t[n], '|') loop
        if position(left(reading, 1) in letters) = 0 then
          letters := letters || left(reading, 1);
        end if;
        if length(reading) > 1 then
          grams := grams || (' ' || reading);
        end if;
      end loop;
    end if;
    i := i || letters;
  end loop;
  for n in 1 .. cardinality(i) - 1 loop
    for x in 1 .. length(i[n]) loop
      for y in 1 .. length(i[n + 1]) loop
        pair := substr(i[n], x, 1) || substr(i[n + 1], y, 1);
        grams := grams || pair;
        for z in 1 .. coalesce(length(i[n + 2]), 0) loop
          grams := grams || (pair || substr(i[n + 2], z, 1));
        end loop;
      end loop;
    end loop;
  end loop;
  return array_to_tsvector(grams);
end $$;
"""

WRITE = r"""
create function search_company() returns trigger language plpgsql as $$
declare lines record;
begin
  if tg_op = 'INSERT' then
    lines := search_lines(array[new.name, new.name_en], array[new.credit_code]);
  else
    lines := search_lines(array[new.name, new.name_en] || array(select name from leads_companyalias where company_id = new.id), array[new.credit_code]);
  end if;
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

create function search_agent() returns trigger language plpgsql as $$
declare lines record;
begin
  lines := search_lines(array[new.name, new.contact_name], array[new.credit_code]);
  new.search_text := lines.plain;
  new.search_pinyin := lines.pinyin;
  return new;
end $$;

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

create function search_of_agent() returns trigger language plpgsql as $$
begin
  update leads_lead set search_text = null where agent_id = new.id;
  return null;
end $$;

create trigger search_fill before insert or update of name, name_en, credit_code, search_text on leads_company for each row execute function search_company();
create trigger search_fill before insert or update of name, contact_name, credit_code, search_text on leads_agent for each row execute function search_agent();
create trigger search_fill before insert or update of title, number, company_id, agent_id, search_text on leads_lead for each row execute function search_lead();
create trigger search_fill before insert or update of name, number, company_id, search_text on leads_project for each row execute function search_project();
create trigger search_pass_on after insert or update or delete on leads_companyalias for each row execute function search_of_alias();
create trigger search_pass_on after update on leads_company for each row when (old.search_text is distinct from new.search_text) execute function search_of_company();
create trigger search_pass_on after update on leads_agent for each row when (old.search_text is distinct from new.search_text) execute function search_of_agent();
"""
TABLES = ["leads_company", "leads_agent", "leads_lead", "leads_project"]
COLUMNS = "".join(f"alter table {table} add column search_text text, add column search_pinyin text;" for table in TABLES)
FILL = "".join(f"update {table} set search_text = null;" for table in TABLES)
INDEXES = "".join(f"create index {table}_search on {table} using gin (search_grams(search_text, search_pinyin)) with (fastupdate = off);" for table in TABLES)
UNDO = "".join(f"drop trigger search_fill on {table}; drop index {table}_search; alter table {table} drop column search_text, drop column search_pinyin;" for table in TABLES)
UNDO_WRITE = """
drop trigger search_pass_on on leads_companyalias; drop trigger search_pass_on on leads_company; drop trigger search_pass_on on leads_agent;
drop function search_company, search_agent, search_lead, search_project, search_of_alias, search_of_company, search_of_agent;
"""


def load_characters(apps, editor):
    from ..search.characters import load

    load(editor.connection)


class Migration(migrations.Migration):
    atomic = True

    dependencies = [("leads", "0025_find_duplicates_every_night")]

    operations = [
        migrations.RunSQL(READ, "drop function search_lines, search_line; drop table search_character;"),
        migrations.RunPython(load_characters, migrations.RunPython.noop),
        migrations.RunSQL(GRAMS, "drop function search_grams;"),
        migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL(WRITE, UNDO_WRITE),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(INDEXES, UNDO),
    ]
