from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0013_search_of_pages"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [schedule(("Publish pages on time", "site.publish_scheduled", "*", "*/5"))]
