import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parents[1] / "data" / "calendar.csv"


def load(apps, schema_editor):
    """As the State Council announced them; later years are entered on the screen."""
    CalendarDay = apps.get_model("core", "CalendarDay")
    with open(DATA, encoding="utf-8") as file:
        CalendarDay.objects.bulk_create(
            CalendarDay(day=row["day"], is_working=row["kind"] == "workday", name=row["name"])
            for row in csv.DictReader(file)
        )


def unload(apps, schema_editor):
    apps.get_model("core", "CalendarDay").objects.filter(day__year__in=[2025, 2026]).delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0003_constraints_and_indexes")]
    operations = [migrations.RunPython(load, unload)]
