import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parents[1] / "data"


def rows_of(name):
    with open(DATA / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def load(apps, schema_editor):
    """The regions of GB/T 2260 and the industries of GB/T 4754-2017."""
    Region, Industry = apps.get_model("leads", "Region"), apps.get_model("leads", "Industry")
    Region.objects.bulk_create(
        Region(code=row["code"], name=row["name"], parent_id=row["parent"] or None)
        for row in rows_of("regions.csv")
    )
    Industry.objects.bulk_create(
        Industry(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            section=row["section"],
            parent_id=row["parent"] or None,
        )
        for row in rows_of("industries.csv")
    )


def unload(apps, schema_editor):
    for name in ("Region", "Industry"):
        rows = apps.get_model("leads", name).objects.all()
        rows.update(parent=None)  # parents are protected
        rows.delete()


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_search_columns")]
    operations = [migrations.RunPython(load, unload)]
