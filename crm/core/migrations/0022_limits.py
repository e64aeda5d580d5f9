"""How much is taken from one sender within a time, as data; and what was counted."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import crm.core.models.rate_limit
from crm.core.batched_migration import Batch

SCOPES = [
    ("address", "each network address"),
    ("account", "each login; without one each network address"),
    ("organisation", "each organisation; without one each login"),
    ("everybody", "all together, who are asked for a code and never refused"),
]


def at_least_one(label: str, told: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        help_text=told,
        validators=[django.core.validators.MinValueValidator(1)],
        verbose_name=label,
    )


def shared() -> list[tuple]:
    """What limit and history have alike."""
    return [
        ("scope", models.CharField(choices=SCOPES, max_length=20, verbose_name="counted for")),
        (
            "number",
            at_least_one(
                "most at once", "What was taken is forgotten evenly, all of it within the time."
            ),
        ),
        ("seconds", at_least_one("time in seconds", "3600 is an hour.")),
        (
            "code_from",
            models.PositiveIntegerField(
                blank=True,
                help_text="From so many on, forms of strangers ask for the code in a picture.",
                null=True,
                verbose_name="code to copy from",
            ),
        ),
        ("is_on", models.BooleanField(default=True, verbose_name="in force")),
    ]


def code(**options) -> models.CharField:
    return models.CharField(
        choices=crm.core.models.rate_limit.known_codes,
        max_length=60,
        verbose_name="what is limited",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0021_message_servers_inside")]

    operations = [
        Batch(
            [
                migrations.CreateModel(
                    name="RateCount",
                    fields=[
                        (
                            "key",
                            models.CharField(max_length=120, primary_key=True, serialize=False),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("seconds", models.PositiveIntegerField()),
                        ("code_from", models.PositiveIntegerField(null=True)),
                        ("cost", models.FloatField()),
                        ("empty_at", models.DateTimeField()),
                        ("has_passed", models.BooleanField()),
                        ("refused", models.PositiveIntegerField(default=0)),
                    ],
                    options={"default_permissions": ()},
                ),
                migrations.CreateModel(
                    name="HistoricalRateLimit",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", code(db_index=True)),
                        *shared(),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical limit",
                        "verbose_name_plural": "historical limits",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="RateLimit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("code", code(unique=True)),
                        *shared(),
                    ],
                    options={
                        "verbose_name": "limit",
                        "verbose_name_plural": "limits",
                        "ordering": ["code"],
                        "permissions": [("decide_ratelimit", "Can decide on proposed limits")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("number__gt", 0), ("seconds__gt", 0)),
                                name="limit_takes_something",
                            )
                        ],
                    },
                ),
            ]
        )
    ]
