"""An import's list is read by its title. No SQL."""

from django.db import migrations, models

import crm.core.models.table_import


class Migration(migrations.Migration):
    dependencies = [("core", "0022_limits")]
    operations = [
        migrations.AlterField(
            "tableimport",
            "table",
            models.CharField(
                choices=crm.core.models.table_import.known_tables,
                max_length=60,
                verbose_name="list",
            ),
        ),
    ]
