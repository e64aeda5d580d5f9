from django.db import migrations
from django.utils import timezone

NAMES = (
    "officer", "section_head", "park_officer", "finance", "leader", "headquarters", "assessor", "auditor", "administrator",
    "agency", "referrer", "program",
)  # fmt: skip


def write_roles(apps, schema_editor):
    """What people hold is written beside them; a superuser without a role becomes an administrator, others keep their roles."""
    User, Group = (apps.get_model(*name) for name in (("core", "User"), ("auth", "Group")))
    administrator = Group.objects.get_or_create(name="administrator")[0]
    for person in User.objects.prefetch_related("groups"):
        held = {group.name for group in person.groups.all()} & set(NAMES)
        if person.is_superuser:
            held = held or {"administrator"}
            if held == {"administrator"}:
                person.groups.add(administrator)
        before = (person.roles, person.is_superuser)
        person.roles, person.is_superuser = ",".join(name for name in NAMES if name in held), False
        if before != (person.roles, person.is_superuser):
            _store(apps, person)


def _store(apps, person):
    person.save(update_fields=["roles", "is_superuser"])
    History = apps.get_model("core", "HistoricalUser")
    own = {"history_id", "history_date", "history_type", "history_change_reason", "history_user"}
    names = [field.attname for field in History._meta.concrete_fields if field.name not in own]
    History.objects.create(
        history_date=timezone.now(), history_type="~", history_change_reason="roles as they were held",
        **{name: getattr(person, name) for name in names},
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0085_roles_in_the_history_of_people"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(write_roles, migrations.RunPython.noop)]
