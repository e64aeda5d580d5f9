"""How names are cut for the search of likely duplicates; see leads/companies/grams.py."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from crm.core.batched_migration import Batch

NAME_GRAMS = """
create function name_grams(name text, name_key text, english_key text)
returns text[]
language plpgsql immutable strict parallel safe as $$
declare
  grams text[] := '{}';
  key text;
  c text[];
begin
  if octet_length(left(name, 1)) > 1
    and octet_length(left(name_key, 1)) > 1
    and left(name, 1) <> left(name_key, 1)
  then
    grams := grams || (left(name, 1) || left(name_key, 1));
  end if;
  foreach key in array array[name_key, english_key] loop
    if length(key) = 1 or octet_length(key) = 2 then
      grams := grams || key;
    elsif octet_length(key) = length(key) then
      for n in 1 .. length(key) - 2 loop
        grams := grams || substr(key, n, 3);
      end loop;
    else
      c := string_to_array(key, null);
      for n in 1 .. cardinality(c) - 1 loop
        if octet_length(c[n]) > 1 or octet_length(c[n + 1]) > 1 then
          grams := grams || (c[n] || c[n + 1]);
          if n + 2 <= cardinality(c) then
            grams := grams || (c[n] || c[n + 2]);
          end if;
        elsif n + 2 <= cardinality(c) then
          grams := grams || (c[n] || c[n + 1] || c[n + 2]);
        end if;
      end loop;
    end if;
  end loop;
  return grams;
end $$;
"""
# How common a piece is decides which pieces are looked up: more of them are counted than
# PostgreSQL would count by itself.
COUNT_MORE = """
alter index company_grams alter column 1 set statistics 300;
alter index alias_grams alter column 1 set statistics 300;
"""


def grams_index(english_key, name):
    pieces = models.Func(
        models.F("name"),
        models.F("name_key"),
        english_key,
        function="name_grams",
        output_field=models.TextField(),
    )
    return GinIndex(pieces, name=name, fastupdate=True)


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_constraints_and_indexes")]

    operations = [
        migrations.RunSQL(NAME_GRAMS, "drop function name_grams(text, text, text);"),
        Batch(
            [
                migrations.AddIndex(
                    "company", grams_index(models.F("name_en_key"), "company_grams")
                ),
                migrations.AddIndex("companyalias", grams_index(models.Value(""), "alias_grams")),
            ]
        ),
        migrations.RunSQL(COUNT_MORE, migrations.RunSQL.noop),
    ]
