from decimal import Decimal

from django.db import migrations

# Measure: yellow, red, out of the pool from. Months, days, points; "10 to 30 points yellow".
RULES = {
    "lead_no_progress": (Decimal(2), Decimal(3), Decimal(6)),
    "project_no_progress": (Decimal(2), Decimal(3), Decimal(6)),
    "start_overdue": (Decimal(1), Decimal(90), None),
    "money_behind": (Decimal(10), Decimal("30.01"), None),
}


def store(apps, schema_editor):
    for measure, (yellow, red, out) in RULES.items():
        apps.get_model("leads", "WarningRule").objects.get_or_create(
            measure=measure, defaults={"yellow_from": yellow, "red_from": red, "out_from": out}
        )


class Migration(migrations.Migration):
    dependencies = [("leads", "0007_regions_and_industries")]
    operations = [migrations.RunPython(store, migrations.RunPython.noop)]
