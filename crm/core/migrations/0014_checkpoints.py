from django.db import migrations

from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [("core", "0013_audit_log")]
    operations = [
        migrations.AlterModelOptions(
            name="move",
            options={
                "ordering": ["id"],
                "permissions": [("view_proof", "Can see the checkpoints and their verification")],
                "verbose_name": "step taken",
                "verbose_name_plural": "steps taken",
            },
        ),
        schedule(
            ("Make a signed checkpoint", "core.checkpoint", "*", "7"),
            ("Verify everything against the checkpoints", "core.verify_proof", "4", "15"),
        ),
    ]
