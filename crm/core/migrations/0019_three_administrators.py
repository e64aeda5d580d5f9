from django.db import migrations
from django.utils import timezone

BEFORE, NOW = "administrator", "security_administrator"


def rename(apps, schema_editor):
    """The administrator of people becomes the security administrator: one row of history each."""
    apps.get_model("auth", "Group").objects.filter(name=BEFORE).update(name=NOW)
    people = apps.get_model("core", "User").objects.filter(roles=BEFORE)
    history = apps.get_model("core", "HistoricalUser")
    left_out = {"history_id", "history_date", "history_change_reason", "history_type"}
    names = [
        field.attname
        for field in history._meta.concrete_fields
        if field.name not in left_out and field.name != "history_user"
    ]
    for person in people:
        person.roles = NOW
        person.save(update_fields=["roles"])
        history.objects.create(
            **{name: getattr(person, name) for name in names},
            history_date=timezone.now(),
            history_change_reason="three administrators",
            history_type="~",
        )


def rename_back(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=NOW).update(name=BEFORE)
    apps.get_model("core", "User").objects.filter(roles=NOW).update(roles=BEFORE)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0018_statistics_for_the_application"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [
                    ("manage_people", "Can manage people and their roles"),
                    ("decide_user", "Can decide on roles that another administrator proposes"),
                ],
                "verbose_name": "user",
                "verbose_name_plural": "users",
            },
        ),
        migrations.RunPython(rename, rename_back),
    ]
