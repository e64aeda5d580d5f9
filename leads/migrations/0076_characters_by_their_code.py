"""A character is looked up by its code, a whole number, which takes a third less time for a name than by its text."""

from django.db import migrations

LINE = r"""
create or replace function search_line(value text, out plain text, out pinyin text) language plpgsql stable strict parallel safe as $$
declare
  written text := regexp_replace(lower(normalize(value, NFKC)), '[\s!-/:-@\[-`{-~、。·《》“”‘’—…]' collate "C", '', 'g');
begin
  if octet_length(written) = length(written) then
    plain := written;
    pinyin := regexp_replace(written, '(.)', ' \1', 'g');
  else
    select string_agg(coalesce(simplified, piece), '' order by place), string_agg(' ' || coalesce(readings, piece), '' order by place) into plain, pinyin
    from unnest(string_to_array(written, null)) with ordinality pieces(piece, place) left join search_character on ascii(character) = ascii(piece) and ascii(piece) > 126;
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0075_days_in_the_search_index")]

    operations = [
        migrations.RunSQL("create unique index search_character_code on search_character (ascii(character));", "drop index search_character_code;"),
        migrations.RunSQL(LINE, migrations.RunSQL.noop),
    ]
