"""Departments and people of the demonstration are marked as its other records are. Those of one
that is loaded already were known by the end of their names.
"""

from django.db import migrations, models

from crm.core.batched_migration import Batch

MARK = "（演示）"


def mark_those_loaded(apps, _schema_editor):
    for model, names in (
        ("Department", {"name__endswith": MARK}),
        ("User", {"username__startswith": "demo_", "name__endswith": MARK}),
    ):
        apps.get_model("core", model).objects.filter(**names).update(is_demo=True)


def is_demo():
    return models.BooleanField("demonstration", default=False, editable=False)


class Migration(migrations.Migration):
    dependencies = [("core", "0007_reminders_are_told_by_the_staff_admin")]

    operations = [
        Batch(
            [
                migrations.AddField("department", "is_demo", is_demo()),
                migrations.AddField("historicaldepartment", "is_demo", is_demo()),
                migrations.AddField("historicaluser", "is_demo", is_demo()),
                migrations.AddField("user", "is_demo", is_demo()),
            ]
        ),
        migrations.RunPython(mark_those_loaded, migrations.RunPython.noop),
    ]
