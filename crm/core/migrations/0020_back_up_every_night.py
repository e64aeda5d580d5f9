from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0019_three_administrators"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [schedule(("Back up", "core.back_up", "0", "30"))]
