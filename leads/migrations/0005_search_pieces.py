"""The pieces of texts and days that the search indexes hold; see docs/decisions/0030-search.md."""

from django.db import migrations

GRAMS = r"""
create function search_grams(plain text, pinyin text)
returns tsvector
language plpgsql immutable strict parallel safe cost 400 as $$
declare
  line text;
  c text[];
  grams text[] := '{}';
  token text;
  syllables text[];
  former text[];
  one text;
  two text;
  letters text;
  initials text[];
begin
  foreach line in array string_to_array(plain, E'\n') loop
    -- Latin letters and digits in threes,
    -- Chinese characters in twos, also with a letter beside them.
    if octet_length(line) = length(line) then
      for n in 1 .. length(line) - 2 loop
        grams := grams || substr(line, n, 3);
      end loop;
    else
      c := string_to_array(line, null);
      for n in 1 .. cardinality(c) - 1 loop
        if octet_length(c[n]) > 1 or octet_length(c[n + 1]) > 1 then
          grams := grams || (c[n] || c[n + 1]);
        elsif octet_length(c[n + 2]) = 1 then
          grams := grams || (c[n] || c[n + 1] || c[n + 2]);
        end if;
      end loop;
    end if;
  end loop;
  foreach line in array string_to_array(pinyin, ' /') loop
    c := string_to_array(substr(line, 2), ' ');
    initials := '{}';
    if length(line) = 2 * cardinality(c) then
      initials := c;
    else
      -- Each reading with each of the token before, where that is more than a letter;
      -- and the letters that the readings begin with.
      syllables := '{}';
      foreach token in array c loop
        letters := left(token, 1);
        if token = letters then
          foreach one in array syllables loop
            if length(one) > 1 then
              grams := grams || (' ' || one || ' ' || token);
            end if;
          end loop;
          syllables := '{}';
        else
          former := syllables;
          syllables := string_to_array(token, '|');
          foreach two in array syllables loop
            if position(left(two, 1) in letters) = 0 then
              letters := letters || left(two, 1);
            end if;
            foreach one in array former loop
              if length(one) > 1 then
                grams := grams || (' ' || one || ' ' || two);
              end if;
            end loop;
          end loop;
        end if;
        initials := initials || letters;
      end loop;
    end if;
    -- One letter a token, as nearly always; or all combinations.
    line := array_to_string(initials, '');
    if length(line) = cardinality(initials) then
      for n in 1 .. length(line) - 1 loop
        grams := grams || substr(line, n, 2);
      end loop;
      for n in 1 .. length(line) - 2 loop
        grams := grams || substr(line, n, 3);
      end loop;
    else
      for n in 1 .. cardinality(initials) - 1 loop
        for x in 1 .. length(initials[n]) loop
          for y in 1 .. length(initials[n + 1]) loop
            two := substr(initials[n], x, 1) || substr(initials[n + 1], y, 1);
            grams := grams || two;
            for z in 1 .. coalesce(length(initials[n + 2]), 0) loop
              grams := grams || (two || substr(initials[n + 2], z, 1));
            end loop;
          end loop;
        end loop;
      end loop;
    end if;
  end loop;
  return array_to_tsvector(grams);
end $$;
"""
# A frequent word is looked up among the newest rows alone; see leads/search/days.py.
DAYS = """
create function search_days(at timestamptz)
returns integer[]
language plpgsql immutable strict parallel safe as $$
declare
  day integer := floor(extract(epoch from at) / 86400);
begin
  return array[
    day,
    1000000 + day / 4,
    2000000 + day / 16,
    3000000 + day / 64,
    4000000 + day / 256
  ];
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_search_characters")]

    operations = [
        migrations.RunSQL(GRAMS, "drop function search_grams;"),
        migrations.RunSQL(DAYS, "drop function search_days;"),
    ]
