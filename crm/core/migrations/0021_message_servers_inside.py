"""Servers of messages in the own network are listed as such, by two people."""

from django.db import migrations, models

from crm.core.batched_migration import Batch

WHY = "Only such a server may have an address that is not public."


def inside() -> models.BooleanField:
    return models.BooleanField("in the own network", default=False, help_text=WHY)


class Migration(migrations.Migration):
    KNOWINGLY = {"NOT_NULL": "message servers are entered by hand, a few in an installation's life"}
    dependencies = [("core", "0020_back_up_every_night")]

    operations = [
        Batch(
            [
                migrations.AlterModelOptions(
                    name="messageservice",
                    options={
                        "ordering": ["channel", "id"],
                        "permissions": [("decide_messageservice", "Can decide on message servers")],
                        "verbose_name": "message server",
                        "verbose_name_plural": "message servers",
                    },
                ),
                migrations.AddField("historicalmessageservice", "is_inside", inside()),
                migrations.AddField("messageservice", "is_inside", inside()),
            ]
        )
    ]
