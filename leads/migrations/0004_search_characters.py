"""How a text is read by the search: in simplified characters, and by all its readings.

See docs/decisions/0030-search.md.
"""

from django.db import migrations

# A character is looked up by its code, a whole number, which takes a third less time.
CHARACTERS = """
create table search_character (
  character text primary key,
  simplified text not null,
  readings text not null
);
create unique index search_character_code on search_character (ascii(character));
comment on table search_character is
  'Chinese characters with their simplified form and all their readings without tones: '
  '长 → chang|zhang';
"""
LINE = r"""
create function search_line(value text, out plain text, out pinyin text)
language plpgsql stable strict parallel safe as $$
declare
  written text := regexp_replace(
    lower(normalize(value, NFKC)),
    '[\s!-/:-@\[-`{-~、。·《》“”‘’—…]' collate "C",
    '',
    'g'
  );
begin
  if octet_length(written) = length(written) then
    plain := written;
    pinyin := regexp_replace(written, '(.)', ' \1', 'g');
  else
    select
      string_agg(coalesce(simplified, piece), '' order by place),
      string_agg(' ' || coalesce(readings, piece), '' order by place)
    into plain, pinyin
    from unnest(string_to_array(written, null)) with ordinality pieces(piece, place)
    left join search_character on ascii(character) = ascii(piece) and ascii(piece) > 126;
  end if;
end $$;
"""
LINES = r"""
create function search_lines(names text[], codes text[], out plain text, out pinyin text)
language plpgsql stable parallel safe as $$
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


def load_characters(apps, editor):
    from leads.search.characters import load

    load(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("leads", "0003_likeness_of_names")]

    operations = [
        migrations.RunSQL(CHARACTERS, "drop table search_character;"),
        migrations.RunPython(load_characters, migrations.RunPython.noop),
        migrations.RunSQL(LINE, "drop function search_line;"),
        migrations.RunSQL(LINES, "drop function search_lines;"),
    ]
