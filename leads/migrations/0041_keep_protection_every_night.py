from django.db import migrations


def schedule(apps, schema_editor):
    crontab, _made = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="10", hour="1", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.create(name="Keep protection and clocks", task="leads.keep_protection", crontab=crontab)


def unschedule(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task="leads.keep_protection").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0040_registrations_disputes_messages"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(schedule, unschedule)]
