from django.db import migrations

PUBLIC = [("wecom", "https://qyapi.weixin.qq.com"), ("dingtalk", "https://oapi.dingtalk.com"), ("feishu", "https://open.feishu.cn")]


def store(apps, schema_editor):
    services = apps.get_model("core", "MessageService").objects
    for channel, origin in PUBLIC:
        services.get_or_create(origin=origin, defaults={"channel": channel})
    crontab, _made = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="*", hour="*", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name="Deliver what waits in the outbox", defaults={"task": "core.deliver_waiting", "crontab": crontab}
    )


def take_away(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task="core.deliver_waiting").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0050_notifications"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(store, take_away)]
