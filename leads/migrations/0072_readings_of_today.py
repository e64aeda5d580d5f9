"""Characters keep the readings that they have today, and the index holds a syllable together with the one that follows it; what was stored is
read anew. See docs/decisions/0030-search.md."""

from django.db import migrations

SEARCHED = "select indexrelid::regclass::text, indrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where pg_get_indexdef(indexrelid) like '%(search_grams(%'"
GRAMS = r"""
create or replace function search_grams(plain text, pinyin text) returns tsvector language plpgsql immutable strict parallel safe cost 400 as $$
declare
  c text[] := string_to_array(plain, null);
  t text[] := string_to_array(pinyin, ' ');
  i text[] := '{}';
  grams text[] := '{}';
  before text[];
  readings text[] := '{}';
  letters text;
  former text;
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
    before := readings;
    readings := '{}';
    if t[n] <> '/' then
      readings := string_to_array(t[n], '|');
      foreach reading in array readings loop
        if position(left(reading, 1) in letters) = 0 then
          letters := letters || left(reading, 1);
        end if;
        foreach former in array before loop
          if length(former) > 1 then
            grams := grams || (' ' || former || ' ' || reading);
          end if;
        end loop;
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


def read_anew(apps, schema_editor):
    """Without the indexes, which are made again at the end: of the whole table at once that is quicker."""
    from ..search.characters import load
    from ..search.fill import fill

    with schema_editor.connection.cursor() as cursor:
        cursor.execute(SEARCHED)
        indexes = cursor.fetchall()
        for name, _table, _definition in indexes:
            cursor.execute(f"drop index {name}")
        cursor.execute(GRAMS)
    load(schema_editor.connection)
    for table in sorted((table for _name, table, _definition in indexes), key=_before_what_holds_its_names):
        fill(table, every=True)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for _name, _table, definition in indexes:
            cursor.execute(definition)


def _before_what_holds_its_names(table: str) -> int:
    from ..search.fill import TABLES

    return TABLES.index(table)


class Migration(migrations.Migration):
    dependencies = [("leads", "0071_board_totals")]

    operations = [migrations.RunPython(read_anew, migrations.RunPython.noop)]
