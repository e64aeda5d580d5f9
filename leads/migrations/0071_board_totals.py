from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0070_quicker_writing")]

    operations = [
        migrations.AddIndex("project", models.Index(fields=["state"], include=["contract_amount"], name="project_totals")),
    ]
