from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_message_servers"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        schedule(
            ("Deliver what waits in the outbox", "core.deliver_waiting", "*", "*"),
            ("Tell the reminders that are due", "core.tell_reminders", "*", "*/5"),
            ("Forget forms that were sent", "core.forget_submissions", "4", "40"),
        )
    ]
