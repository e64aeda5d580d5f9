"""Characters keep the readings that they have today; what was stored is read anew. See docs/decisions/0030-search.md."""

from django.db import migrations

SEARCHED = "select table_name from information_schema.columns where column_name = 'search_text' and table_schema = current_schema()"


def read_anew(apps, schema_editor):
    from leads.search.characters import load
    from leads.search.fill import TABLES, fill

    load(schema_editor.connection)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(SEARCHED)
        searched = {name for (name,) in cursor.fetchall()}
    for table in TABLES:
        if table in searched:  # those of the parks may not be there yet
            fill(table, every=True)


class Migration(migrations.Migration):
    dependencies = [("leads", "0071_board_totals")]
    atomic = False  # rows are read anew in short transactions, while people work

    operations = [migrations.RunPython(read_anew, migrations.RunPython.noop)]
