from decimal import Decimal

from django.db import migrations

# Measure: yellow, red, out of the pool from. Months, days, points; "10 to 30 points yellow, more red".
RULES = {
    "lead_no_progress": (Decimal(2), Decimal(3), Decimal(6)),
    "project_no_progress": (Decimal(2), Decimal(3), Decimal(6)),
    "start_overdue": (Decimal(1), Decimal(90), None),
    "money_behind": (Decimal(10), Decimal("30.01"), None),
}
NIGHTS = {
    "Light the warning lights": ("leads.light_warnings", {"minute": "30", "hour": "2"}),
    "Tell everyone their next steps": ("leads.tell_next_steps", {"minute": "0", "hour": "8"}),
    "Tell the reminders that are due": ("core.tell_reminders", {"minute": "*/5", "hour": "*"}),
}


def store(apps, schema_editor):
    for measure, (yellow, red, out) in RULES.items():
        apps.get_model("leads", "WarningRule").objects.get_or_create(measure=measure, defaults={"yellow_from": yellow, "red_from": red, "out_from": out})
    for name, (task, when) in NIGHTS.items():
        crontab, _made = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
            day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai", **when
        )
        apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(name=name, defaults={"task": task, "crontab": crontab})


def take_away(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=NIGHTS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0050_daily_work_and_warnings"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(store, take_away)]
