import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from crm.core.batched_migration import Batch


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('commissions', '0010_background_jobs'),
    ]

    operations = [
        Batch([
            migrations.CreateModel(
                name='PortalInvitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='leads.agent', verbose_name='agent')),
                    ('name', models.CharField(max_length=60, verbose_name='name of the person')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                    ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                    ('invited_at', models.DateTimeField(auto_now_add=True, verbose_name='invited at')),
                    ('expires_at', models.DateTimeField(verbose_name='valid until')),
                    ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted at')),
                    ('used_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted as')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                    ('needs_code', models.BooleanField(default=False, editable=False, verbose_name='opens with a code')),
                    ('code_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='code handed over by')),
                    ('wrong_codes', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='wrong codes')),
                ],
                options={
                    'verbose_name': 'invitation to the portal',
                    'verbose_name_plural': 'invitations to the portal',
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='HistoricalPortalInvitation',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, verbose_name='name of the person')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                    ('invited_at', models.DateTimeField(blank=True, editable=False, verbose_name='invited at')),
                    ('expires_at', models.DateTimeField(verbose_name='valid until')),
                    ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted at')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                    ('needs_code', models.BooleanField(default=False, editable=False, verbose_name='opens with a code')),
                    ('wrong_codes', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='wrong codes')),
                    ('agent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='leads.agent', verbose_name='agent')),
                    ('invited_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                    ('used_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted as')),
                    ('code_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='code handed over by')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical invitation to the portal',
                    'verbose_name_plural': 'historical invitations to the portal',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
        ]),
        Batch([
            migrations.AddConstraint(
                model_name='portalinvitation',
                constraint=models.CheckConstraint(condition=models.Q(('code_by', models.F('invited_by')), _negated=True), name='invitation_code_by_a_second_person'),
            ),
        ]),
    ]
