"""The core of a name now leaves out counties too and keeps a branch apart: work the stored ones out again."""

from django.db import migrations

from ..companies.keys import refresh_keys


def work_out_again(apps, schema_editor):
    refresh_keys(apps.get_model("leads", "Company"), apps.get_model("leads", "CompanyAlias"))


class Migration(migrations.Migration):
    dependencies = [("leads", "0021_likeness_indexes")]

    operations = [migrations.RunPython(work_out_again, migrations.RunPython.noop)]
