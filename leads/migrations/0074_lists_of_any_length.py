"""How much gathers ahead of an index is said by who writes, not by the index: little as a rule, more while many rows are written. See crm/core/gathered.py."""

import django.contrib.postgres.indexes
from django.db import migrations, models

INDEXES = ["company_grams", "alias_grams", "leads_company_search", "leads_agent_search", "leads_lead_search", "leads_project_search"]
BY_THE_WRITER = "".join(f"alter index {name} reset (gin_pending_list_limit);" for name in INDEXES)
SHORT = "".join(f"alter index {name} set (gin_pending_list_limit = 128);" for name in INDEXES)


def grams_index(second, name):
    pieces = models.Func(models.F("name"), models.F("name_key"), second, function="name_grams", output_field=models.TextField())
    return django.contrib.postgres.indexes.GinIndex(pieces, name=name, fastupdate=True)


class Migration(migrations.Migration):
    dependencies = [("leads", "0073_pieces_in_less_time")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(BY_THE_WRITER, SHORT)],
            state_operations=[
                migrations.RemoveIndex("company", "company_grams"),
                migrations.AddIndex("company", grams_index(models.F("name_en_key"), "company_grams")),
                migrations.RemoveIndex("companyalias", "alias_grams"),
                migrations.AddIndex("companyalias", grams_index(models.Value(""), "alias_grams")),
            ],
        ),
    ]
