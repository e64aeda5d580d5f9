from django.db import migrations

from ..judgement.first_scheme import store


def load(apps, schema_editor):
    """A scheme to begin with, so that a judgement can be convened at once."""
    store(apps.get_model("leads", "Scheme"), apps.get_model("leads", "Criterion"))


def unload(apps, schema_editor):
    apps.get_model("leads", "Criterion").objects.filter(scheme__number=1).delete()
    apps.get_model("leads", "Scheme").objects.filter(number=1).delete()


class Migration(migrations.Migration):
    dependencies = [("leads", "0008_first_warning_rules")]
    operations = [migrations.RunPython(load, unload)]
