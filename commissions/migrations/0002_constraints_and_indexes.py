from django.db import migrations, models

from crm.core.batched_migration import Batch


class Migration(migrations.Migration):

    dependencies = [
        ('commissions', '0001_tables'),
    ]

    operations = [
        Batch([
            migrations.AddConstraint(
                model_name='policyversion',
                constraint=models.UniqueConstraint(fields=('policy', 'number'), name='policy_version_number_once'),
            ),
            migrations.AddConstraint(
                model_name='policyversion',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'published', 'suspended', 'retired'])), name='policy_version_state_known'),
            ),
            migrations.AddConstraint(
                model_name='policyversion',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='policy_version_period_in_order', violation_error_message='The end must be after the beginning.'),
            ),
            migrations.AddConstraint(
                model_name='agreement',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'reviewed', 'approved', 'active', 'ended', 'terminated'])), name='agreement_state_known'),
            ),
            migrations.AddConstraint(
                model_name='agreement',
                constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='agreement_ends_after_it_starts', violation_error_message='The end must be after the beginning.'),
            ),
            migrations.AddConstraint(
                model_name='agreement',
                constraint=models.CheckConstraint(condition=models.Q(('base_fee__gte', 0)), name='agreement_fee_not_negative', violation_error_message='The base fee cannot be negative.'),
            ),
            migrations.AddConstraint(
                model_name='agreement',
                constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('ended_on__gte', models.F('starts_on')), ('ended_on__lte', models.F('ends_on'))), _connector='OR'), name='agreement_terminated_within_its_term'),
            ),
            migrations.AddConstraint(
                model_name='yearreview',
                constraint=models.UniqueConstraint(fields=('agreement', 'year'), name='agreement_reviewed_once_a_year'),
            ),
            migrations.AddConstraint(
                model_name='approvalstep',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('step', 'approve'), _negated=True), models.Q(('from_amount', 0), ('from_amount__isnull', False)), _connector='OR'), name='finance_always_approves'),
            ),
            migrations.AddConstraint(
                model_name='determination',
                constraint=models.UniqueConstraint(fields=('project', 'name'), name='determined_once'),
            ),
            migrations.AddConstraint(
                model_name='documenttemplate',
                constraint=models.UniqueConstraint(fields=('kind', 'version'), name='template_version_once'),
            ),
            migrations.AddConstraint(
                model_name='documenttemplate',
                constraint=models.UniqueConstraint(fields=('kind', 'sha256'), name='template_stored_once'),
            ),
            migrations.AddConstraint(
                model_name='ledgerentry',
                constraint=models.CheckConstraint(condition=models.Q(('currency__in', ('CNY', 'USD', 'EUR', 'HKD', 'JPY'))), name='ledger_currency_known'),
            ),
            migrations.AddConstraint(
                model_name='statement',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'confirmed', 'reviewed', 'approved', 'leader_approved', 'committee_approved', 'on_notice', 'paying', 'paid', 'disputed', 'withdrawn'])), name='statement_state_known'),
            ),
            migrations.AddConstraint(
                model_name='statement',
                constraint=models.CheckConstraint(condition=models.Q(('currency__in', ('CNY', 'USD', 'EUR', 'HKD', 'JPY'))), name='statement_currency_known'),
            ),
            migrations.AddConstraint(
                model_name='statement',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('currency', 'CNY'), ('yuan_rate__isnull', True)), models.Q(models.Q(('currency', 'CNY'), _negated=True), ('yuan_rate__gt', 0)), _connector='OR'), name='foreign_statement_has_its_rate'),
            ),
            migrations.AddConstraint(
                model_name='statement',
                constraint=models.UniqueConstraint(condition=models.Q(('invoice_number', ''), _negated=True), fields=('invoice_number',), name='invoice_on_one_statement'),
            ),
            migrations.AddConstraint(
                model_name='statement',
                constraint=models.CheckConstraint(condition=models.Q(('asked_steps__contains', ['approve'])), name='statement_takes_finance'),
            ),
            migrations.AddConstraint(
                model_name='statement',
                constraint=models.CheckConstraint(condition=models.Q(('approved_by', models.F('reviewed_by')), _negated=True), name='statement_approver_is_not_reviewer'),
            ),
            migrations.AddConstraint(
                model_name='statement',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('leader_approved_by', models.F('approved_by')), _negated=True), models.Q(('leader_approved_by', models.F('reviewed_by')), _negated=True)), name='statement_leader_is_a_third_person'),
            ),
            migrations.AddConstraint(
                model_name='statement',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('committee_approved_by', models.F('approved_by')), _negated=True), models.Q(('committee_approved_by', models.F('reviewed_by')), _negated=True), models.Q(('committee_approved_by', models.F('leader_approved_by')), _negated=True)), name='statement_leading_group_is_another_person'),
            ),
            migrations.AddConstraint(
                model_name='statementline',
                constraint=models.UniqueConstraint(condition=models.Q(('is_live', True)), fields=('entry',), name='ledger_entry_on_one_statement'),
            ),
            migrations.AddConstraint(
                model_name='payment',
                constraint=models.UniqueConstraint(condition=models.Q(('reversed_at__isnull', True)), fields=('statement',), name='one_standing_payment'),
            ),
            migrations.AddConstraint(
                model_name='issueddocument',
                constraint=models.UniqueConstraint(fields=('kind', 'year', 'serial'), name='document_serial_once'),
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
            migrations.AddConstraint(
                model_name='documentconfirmation',
                constraint=models.UniqueConstraint(fields=('document', 'agent'), name='document_confirmed_once_by_an_agent'),
            ),
            migrations.AddConstraint(
                model_name='batchdocument',
                constraint=models.UniqueConstraint(fields=('batch', 'object_id'), name='record_once_in_a_batch'),
            ),
            migrations.AddConstraint(
                model_name='objection',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'admitted', 'set_aside', 'answered'])), name='objection_state_known'),
            ),
            migrations.AddConstraint(
                model_name='objection',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), ('answered_by__isnull', False), _connector='OR'), name='objection_answered_by_somebody'),
            ),
            migrations.AddConstraint(
                model_name='objection',
                constraint=models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('is_upheld__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='answered_objection_has_its_answer'),
            ),
            migrations.AddConstraint(
                model_name='batchline',
                constraint=models.UniqueConstraint(condition=models.Q(('result', 'waiting')), fields=('statement',), name='statement_waits_in_one_batch'),
            ),
            migrations.AddConstraint(
                model_name='yeartarget',
                constraint=models.UniqueConstraint(fields=('agreement', 'year', 'metric'), name='target_once_a_year'),
            ),
            migrations.AddIndex(
                model_name='ledgerentry',
                index=models.Index(fields=['project', 'policy_version', 'payee'], name='ledger_of_project'),
            ),
            migrations.AddIndex(
                model_name='ledgerentry',
                index=models.Index(fields=['payee', '-id'], name='ledger_of_payee'),
            ),
            migrations.AddIndex(
                model_name='statement',
                index=models.Index(fields=['state', '-updated_at', '-id'], name='statement_newest_in_state'),
            ),
            migrations.AddIndex(
                model_name='issueddocument',
                index=models.Index(fields=['content_type', 'object_id'], name='document_of_record'),
            ),
            migrations.AddIndex(
                model_name='issueddocument',
                index=models.Index(fields=['kind', 'year', '-id'], name='document_newest_of_kind'),
            ),
            migrations.AddIndex(
                model_name='objection',
                index=models.Index(fields=['sender', 'received_at'], name='objections_of_a_sender'),
            ),
        ]),
    ]
