from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0009_first_judgement_scheme"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        schedule(
            ("Keep protection and clocks", "leads.keep_protection", "1", "10"),
            ("Light the warning lights", "leads.light_warnings", "2", "30"),
            ("Find duplicates", "leads.find_duplicates", "3", "0"),
            ("Tell everyone their next steps", "leads.tell_next_steps", "8", "0"),
        )
    ]
