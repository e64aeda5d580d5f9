from django.db import migrations, models

from crm.core.batched_migration import Batch


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_tables'),
    ]

    operations = [
        Batch([
            migrations.AddConstraint(
                model_name='department',
                constraint=models.UniqueConstraint(fields=('parent', 'name'), name='department_name_unique_in_parent'),
            ),
            migrations.AddConstraint(
                model_name='proposal',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'approved', 'refused', 'withdrawn'])), name='proposal_state_known'),
            ),
            migrations.AddConstraint(
                model_name='proposal',
                constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('proposed_by')), _negated=True), name='proposal_decided_by_another'),
            ),
            migrations.AddConstraint(
                model_name='proposal',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'refused']), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='proposal_decided_by_somebody'),
            ),
            migrations.AddConstraint(
                model_name='proposal',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('content_type', 'object_id'), name='one_open_proposal_of_a_record'),
            ),
            migrations.AddConstraint(
                model_name='notification',
                constraint=models.UniqueConstraint(condition=models.Q(('once', ''), _negated=True), fields=('recipient', 'kind', 'once'), name='notification_said_once'),
            ),
            migrations.AddConstraint(
                model_name='delivery',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'given_up'])), name='delivery_state_known'),
            ),
            migrations.AddConstraint(
                model_name='delivery',
                constraint=models.UniqueConstraint(fields=('notification', 'channel'), name='delivery_once_per_channel'),
            ),
            migrations.AddConstraint(
                model_name='notificationchoice',
                constraint=models.UniqueConstraint(fields=('user', 'kind', 'channel'), name='one_choice_per_kind_and_channel'),
            ),
            migrations.AddConstraint(
                model_name='webhook',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('user__isnull', False)), models.Q(('department__isnull', False), ('user', None)), _connector='OR'), name='webhook_of_user_or_department'),
            ),
            migrations.AddConstraint(
                model_name='webhook',
                constraint=models.UniqueConstraint(fields=('user', 'channel'), name='one_webhook_per_user_and_channel'),
            ),
            migrations.AddConstraint(
                model_name='webhook',
                constraint=models.UniqueConstraint(fields=('department', 'channel'), name='one_webhook_per_department_and_channel'),
            ),
            migrations.AddConstraint(
                model_name='savedview',
                constraint=models.UniqueConstraint(fields=('user', 'list_name', 'name'), name='saved_view_named_once', violation_error_message='You already have a view of this name.'),
            ),
            migrations.AddConstraint(
                model_name='sequence',
                constraint=models.UniqueConstraint(fields=('kind', 'year'), name='sequence_one_per_kind_and_year'),
            ),
            migrations.AddIndex(
                model_name='attachment',
                index=models.Index(fields=['content_type', 'object_id'], name='attachment_of_record'),
            ),
            migrations.AddIndex(
                model_name='comment',
                index=models.Index(fields=['content_type', 'object_id', 'id'], name='comment_of_record'),
            ),
            migrations.AddIndex(
                model_name='reminder',
                index=models.Index(condition=models.Q(('done_at', None)), fields=['user', 'remind_at'], name='reminder_of_user'),
            ),
            migrations.AddIndex(
                model_name='reminder',
                index=models.Index(condition=models.Q(('done_at', None), ('told_at', None)), fields=['remind_at'], name='reminder_to_be_told'),
            ),
            migrations.AddIndex(
                model_name='exportlog',
                index=models.Index(condition=models.Q(('is_seen', False)), fields=['by'], name='export_to_be_told'),
            ),
            migrations.AddIndex(
                model_name='listrun',
                index=models.Index(fields=['by', '-id'], name='list_run_newest'),
            ),
            migrations.AddIndex(
                model_name='move',
                index=models.Index(fields=['content_type', 'object_id', 'id'], name='move_of_record'),
            ),
            migrations.AddIndex(
                model_name='notification',
                index=models.Index(fields=['recipient', '-id'], name='notification_newest'),
            ),
            migrations.AddIndex(
                model_name='notification',
                index=models.Index(condition=models.Q(('in_app', True), ('read_at', None)), fields=['recipient'], name='notification_unread'),
            ),
            migrations.AddIndex(
                model_name='delivery',
                index=models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='delivery_waiting'),
            ),
            migrations.AddIndex(
                model_name='savedview',
                index=models.Index(fields=['list_name', 'audience'], name='saved_view_of_list'),
            ),
            migrations.AddIndex(
                model_name='tableimport',
                index=models.Index(condition=models.Q(('is_seen', False)), fields=['by'], name='import_to_be_told'),
            ),
        ]),
    ]
