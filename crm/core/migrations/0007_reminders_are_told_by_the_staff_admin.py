"""The clock calls a task by the room that owns it."""

from django.db import migrations

BEFORE, NOW = "core.tell_reminders", "staff.tell_reminders"


def rename(before, now):
    def change(apps, schema_editor):
        apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task=before).update(
            task=now
        )

    return change


class Migration(migrations.Migration):
    dependencies = [("core", "0006_background_jobs")]
    operations = [migrations.RunPython(rename(BEFORE, NOW), rename(NOW, BEFORE))]
