from django.db import migrations

PUBLIC = [
    ("wecom", "https://qyapi.weixin.qq.com"),
    ("dingtalk", "https://oapi.dingtalk.com"),
    ("feishu", "https://open.feishu.cn"),
]


def store(apps, schema_editor):
    services = apps.get_model("core", "MessageService").objects
    for channel, origin in PUBLIC:
        services.get_or_create(origin=origin, defaults={"channel": channel})


class Migration(migrations.Migration):
    dependencies = [("core", "0004_holidays_of_2025_and_2026")]
    operations = [migrations.RunPython(store, migrations.RunPython.noop)]
