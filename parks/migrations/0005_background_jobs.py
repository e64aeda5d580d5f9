from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("parks", "0004_search_columns"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        schedule(("Let reservations lapse, remind of reviews", "parks.keep_space", "1", "20"))
    ]
