from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_indicators"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        schedule(
            ("Keep the indicators up with the records", "core.keep_indicators", "*", "*"),
            ("Make the indicators anew", "core.rebuild_indicators", "3", "40"),
        ),
    ]
