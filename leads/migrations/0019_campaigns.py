from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import leads.models.campaign_target
import leads.models.chain
from crm.core.batched_migration import Batch


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_looks_of_lists"),
        ("leads", "0018_first_fit_weights"),
        ("parks", "0005_background_jobs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Batch(
            [
                migrations.CreateModel(
                    name="Campaign",
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
                        ("name", models.CharField(max_length=120, verbose_name="campaign")),
                        ("theme", models.TextField(blank=True, verbose_name="what it is about")),
                        ("starts_on", models.DateField(verbose_name="from day")),
                        ("ends_on", models.DateField(verbose_name="until day")),
                        (
                            "companies_wanted",
                            models.PositiveIntegerField(
                                default=0, verbose_name="companies to approach"
                            ),
                        ),
                        (
                            "talks_wanted",
                            models.PositiveIntegerField(
                                default=0, verbose_name="companies to meet"
                            ),
                        ),
                        (
                            "visits_wanted",
                            models.PositiveIntegerField(
                                default=0, verbose_name="companies to receive here"
                            ),
                        ),
                        (
                            "leads_wanted",
                            models.PositiveIntegerField(default=0, verbose_name="leads to win"),
                        ),
                        (
                            "signed_wanted",
                            models.PositiveIntegerField(default=0, verbose_name="projects to sign"),
                        ),
                        (
                            "money_wanted",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("0"),
                                max_digits=18,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="money to sign",
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="what came of it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("running", "running"),
                                    ("closed", "closed"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=20,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "is_demo",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="demonstration"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created at"),
                        ),
                    ],
                    options={
                        "verbose_name": "campaign",
                        "verbose_name_plural": "campaigns",
                        "ordering": ["-starts_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignEvent",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("trip", "group trip"),
                                    ("talk", "talk event"),
                                    ("chamber", "visit to a chamber"),
                                    ("exhibition", "exhibition"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="event")),
                        ("place", models.CharField(max_length=120, verbose_name="place")),
                        ("starts_on", models.DateField(verbose_name="from day")),
                        ("ends_on", models.DateField(verbose_name="until day")),
                        ("programme", models.TextField(blank=True, verbose_name="programme")),
                        (
                            "participants",
                            models.TextField(blank=True, verbose_name="who takes part"),
                        ),
                        (
                            "cost",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost",
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "planned"),
                                    ("held", "held"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="planned",
                                editable=False,
                                max_length=20,
                                verbose_name="state",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "event of a campaign",
                        "verbose_name_plural": "events of campaigns",
                        "ordering": ["-starts_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignMeeting",
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
                        ("arranged_for", models.DateField(verbose_name="arranged for")),
                        (
                            "took_place",
                            models.BooleanField(default=False, verbose_name="took place"),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                        (
                            "follow_up",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="what is to follow"
                            ),
                        ),
                        (
                            "follow_up_on",
                            models.DateField(blank=True, null=True, verbose_name="follow up on"),
                        ),
                    ],
                    options={
                        "verbose_name": "arranged meeting",
                        "verbose_name_plural": "arranged meetings",
                        "ordering": ["arranged_for", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignMember",
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
                            "most",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: as many as there are.",
                                null=True,
                                verbose_name="open companies at most",
                            ),
                        ),
                        (
                            "industry_codes",
                            models.CharField(
                                blank=True,
                                help_text="Codes of GB/T 4754, such as 384 or C; "
                                "a code covers all below it.",
                                max_length=200,
                                validators=[leads.models.chain.check_industry_codes],
                                verbose_name="industry codes",
                            ),
                        ),
                        (
                            "countries",
                            models.CharField(
                                blank=True,
                                help_text="As the lists write them, such as 日本、韩国.",
                                max_length=200,
                                verbose_name="countries whose language one speaks",
                            ),
                        ),
                        (
                            "regions",
                            models.CharField(
                                blank=True,
                                help_text="As the lists write them, such as 广东、上海.",
                                max_length=200,
                                verbose_name="provinces and cities",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "member of a team",
                        "verbose_name_plural": "members of teams",
                        "ordering": ["campaign", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignTarget",
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
                            "place",
                            models.CharField(
                                blank=True,
                                editable=False,
                                max_length=60,
                                verbose_name="country or province",
                            ),
                        ),
                        (
                            "score",
                            models.PositiveSmallIntegerField(
                                blank=True, editable=False, null=True, verbose_name="score"
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("native", "a native"),
                                    ("chamber", "a chamber of commerce"),
                                    ("agent", "an agent"),
                                    ("customer", "a settled enterprise"),
                                    ("direct", "directly"),
                                ],
                                max_length=20,
                                verbose_name="way of approach",
                            ),
                        ),
                        (
                            "through",
                            models.CharField(
                                blank=True,
                                help_text="The person or enterprise that opens the door.",
                                max_length=120,
                                verbose_name="through whom",
                            ),
                        ),
                        (
                            "next_on",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="next on"
                            ),
                        ),
                        (
                            "back_on",
                            models.DateField(
                                blank=True,
                                null=True,
                                validators=[leads.models.campaign_target.not_past],
                                verbose_name="not now until",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("untouched", "untouched"),
                                    ("approached", "approached"),
                                    ("answered", "answered"),
                                    ("met", "met"),
                                    ("visited_here", "visited here"),
                                    ("interested", "interested"),
                                    ("lead", "lead"),
                                    ("not_now", "not now"),
                                    ("declined", "declined"),
                                    ("released", "put back"),
                                ],
                                default="untouched",
                                editable=False,
                                max_length=20,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="chosen at"),
                        ),
                    ],
                    options={
                        "verbose_name": "company of a campaign",
                        "verbose_name_plural": "companies of campaigns",
                        "ordering": ["next_on", "id"],
                        "permissions": [
                            ("choose_campaigntarget", "Can choose companies for campaigns"),
                            ("work_campaigntarget", "Can work on companies of campaigns"),
                            ("assign_campaigntarget", "Can share out companies of campaigns"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCampaign",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="campaign")),
                        ("theme", models.TextField(blank=True, verbose_name="what it is about")),
                        ("starts_on", models.DateField(verbose_name="from day")),
                        ("ends_on", models.DateField(verbose_name="until day")),
                        (
                            "companies_wanted",
                            models.PositiveIntegerField(
                                default=0, verbose_name="companies to approach"
                            ),
                        ),
                        (
                            "talks_wanted",
                            models.PositiveIntegerField(
                                default=0, verbose_name="companies to meet"
                            ),
                        ),
                        (
                            "visits_wanted",
                            models.PositiveIntegerField(
                                default=0, verbose_name="companies to receive here"
                            ),
                        ),
                        (
                            "leads_wanted",
                            models.PositiveIntegerField(default=0, verbose_name="leads to win"),
                        ),
                        (
                            "signed_wanted",
                            models.PositiveIntegerField(default=0, verbose_name="projects to sign"),
                        ),
                        (
                            "money_wanted",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("0"),
                                max_digits=18,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="money to sign",
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="what came of it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("running", "running"),
                                    ("closed", "closed"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=20,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "is_demo",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="demonstration"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                blank=True, editable=False, verbose_name="created at"
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical campaign",
                        "verbose_name_plural": "historical campaigns",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCampaignEvent",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("trip", "group trip"),
                                    ("talk", "talk event"),
                                    ("chamber", "visit to a chamber"),
                                    ("exhibition", "exhibition"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="event")),
                        ("place", models.CharField(max_length=120, verbose_name="place")),
                        ("starts_on", models.DateField(verbose_name="from day")),
                        ("ends_on", models.DateField(verbose_name="until day")),
                        ("programme", models.TextField(blank=True, verbose_name="programme")),
                        (
                            "participants",
                            models.TextField(blank=True, verbose_name="who takes part"),
                        ),
                        (
                            "cost",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=18,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost",
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "planned"),
                                    ("held", "held"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="planned",
                                editable=False,
                                max_length=20,
                                verbose_name="state",
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical event of a campaign",
                        "verbose_name_plural": "historical events of campaigns",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCampaignMeeting",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("arranged_for", models.DateField(verbose_name="arranged for")),
                        (
                            "took_place",
                            models.BooleanField(default=False, verbose_name="took place"),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                        (
                            "follow_up",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="what is to follow"
                            ),
                        ),
                        (
                            "follow_up_on",
                            models.DateField(blank=True, null=True, verbose_name="follow up on"),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical arranged meeting",
                        "verbose_name_plural": "historical arranged meetings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCampaignMember",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "most",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: as many as there are.",
                                null=True,
                                verbose_name="open companies at most",
                            ),
                        ),
                        (
                            "industry_codes",
                            models.CharField(
                                blank=True,
                                help_text="Codes of GB/T 4754, such as 384 or C; "
                                "a code covers all below it.",
                                max_length=200,
                                validators=[leads.models.chain.check_industry_codes],
                                verbose_name="industry codes",
                            ),
                        ),
                        (
                            "countries",
                            models.CharField(
                                blank=True,
                                help_text="As the lists write them, such as 日本、韩国.",
                                max_length=200,
                                verbose_name="countries whose language one speaks",
                            ),
                        ),
                        (
                            "regions",
                            models.CharField(
                                blank=True,
                                help_text="As the lists write them, such as 广东、上海.",
                                max_length=200,
                                verbose_name="provinces and cities",
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical member of a team",
                        "verbose_name_plural": "historical members of teams",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCampaignTarget",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "place",
                            models.CharField(
                                blank=True,
                                editable=False,
                                max_length=60,
                                verbose_name="country or province",
                            ),
                        ),
                        (
                            "score",
                            models.PositiveSmallIntegerField(
                                blank=True, editable=False, null=True, verbose_name="score"
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("native", "a native"),
                                    ("chamber", "a chamber of commerce"),
                                    ("agent", "an agent"),
                                    ("customer", "a settled enterprise"),
                                    ("direct", "directly"),
                                ],
                                max_length=20,
                                verbose_name="way of approach",
                            ),
                        ),
                        (
                            "through",
                            models.CharField(
                                blank=True,
                                help_text="The person or enterprise that opens the door.",
                                max_length=120,
                                verbose_name="through whom",
                            ),
                        ),
                        (
                            "next_on",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="next on"
                            ),
                        ),
                        (
                            "back_on",
                            models.DateField(
                                blank=True,
                                null=True,
                                validators=[leads.models.campaign_target.not_past],
                                verbose_name="not now until",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("untouched", "untouched"),
                                    ("approached", "approached"),
                                    ("answered", "answered"),
                                    ("met", "met"),
                                    ("visited_here", "visited here"),
                                    ("interested", "interested"),
                                    ("lead", "lead"),
                                    ("not_now", "not now"),
                                    ("declined", "declined"),
                                    ("released", "put back"),
                                ],
                                default="untouched",
                                editable=False,
                                max_length=20,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                blank=True, editable=False, verbose_name="chosen at"
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical company of a campaign",
                        "verbose_name_plural": "historical companies of campaigns",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        migrations.RemoveConstraint(
            model_name="activity",
            name="activity_of_lead_or_project",
        ),
        Batch(
            [
                migrations.AddField(
                    model_name="campaign",
                    name="chain",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="leads.chain",
                        verbose_name="industrial chain",
                    ),
                ),
                migrations.AddField(
                    model_name="campaign",
                    name="department",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="core.department",
                        verbose_name="department",
                    ),
                ),
                migrations.AddField(
                    model_name="campaign",
                    name="leader",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns_led",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="leader in charge",
                    ),
                ),
                migrations.AddField(
                    model_name="campaign",
                    name="list_kind",
                    field=models.ForeignKey(
                        blank=True,
                        db_column="list_kind",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="leads.listkind",
                        to_field="code",
                        verbose_name="list",
                    ),
                ),
                migrations.AddField(
                    model_name="campaign",
                    name="park",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="parks.park",
                        verbose_name="park",
                    ),
                ),
                migrations.AddField(
                    model_name="campaign",
                    name="region",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="leads.region",
                        verbose_name="region",
                    ),
                ),
                migrations.AddField(
                    model_name="campaignevent",
                    name="campaign",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="leads.campaign",
                        verbose_name="campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="campaignmeeting",
                    name="event",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="leads.campaignevent",
                        verbose_name="event",
                    ),
                ),
                migrations.AddField(
                    model_name="campaignmember",
                    name="campaign",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="leads.campaign",
                        verbose_name="campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="campaignmember",
                    name="officer",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                migrations.AddField(
                    model_name="campaigntarget",
                    name="campaign",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="leads.campaign",
                        verbose_name="campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="campaigntarget",
                    name="chamber",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_targets",
                        to="leads.chamber",
                        verbose_name="chamber of commerce",
                    ),
                ),
                migrations.AddField(
                    model_name="campaigntarget",
                    name="company",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_targets",
                        to="leads.company",
                        verbose_name="company",
                    ),
                ),
                migrations.AddField(
                    model_name="campaigntarget",
                    name="lead",
                    field=models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_target",
                        to="leads.lead",
                        verbose_name="lead",
                    ),
                ),
                migrations.AddField(
                    model_name="campaigntarget",
                    name="link",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_targets",
                        to="leads.link",
                        verbose_name="link of the chain",
                    ),
                ),
                migrations.AddField(
                    model_name="campaigntarget",
                    name="list_kind",
                    field=models.ForeignKey(
                        blank=True,
                        db_column="list_kind",
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_targets",
                        to="leads.listkind",
                        to_field="code",
                        verbose_name="list",
                    ),
                ),
                migrations.AddField(
                    model_name="campaigntarget",
                    name="native",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_targets",
                        to="leads.native",
                        verbose_name="native abroad",
                    ),
                ),
                migrations.AddField(
                    model_name="campaigntarget",
                    name="owner",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_targets",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer in charge",
                    ),
                ),
                migrations.AddField(
                    model_name="campaignmeeting",
                    name="target",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="leads.campaigntarget",
                        verbose_name="company of a campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="activity",
                    name="campaigntarget",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="leads.campaigntarget",
                        verbose_name="company of a campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalactivity",
                    name="campaigntarget",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.campaigntarget",
                        verbose_name="company of a campaign",
                    ),
                ),
            ]
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("campaigntarget", None), ("lead__isnull", False), ("project", None)),
                    models.Q(("campaigntarget", None), ("lead", None), ("project__isnull", False)),
                    models.Q(("campaigntarget__isnull", False), ("lead", None), ("project", None)),
                    _connector="OR",
                ),
                name="activity_of_one_record",
            ),
        ),
        Batch(
            [
                migrations.AddField(
                    model_name="historicalcampaign",
                    name="chain",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.chain",
                        verbose_name="industrial chain",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaign",
                    name="department",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="core.department",
                        verbose_name="department",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaign",
                    name="history_user",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaign",
                    name="leader",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="leader in charge",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaign",
                    name="list_kind",
                    field=models.ForeignKey(
                        blank=True,
                        db_column="list_kind",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.listkind",
                        to_field="code",
                        verbose_name="list",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaign",
                    name="park",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parks.park",
                        verbose_name="park",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaign",
                    name="region",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.region",
                        verbose_name="region",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaignevent",
                    name="campaign",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.campaign",
                        verbose_name="campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaignevent",
                    name="history_user",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaignmeeting",
                    name="event",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.campaignevent",
                        verbose_name="event",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaignmeeting",
                    name="history_user",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaignmeeting",
                    name="target",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.campaigntarget",
                        verbose_name="company of a campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaignmember",
                    name="campaign",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.campaign",
                        verbose_name="campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaignmember",
                    name="history_user",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaignmember",
                    name="officer",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaigntarget",
                    name="campaign",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.campaign",
                        verbose_name="campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaigntarget",
                    name="chamber",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.chamber",
                        verbose_name="chamber of commerce",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaigntarget",
                    name="company",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.company",
                        verbose_name="company",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaigntarget",
                    name="history_user",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaigntarget",
                    name="lead",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.lead",
                        verbose_name="lead",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaigntarget",
                    name="link",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.link",
                        verbose_name="link of the chain",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaigntarget",
                    name="list_kind",
                    field=models.ForeignKey(
                        blank=True,
                        db_column="list_kind",
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.listkind",
                        to_field="code",
                        verbose_name="list",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaigntarget",
                    name="native",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.native",
                        verbose_name="native abroad",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalcampaigntarget",
                    name="owner",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer in charge",
                    ),
                ),
            ]
        ),
        Batch(
            [
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "running", "closed"])),
                        name="campaign_state_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="campaign_ends_after_it_starts",
                        violation_error_message="The last day lies before the first.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaignevent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "held", "cancelled"])),
                        name="campaign_event_state_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaignevent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="campaign_event_ends_after_it_starts",
                        violation_error_message="The last day lies before the first.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaignevent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("cost__isnull", True), ("cost__gte", 0), _connector="OR"
                        ),
                        name="campaign_event_cost_not_below_0",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaignmember",
                    constraint=models.UniqueConstraint(
                        fields=("campaign", "officer"),
                        name="officer_once_in_a_team",
                        violation_error_message="This officer is in the team already.",
                    ),
                ),
                migrations.AddIndex(
                    model_name="campaigntarget",
                    index=models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "answered",
                                    "approached",
                                    "interested",
                                    "met",
                                    "not_now",
                                    "untouched",
                                    "visited_here",
                                ],
                            )
                        ),
                        fields=["owner", "next_on"],
                        name="campaign_target_worklist",
                    ),
                ),
                migrations.AddIndex(
                    model_name="campaigntarget",
                    index=models.Index(fields=["campaign", "state"], name="campaign_target_states"),
                ),
                migrations.AddIndex(
                    model_name="campaigntarget",
                    index=models.Index(
                        fields=["-created_at", "-id"], name="campaign_target_newest"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaigntarget",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "untouched",
                                    "approached",
                                    "answered",
                                    "met",
                                    "visited_here",
                                    "interested",
                                    "lead",
                                    "not_now",
                                    "declined",
                                    "released",
                                ],
                            )
                        ),
                        name="campaign_target_state_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaigntarget",
                    constraint=models.UniqueConstraint(
                        fields=("campaign", "company"),
                        name="company_once_in_a_campaign",
                        violation_error_message="The company is in this campaign already.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaigntarget",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "answered",
                                    "approached",
                                    "interested",
                                    "met",
                                    "not_now",
                                    "untouched",
                                    "visited_here",
                                ],
                            )
                        ),
                        fields=("company",),
                        name="company_in_one_hand",
                        violation_error_message="Another campaign goes after this company.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaigntarget",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        "answered",
                                        "approached",
                                        "interested",
                                        "met",
                                        "not_now",
                                        "untouched",
                                        "visited_here",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("owner__isnull", True),
                            ("next_on__isnull", False),
                            _connector="OR",
                        ),
                        name="campaign_target_in_hand_has_a_day",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaigntarget",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "lead"), _negated=True),
                            ("lead__isnull", False),
                            _connector="OR",
                        ),
                        name="campaign_target_lead_is_named",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaignmeeting",
                    constraint=models.UniqueConstraint(
                        fields=("event", "target"),
                        name="one_meeting_of_an_event_with_a_company",
                        violation_error_message="This meeting is arranged already.",
                    ),
                ),
            ]
        ),
    ]
