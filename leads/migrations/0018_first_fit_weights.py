from django.db import migrations

from crm.core.scheduled_jobs import schedule

# What each part is worth until the bureau says otherwise; together 100, and 20 against.
POINTS = {
    "chain": 25,
    "park": 20,
    "group": 15,
    "trade": 15,
    "known": 10,
    "size": 10,
    "movement": 5,
    "refused": -20,
}


def store(apps, schema_editor):
    for part, points in POINTS.items():
        apps.get_model("leads", "FitWeight").objects.get_or_create(
            part=part, defaults={"points": points}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0017_fit_scores"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        migrations.RunPython(store, migrations.RunPython.noop),
        schedule(("Work out how companies fit", "leads.score_all", "4", "20")),
    ]
