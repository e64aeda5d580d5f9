import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """An account in another name needs a second person; one in place of another waits some days."""

    dependencies = [
        ("leads", "0080_contacts_of_departments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="accountchange",
            options={
                "ordering": ["-id"],
                "permissions": [
                    ("ask_account_change", "Can ask for a change of the own account"),
                    (
                        "approve_other_holder",
                        "Can approve an account that is not in the agent's own name",
                    ),
                ],
                "verbose_name": "change of account",
                "verbose_name_plural": "changes of account",
            },
        ),
        migrations.AlterModelOptions(
            name="agent",
            options={
                "ordering": ["-updated_at", "-id"],
                "permissions": [
                    (
                        "keep_agent",
                        "Can see and change the contact data and logins of the own department's agents",
                    ),
                    ("view_agentcontact", "Can see the contact data and logins of every agent"),
                ],
                "verbose_name": "agent",
                "verbose_name_plural": "agents and referrers",
            },
        ),
        migrations.AddField(
            model_name="accountchange",
            name="holder_approved_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="other holder approved by",
            ),
        ),
        migrations.AddField(
            model_name="historicalaccountchange",
            name="holder_approved_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="other holder approved by",
            ),
        ),
        migrations.AddField(
            model_name="historicalpayeeaccount",
            name="changed_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="in place of another one since"
            ),
        ),
        migrations.AddField(
            model_name="payeeaccount",
            name="changed_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="in place of another one since"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("holder_approved_by", models.F("asked_by")), _negated=True),
                    models.Q(("holder_approved_by", models.F("decided_by")), _negated=True),
                ),
                name="account_holder_approved_by_another_person",
            ),
        ),
    ]
