from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("commissions", "0009_queue_of_unsettled"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        schedule(
            ("End agreements and warn of their end", "commissions.keep_agreements", "1", "0"),
            ("Settle commissions", "commissions.settle", "1", "30"),
        )
    ]
