from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0004_first_kinds_and_times"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        schedule(
            ("Look at the times of the service desk", "desk.go_round", "*", "*/15"),
            ("Settle answered requests", "desk.close_by_time", "1", "40"),
            ("Read the mailbox of the service desk", "desk.read_mailbox", "*", "*/2"),
            ("Send waiting answers by mail", "desk.send_mail", "*", "*/5"),
            ("Put the counts of the service desk together", "desk.compact", "2", "10"),
        )
    ]
