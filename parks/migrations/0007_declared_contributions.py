"""What enterprises declare of themselves: states of its own, and a tax whose local share its park
still has to state. It may be stated until the contribution is judged.
"""

from django.db import migrations, models

from crm.core.batched_migration import Batch

JUDGED_STAYS = """
drop trigger contribution_judged_stays on parks_contribution;
create trigger contribution_judged_stays
    before update on parks_contribution
    for each row when (
        old.state not in (%s)
        and (
            old.enterprise_id, old.metric, old.amount, old.happened_on, old.land_amount,
            old.local_amount, old.period_from, old.period_to, old.currency,
            old.original_amount, old.rate, old.rate_on, old.is_refund, old.supersedes_id
        ) is distinct from (
            new.enterprise_id, new.metric, new.amount, new.happened_on, new.land_amount,
            new.local_amount, new.period_from, new.period_to, new.currency,
            new.original_amount, new.rate, new.rate_on, new.is_refund, new.supersedes_id
        )
    )
    execute function parks_judged_contribution_stays();
"""
NOW, BEFORE = JUDGED_STAYS % "'reported', 'declared'", JUDGED_STAYS % "'reported'"


class Migration(migrations.Migration):
    dependencies = [("parks", "0006_people_and_reports_of_enterprises")]

    operations = [
        migrations.AlterModelOptions(
            name="contribution",
            options={
                "ordering": ["-happened_on", "-id"],
                "permissions": [
                    ("verify_contribution", "Can verify contributions"),
                    ("vouch_contribution", "Can verify what enterprises report themselves"),
                    ("declare_contribution", "Can report for the own enterprise"),
                    ("file_contributions", "Can bring in the monthly files of tax and finance"),
                ],
                "verbose_name": "contribution",
                "verbose_name_plural": "contributions",
            },
        ),
        migrations.RemoveConstraint(
            model_name="contribution",
            name="contribution_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="contribution",
            name="contribution_tax_has_period_and_share",
        ),
        Batch(
            [
                migrations.AlterField(
                    model_name="contribution",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("declared", "reported by the enterprise"),
                            ("reported", "reported"),
                            ("verified", "verified"),
                            ("rejected", "rejected"),
                            ("superseded", "superseded"),
                            ("taken_back", "taken back"),
                        ],
                        default="reported",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalcontribution",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("declared", "reported by the enterprise"),
                            ("reported", "reported"),
                            ("verified", "verified"),
                            ("rejected", "rejected"),
                            ("superseded", "superseded"),
                            ("taken_back", "taken back"),
                        ],
                        default="reported",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
            ]
        ),
        Batch(
            [
                migrations.AddConstraint(
                    model_name="contribution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "declared",
                                    "reported",
                                    "verified",
                                    "rejected",
                                    "superseded",
                                    "taken_back",
                                ],
                            )
                        ),
                        name="contribution_state_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contribution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_refund", False),
                                ("local_amount__gte", 0),
                                ("local_amount__isnull", False),
                                ("local_amount__lte", models.F("amount")),
                                ("metric", "tax"),
                                ("period_from__isnull", False),
                                ("period_to__gte", models.F("period_from")),
                            ),
                            models.Q(
                                ("is_refund", False),
                                ("local_amount__isnull", True),
                                ("metric", "tax"),
                                ("period_from__isnull", False),
                                ("period_to__gte", models.F("period_from")),
                                ("state__in", ("declared", "taken_back", "rejected")),
                            ),
                            models.Q(
                                ("is_refund", True),
                                ("local_amount__gte", models.F("amount")),
                                ("local_amount__isnull", False),
                                ("local_amount__lte", 0),
                                ("metric", "tax"),
                                ("period_from__isnull", False),
                                ("period_to__gte", models.F("period_from")),
                            ),
                            models.Q(
                                models.Q(("metric", "tax"), _negated=True),
                                ("local_amount__isnull", True),
                                ("period_from__isnull", True),
                                ("period_to__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="contribution_tax_has_period_and_share",
                        violation_error_message=(
                            "Tax needs its period and the local share, which cannot be more than the "
                            "tax; other kinds have neither."
                        ),
                    ),
                ),
            ]
        ),
        migrations.RunSQL(NOW, BEFORE),
    ]
