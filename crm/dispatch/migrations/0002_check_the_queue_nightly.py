from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0001_work_queue"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        schedule(("Check the work queue against the records", "dispatch.check_queue", "3", "20")),
    ]
