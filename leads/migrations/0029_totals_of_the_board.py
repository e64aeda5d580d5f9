"""The board sums contract or intended amounts and takes the median day of each stage: both from
the index alone.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("leads", "0028_name_checks_of_settled"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="project",
            index=models.Index(
                fields=["state", "stage_since"],
                include=["contract_amount", "investment"],
                name="project_stage_totals",
            ),
        ),
        RemoveIndexConcurrently(model_name="project", name="project_totals"),
    ]
