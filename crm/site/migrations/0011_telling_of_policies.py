from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0010_policies"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [schedule(("site: tell of policies", "site.tell_of_policies", "8", "10"))]
