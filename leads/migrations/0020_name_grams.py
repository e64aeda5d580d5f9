"""How names are cut for the search of likely duplicates; see leads/companies/grams.py."""

from django.db import migrations

FUNCTION = """
create function name_grams(name text, name_key text, english_key text) returns text[]
language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct gram), '{}') from (
        select key as gram from unnest(array[$2, $3]) key where length(key) = 1
        union all
        select left($1, 1) || left($2, 1) where octet_length(left($1, 1)) > 1 and octet_length(left($2, 1)) > 1 and left($1, 1) <> left($2, 1)
        union all
        select cut.gram from unnest(array[$2, $3]) key, generate_series(1, length(key) - 1) at, lateral (
            select substr(key, at, 3) as gram where octet_length(substr(key, at, 2)) = 2 and (at + 1 < length(key) or length(key) = 2)
            union all
            select substr(key, at, 2) where octet_length(substr(key, at, 2)) > 2
            union all
            select substr(key, at, 1) || substr(key, at + 2, 1) where octet_length(substr(key, at, 2)) > 2 and at + 1 < length(key)
        ) cut
    ) pieces
$$
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_payee_traits_and_milestones")]

    operations = [migrations.RunSQL(FUNCTION, "drop function name_grams(text, text, text)")]
