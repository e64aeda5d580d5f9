from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models


def to_parts(apps, schema_editor):
    """Shares become parts in a million; the reward is divided by their proportion, as before."""
    for name in ("Referral", "HistoricalReferral"):
        apps.get_model("leads", name).objects.update(parts=models.F("parts") * 1_000_000)


def to_shares(apps, schema_editor):
    for name in ("Referral", "HistoricalReferral"):
        apps.get_model("leads", name).objects.update(parts=models.F("parts") / 1_000_000)


PARTS = {"default": 1, "verbose_name": "parts", "validators": [MinValueValidator(1), MaxValueValidator(1_000_000)]}


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_standards")]

    operations = [
        migrations.RemoveConstraint("referral", "referral_share_in_range"),
        migrations.RenameField("referral", "share", "parts"),
        migrations.RenameField("historicalreferral", "share", "parts"),
        migrations.AlterField("referral", "parts", models.DecimalField(max_digits=14, decimal_places=6)),
        migrations.AlterField("historicalreferral", "parts", models.DecimalField(max_digits=14, decimal_places=6)),
        migrations.RunPython(to_parts, to_shares),
        migrations.AlterField("referral", "parts", models.PositiveIntegerField(**PARTS)),
        migrations.AlterField("historicalreferral", "parts", models.PositiveIntegerField(**PARTS)),
        migrations.AddConstraint("referral", models.CheckConstraint(condition=models.Q(parts__gte=1), name="referral_has_parts")),
    ]
