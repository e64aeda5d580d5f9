import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import crm.core.encryption
from crm.core.batched_migration import Batch
from crm.core.scheduled_jobs import schedule


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0019_three_administrators"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [
        Batch(
            [
                migrations.CreateModel(
                    name="ResetRequest",
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
                        (
                            "digest",
                            models.CharField(
                                db_index=True, editable=False, max_length=64, verbose_name="digest"
                            ),
                        ),
                        (
                            "client",
                            models.CharField(
                                db_index=True, editable=False, max_length=60, verbose_name="address"
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_index=True,
                                default=django.utils.timezone.now,
                                verbose_name="asked at",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request for a new password",
                        "verbose_name_plural": "requests for a new password",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Suspended",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "method",
                            models.CharField(editable=False, max_length=8, verbose_name="method"),
                        ),
                        ("address", models.TextField(editable=False, verbose_name="address")),
                        (
                            "came_from",
                            models.TextField(blank=True, editable=False, verbose_name="came from"),
                        ),
                        (
                            "fields",
                            crm.core.encryption.EncryptedTextField(
                                editable=False, verbose_name="what was typed"
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_index=True, default=django.utils.timezone.now, verbose_name="at"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="core.user",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "form that waits for a confirmation",
                        "verbose_name_plural": "forms that wait for a confirmation",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="SuspendedFile",
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
                        (
                            "field",
                            models.CharField(editable=False, max_length=200, verbose_name="field"),
                        ),
                        (
                            "name",
                            models.CharField(editable=False, max_length=300, verbose_name="name"),
                        ),
                        (
                            "content_type",
                            models.CharField(editable=False, max_length=200, verbose_name="type"),
                        ),
                        ("content", models.BinaryField(verbose_name="content")),
                        (
                            "form",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.suspended",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file that waits for a confirmation",
                        "verbose_name_plural": "files that wait for a confirmation",
                        "default_permissions": (),
                    },
                ),
            ]
        ),
        schedule(("Tidy sessions and confirmations", "accounts.tidy", "3", "50")),
    ]
