from django.db import migrations


def schedule(apps, schema_editor):
    crontab, _made = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="0", hour="1", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.create(name="End agreements and warn of their end", task="commissions.keep_agreements", crontab=crontab)


def unschedule(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task="commissions.keep_agreements").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("commissions", "0050_documents_and_agreements"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(schedule, unschedule)]
