from django.db import migrations, models

from crm.core.batched_migration import Batch


def left_out():
    return models.CharField(
        blank=True,
        db_default="",
        editable=False,
        max_length=300,
        verbose_name="why it is not to come to the table",
    )


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0007_one_plan_in_force_a_day")]

    operations = [
        Batch(
            [
                migrations.AddField("agendaitem", "left_out", left_out()),
                migrations.AddField("historicalagendaitem", "left_out", left_out()),
            ]
        )
    ]
