from django.db import migrations, models

from crm.core.batched_migration import Batch


class Migration(migrations.Migration):
    dependencies = [
        ("commissions", "0016_issued_documents_stay"),
    ]

    operations = [
        Batch(
            [
                migrations.AddField(
                    model_name="settlementrun",
                    name="has_failed",
                    field=models.BooleanField(default=False, verbose_name="was stopped by a fault"),
                ),
                migrations.AddField(
                    model_name="settlementrun",
                    name="total",
                    field=models.PositiveIntegerField(
                        null=True, verbose_name="projects to look at"
                    ),
                ),
            ]
        ),
    ]
