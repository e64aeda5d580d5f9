from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0027_consents_by_form"),
    ]

    operations = [
        migrations.AlterField(
            model_name="namecheck",
            name="answer",
            field=models.CharField(
                choices=[
                    ("free", "can be registered"),
                    ("settled", "settled here; can be registered with a new investment"),
                    ("own", "registered by the agent itself"),
                    ("taken", "company already in hand"),
                ],
                max_length=10,
                verbose_name="answer",
            ),
        ),
    ]
