# The models as CreateModel has them whole; what is new on old tables is added, filled and then tightened.
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import commissions.models.document
import crm.core.models.attachment
from crm.core.together_operation import Together


def fill(apps, schema_editor):
    """What was issued before: in force, with a token, the agent that it was issued to, and the mark of the demonstration."""
    types = {each.pk: each.model for each in apps.get_model("contenttypes", "ContentType").objects.filter(app_label="commissions")}
    for document in apps.get_model("commissions", "IssuedDocument").objects.all():
        subject = apps.get_model("commissions", types[document.content_type_id]).objects.get(pk=document.object_id)
        document.token, document.state, document.is_demo = commissions.models.document.new_token(), "issued", subject.is_demo
        document.agent_id = subject.payee_id if types[document.content_type_id] == "statement" else subject.agent_id
        document.save()
    apps.get_model("commissions", "Agreement").objects.filter(state="active", signed_on=None).update(signed_on=models.F("starts_on"))
    schema_editor.execute("set constraints all immediate")  # a table with checks still to come can not be altered


class Migration(migrations.Migration):

    dependencies = [
        ('commissions', '0040_confirmations_and_yearly_targets'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0041_holidays_of_2025_and_2026'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('leads', '0042_orders_of_histories'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='DocumentTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('agreement', 'entrusted promotion agreement'), ('entry', 'entry agreement'), ('referral', 'confirmation of a referral'), ('statement', 'commission statement'), ('payment', 'payment advice'), ('approval', 'approval form'), ('certificate', 'award certificate')], max_length=20, verbose_name='kind')),
                    ('version', models.PositiveIntegerField(verbose_name='version')),
                    ('files', models.JSONField(verbose_name='files')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('stored_at', models.DateTimeField(auto_now_add=True, verbose_name='used from')),
                ],
                options={
                    'verbose_name': 'document template',
                    'verbose_name_plural': 'document templates',
                    'ordering': ['kind', '-version'],
                    'default_permissions': ('view',),
                    'constraints': [models.UniqueConstraint(fields=('kind', 'version'), name='template_version_once'), models.UniqueConstraint(fields=('kind', 'sha256'), name='template_stored_once')],
                },
            ),
            migrations.CreateModel(
                name='SealCertificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fingerprint', models.CharField(max_length=64, unique=True, verbose_name='fingerprint (SHA-256)')),
                    ('subject', models.CharField(max_length=300, verbose_name='owner')),
                    ('pem', models.TextField(verbose_name='certificate')),
                    ('is_test', models.BooleanField(default=False, verbose_name='test certificate')),
                    ('first_used_at', models.DateTimeField(auto_now_add=True, verbose_name='used from')),
                ],
                options={
                    'verbose_name': 'seal',
                    'verbose_name_plural': 'seals',
                    'ordering': ['-id'],
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='DocumentBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('agreement', 'entrusted promotion agreement'), ('entry', 'entry agreement'), ('referral', 'confirmation of a referral'), ('statement', 'commission statement'), ('payment', 'payment advice'), ('approval', 'approval form'), ('certificate', 'award certificate')], max_length=20, verbose_name='kind')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ],
                options={
                    'verbose_name': 'batch of documents',
                    'verbose_name_plural': 'batches of documents',
                    'ordering': ['-id'],
                },
            ),
            migrations.AlterModelOptions(
                name='agreement',
                options={'ordering': ['-updated_at', '-id'], 'permissions': [('review_agreement', 'Can review agreements'), ('approve_agreement', 'Can approve agreements'), ('sign_agreement', 'Can sign agreements'), ('end_agreement', 'Can end agreements whose term is over'), ('terminate_agreement', 'Can terminate agreements early'), ('issue_document', 'Can issue documents')], 'verbose_name': 'agreement', 'verbose_name_plural': 'agreements'},
            ),
            migrations.AlterModelOptions(
                name='issueddocument',
                options={'ordering': ['-id'], 'permissions': [('withdraw_document', 'Can withdraw and replace documents'), ('view_every_document', 'Can see documents also where the record that they are about is gone')], 'verbose_name': 'issued document', 'verbose_name_plural': 'issued documents'},
            ),
            migrations.RemoveConstraint(
                model_name='agreement',
                name='agreement_state_known',
            ),
            migrations.AddField(
                model_name='agreement',
                name='ended_on',
                field=models.DateField(blank=True, null=True, verbose_name='terminated as of'),
            ),
            migrations.AddField(
                model_name='agreement',
                name='renews',
                field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='renewed_by', to='commissions.agreement', verbose_name='renews'),
            ),
            migrations.AddField(
                model_name='agreement',
                name='scope',
                field=models.TextField(blank=True, verbose_name='what is entrusted, if other than usual'),
            ),
            migrations.AddField(
                model_name='agreement',
                name='signed_on',
                field=models.DateField(blank=True, null=True, verbose_name='signed on'),
            ),
            migrations.AddField(
                model_name='documentconfirmation',
                name='scan',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.attachment', verbose_name='signed copy'),
            ),
            migrations.AddField(
                model_name='historicalagreement',
                name='ended_on',
                field=models.DateField(blank=True, null=True, verbose_name='terminated as of'),
            ),
            migrations.AddField(
                model_name='historicalagreement',
                name='renews',
                field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='commissions.agreement', verbose_name='renews'),
            ),
            migrations.AddField(
                model_name='historicalagreement',
                name='scope',
                field=models.TextField(blank=True, verbose_name='what is entrusted, if other than usual'),
            ),
            migrations.AddField(
                model_name='historicalagreement',
                name='signed_on',
                field=models.DateField(blank=True, null=True, verbose_name='signed on'),
            ),
            migrations.AddField(
                model_name='issueddocument',
                name='agent',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='leads.agent', verbose_name='issued to'),
            ),
            migrations.AddField(
                model_name='issueddocument',
                name='is_demo',
                field=models.BooleanField(default=False, editable=False, verbose_name='demonstration'),
            ),
            migrations.AddField(
                model_name='issueddocument',
                name='replaces',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='replaced_by', to='commissions.issueddocument', verbose_name='replaces'),
            ),
            migrations.AddField(
                model_name='issueddocument',
                name='state',
                field=models.CharField(choices=[('preparing', 'numbered, being made'), ('issued', 'issued'), ('replaced', 'replaced'), ('withdrawn', 'withdrawn')], default='preparing', editable=False, max_length=20, verbose_name='state'),
            ),
            migrations.AddField(
                model_name='issueddocument',
                name='token',
                field=models.CharField(editable=False, max_length=40, null=True),
            ),
            migrations.AlterField(
                model_name='agreement',
                name='state',
                field=models.CharField(choices=[('draft', 'draft'), ('reviewed', 'legally reviewed'), ('approved', 'approved, to be signed'), ('active', 'in force'), ('ended', 'ended'), ('terminated', 'terminated early')], default='draft', editable=False, max_length=20, verbose_name='state'),
            ),
            migrations.AlterField(
                model_name='historicalagreement',
                name='state',
                field=models.CharField(choices=[('draft', 'draft'), ('reviewed', 'legally reviewed'), ('approved', 'approved, to be signed'), ('active', 'in force'), ('ended', 'ended'), ('terminated', 'terminated early')], default='draft', editable=False, max_length=20, verbose_name='state'),
            ),
            migrations.AlterField(
                model_name='issueddocument',
                name='file',
                field=models.FileField(blank=True, editable=False, max_length=300, storage=crm.core.models.attachment.private_storage, upload_to=commissions.models.document.document_path, verbose_name='file'),
            ),
            migrations.AlterField(
                model_name='issueddocument',
                name='issued_at',
                field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='issued at'),
            ),
            migrations.AlterField(
                model_name='issueddocument',
                name='kind',
                field=models.CharField(choices=[('agreement', 'entrusted promotion agreement'), ('entry', 'entry agreement'), ('referral', 'confirmation of a referral'), ('statement', 'commission statement'), ('payment', 'payment advice'), ('approval', 'approval form'), ('certificate', 'award certificate')], max_length=20, verbose_name='kind'),
            ),
            migrations.AlterField(
                model_name='issueddocument',
                name='sha256',
                field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256'),
            ),
            migrations.AddField(
                model_name='issueddocument',
                name='template',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='commissions.documenttemplate', verbose_name='template'),
            ),
            migrations.AddField(
                model_name='issueddocument',
                name='seal',
                field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='commissions.sealcertificate', verbose_name='seal'),
            ),
        ]),
        migrations.RunPython(fill, migrations.RunPython.noop),
        Together([
            migrations.AlterField(
                model_name='issueddocument',
                name='token',
                field=models.CharField(default=commissions.models.document.new_token, editable=False, max_length=40, unique=True),
            ),
            migrations.CreateModel(
                name='BatchDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('object_id', models.BigIntegerField()),
                    ('problem', models.TextField(blank=True, verbose_name='problem')),
                    ('is_done', models.BooleanField(default=False)),
                    ('document', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='batch_line', to='commissions.issueddocument', verbose_name='issued document')),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='commissions.documentbatch')),
                ],
                options={
                    'verbose_name': 'document of a batch',
                    'verbose_name_plural': 'documents of a batch',
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('batch', 'object_id'), name='record_once_in_a_batch')],
                },
            ),
            migrations.CreateModel(
                name='YearReview',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                    ('results', models.JSONField(default=list, editable=False, verbose_name='results')),
                    ('finding', models.CharField(choices=[('met', 'targets met'), ('partly', 'targets met in part'), ('missed', 'targets missed')], max_length=20, verbose_name='finding')),
                    ('follows', models.CharField(choices=[('nothing', 'the agreement goes on unchanged'), ('fee', 'the base fee is reduced'), ('renew', 'renewal is recommended'), ('terminate', 'termination is recommended')], default='nothing', max_length=20, verbose_name='what follows')),
                    ('fee_reduction', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name='reduction of the base fee')),
                    ('note', models.TextField(blank=True, verbose_name='note')),
                    ('reviewed_at', models.DateTimeField(auto_now_add=True, verbose_name='reviewed at')),
                    ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_reviews', to='commissions.agreement', verbose_name='agreement')),
                    ('reviewed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by')),
                ],
                options={
                    'verbose_name': 'yearly review',
                    'verbose_name_plural': 'yearly reviews',
                    'ordering': ['-year', '-id'],
                    'constraints': [models.UniqueConstraint(fields=('agreement', 'year'), name='agreement_reviewed_once_a_year')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalIssuedDocument',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('object_id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('agreement', 'entrusted promotion agreement'), ('entry', 'entry agreement'), ('referral', 'confirmation of a referral'), ('statement', 'commission statement'), ('payment', 'payment advice'), ('approval', 'approval form'), ('certificate', 'award certificate')], max_length=20, verbose_name='kind')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                    ('serial', models.PositiveIntegerField(verbose_name='serial')),
                    ('number', models.CharField(db_index=True, max_length=60, verbose_name='document number')),
                    ('token', models.CharField(db_index=True, default=commissions.models.document.new_token, editable=False, max_length=40)),
                    ('file', models.TextField(blank=True, editable=False, max_length=300, verbose_name='file')),
                    ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                    ('state', models.CharField(choices=[('preparing', 'numbered, being made'), ('issued', 'issued'), ('replaced', 'replaced'), ('withdrawn', 'withdrawn')], default='preparing', editable=False, max_length=20, verbose_name='state')),
                    ('issued_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='issued at')),
                    ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('agent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='leads.agent', verbose_name='issued to')),
                    ('content_type', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contenttypes.contenttype')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('issued_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                    ('replaces', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='commissions.issueddocument', verbose_name='replaces')),
                    ('template', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='commissions.documenttemplate', verbose_name='template')),
                    ('seal', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='commissions.sealcertificate', verbose_name='seal')),
                ],
                options={
                    'verbose_name': 'historical issued document',
                    'verbose_name_plural': 'historical issued documents',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalYearReview',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                    ('results', models.JSONField(default=list, editable=False, verbose_name='results')),
                    ('finding', models.CharField(choices=[('met', 'targets met'), ('partly', 'targets met in part'), ('missed', 'targets missed')], max_length=20, verbose_name='finding')),
                    ('follows', models.CharField(choices=[('nothing', 'the agreement goes on unchanged'), ('fee', 'the base fee is reduced'), ('renew', 'renewal is recommended'), ('terminate', 'termination is recommended')], default='nothing', max_length=20, verbose_name='what follows')),
                    ('fee_reduction', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name='reduction of the base fee')),
                    ('note', models.TextField(blank=True, verbose_name='note')),
                    ('reviewed_at', models.DateTimeField(blank=True, editable=False, verbose_name='reviewed at')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('agreement', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='commissions.agreement', verbose_name='agreement')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reviewed_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by')),
                ],
                options={
                    'verbose_name': 'historical yearly review',
                    'verbose_name_plural': 'historical yearly reviews',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.AddConstraint(
                model_name='agreement',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'reviewed', 'approved', 'active', 'ended', 'terminated'])), name='agreement_state_known'),
            ),
            migrations.AddConstraint(
                model_name='agreement',
                constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('ended_on__gte', models.F('starts_on')), ('ended_on__lte', models.F('ends_on'))), _connector='OR'), name='agreement_terminated_within_its_term'),
            ),
            migrations.AddIndex(
                model_name='issueddocument',
                index=models.Index(fields=['content_type', 'object_id'], name='document_of_record'),
            ),
            migrations.AddIndex(
                model_name='issueddocument',
                index=models.Index(fields=['kind', 'year', '-id'], name='document_newest_of_kind'),
            ),
            migrations.AddConstraint(
                model_name='issueddocument',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('preparing', 'issued'))), fields=('content_type', 'object_id', 'kind'), name='one_live_document_of_a_kind'),
            ),
            migrations.AddConstraint(
                model_name='issueddocument',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'issued', 'replaced', 'withdrawn'])), name='document_state_known'),
            ),
            migrations.AddConstraint(
                model_name='issueddocument',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'issued'), _negated=True), models.Q(('sha256', ''), _negated=True), _connector='OR'), name='issued_document_has_its_hash'),
            ),
        ]),
    ]
