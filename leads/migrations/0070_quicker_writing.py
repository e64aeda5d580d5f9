"""Writes gather in a short list before they go into the indexes of pieces: sorted, many go in for the price of a few. See docs/decisions/0030-search.md."""

import django.contrib.postgres.indexes
from django.db import migrations, models

GATHERED_KB = 128  # read by every search until it goes in: a few hundred microseconds
INDEXES = ["company_grams", "alias_grams", "leads_company_search", "leads_agent_search", "leads_lead_search", "leads_project_search"]
GATHER = "".join(f"alter index {name} set (fastupdate = on, gin_pending_list_limit = {GATHERED_KB});" for name in INDEXES)
AT_ONCE = "".join(f"alter index {name} set (fastupdate = off); alter index {name} reset (gin_pending_list_limit);" for name in INDEXES)

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
    from unnest(string_to_array(written, null)) with ordinality pieces(piece, place) left join search_character on character = piece and ascii(piece) > 126;
  end if;
end $$;
"""


def grams_index(second, name):
    pieces = models.Func(models.F("name"), models.F("name_key"), second, function="name_grams", output_field=models.TextField())
    return django.contrib.postgres.indexes.GinIndex(pieces, name=name, fastupdate=True, gin_pending_list_limit=GATHERED_KB)


class Migration(migrations.Migration):
    dependencies = [("leads", "0042_orders_of_histories")]

    operations = [
        migrations.RunSQL(LINE, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(GATHER, AT_ONCE)],
            state_operations=[
                migrations.RemoveIndex("company", "company_grams"),
                migrations.AddIndex("company", grams_index(models.F("name_en_key"), "company_grams")),
                migrations.RemoveIndex("companyalias", "alias_grams"),
                migrations.AddIndex("companyalias", grams_index(models.Value(""), "alias_grams")),
            ],
        ),
    ]
