from django.db import migrations, models

from crm.core.batched_migration import Batch


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0001_tables'),
    ]

    operations = [
        Batch([
            migrations.AddConstraint(
                model_name='payeeaccount',
                constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('agent',), name='one_current_account_per_agent'),
            ),
            migrations.AddConstraint(
                model_name='accountchange',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'confirmed', 'refused', 'withdrawn'])), name='account_change_state_known'),
            ),
            migrations.AddConstraint(
                model_name='accountchange',
                constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('asked_by')), _negated=True), name='account_change_checker_is_not_maker'),
            ),
            migrations.AddConstraint(
                model_name='accountchange',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('holder_approved_by', models.F('asked_by')), _negated=True), models.Q(('holder_approved_by', models.F('decided_by')), _negated=True)), name='account_holder_approved_by_another_person'),
            ),
            migrations.AddConstraint(
                model_name='accountchange',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('agent',), name='one_open_account_change'),
            ),
            migrations.AddConstraint(
                model_name='company',
                constraint=models.UniqueConstraint(condition=models.Q(('credit_code', ''), _negated=True), fields=('credit_code',), name='company_credit_code_unique', violation_error_message='Another company already has this credit code.'),
            ),
            migrations.AddConstraint(
                model_name='companyalias',
                constraint=models.UniqueConstraint(fields=('company', 'name'), name='alias_once_per_company'),
            ),
            migrations.AddConstraint(
                model_name='lead',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['new', 'judged', 'engaged', 'negotiating', 'converted', 'rejected', 'lost', 'lapsed', 'duplicate'])), name='lead_state_known'),
            ),
            migrations.AddConstraint(
                model_name='lead',
                constraint=models.CheckConstraint(condition=models.Q(('investment__isnull', True), ('investment__gt', 0), _connector='OR'), name='lead_investment_positive', violation_error_message='The intended investment must be more than zero.'),
            ),
            migrations.AddConstraint(
                model_name='project',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['negotiating', 'signed', 'entered', 'started', 'producing', 'at_capacity', 'terminated', 'transferred'])), name='project_state_known'),
            ),
            migrations.AddConstraint(
                model_name='project',
                constraint=models.CheckConstraint(condition=models.Q(('contract_amount__isnull', True), ('contract_amount__gt', 0), _connector='OR'), name='project_contract_positive', violation_error_message='The contract amount must be more than zero.'),
            ),
            migrations.AddConstraint(
                model_name='project',
                constraint=models.CheckConstraint(condition=models.Q(('extends__isnull', True), models.Q(('extends', models.F('id')), _negated=True), _connector='OR'), name='project_does_not_extend_itself'),
            ),
            migrations.AddConstraint(
                model_name='milestone',
                constraint=models.UniqueConstraint(fields=('project', 'kind'), name='milestone_once_per_project'),
            ),
            migrations.AddConstraint(
                model_name='referral',
                constraint=models.UniqueConstraint(fields=('project', 'agent'), name='referral_once_per_agent'),
            ),
            migrations.AddConstraint(
                model_name='referral',
                constraint=models.UniqueConstraint(condition=models.Q(('is_lead', True)), fields=('project',), name='one_lead_referrer_per_project'),
            ),
            migrations.AddConstraint(
                model_name='referral',
                constraint=models.CheckConstraint(condition=models.Q(('parts__gte', 1)), name='referral_has_parts'),
            ),
            migrations.AddConstraint(
                model_name='referral',
                constraint=models.UniqueConstraint(condition=models.Q(('agreed_on__isnull', False)), fields=('project',), name='referrers_agree_on_one', violation_error_message='The referrers can agree on one of them only.'),
            ),
            migrations.AddConstraint(
                model_name='activity',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('lead__isnull', False), ('project__isnull', True)), models.Q(('lead__isnull', True), ('project__isnull', False)), _connector='OR'), name='activity_of_lead_or_project'),
            ),
            migrations.AddConstraint(
                model_name='agenttarget',
                constraint=models.UniqueConstraint(fields=('agent', 'year'), name='agent_target_once_a_year'),
            ),
            migrations.AddConstraint(
                model_name='targetlist',
                constraint=models.UniqueConstraint(fields=('kind', 'year'), name='target_list_one_per_kind_and_year'),
            ),
            migrations.AddConstraint(
                model_name='targetentry',
                constraint=models.UniqueConstraint(fields=('target_list', 'rank'), name='target_rank_once'),
            ),
            migrations.AddConstraint(
                model_name='targetentry',
                constraint=models.UniqueConstraint(fields=('target_list', 'company'), name='target_company_once'),
            ),
            migrations.AddConstraint(
                model_name='matchcandidate',
                constraint=models.UniqueConstraint(fields=('company', 'other'), name='candidate_pair_once'),
            ),
            migrations.AddConstraint(
                model_name='link',
                constraint=models.UniqueConstraint(fields=('chain', 'name'), name='link_once_per_chain'),
            ),
            migrations.AddConstraint(
                model_name='link',
                constraint=models.CheckConstraint(condition=models.Q(('set_strength', ''), models.Q(('set_strength__in', ['strong', 'weak', 'missing']), models.Q(('set_reason', ''), _negated=True)), _connector='OR'), name='link_strength_has_reason'),
            ),
            migrations.AddConstraint(
                model_name='edge',
                constraint=models.UniqueConstraint(fields=('source', 'target'), name='edge_once'),
            ),
            migrations.AddConstraint(
                model_name='edge',
                constraint=models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='edge_joins_two_links'),
            ),
            migrations.AddConstraint(
                model_name='linkcompany',
                constraint=models.UniqueConstraint(fields=('link', 'company'), name='company_once_per_link'),
            ),
            migrations.AddConstraint(
                model_name='talkevent',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'cancelled'])), name='event_state_known'),
            ),
            migrations.AddConstraint(
                model_name='invitation',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'accepted', 'declined', 'attended', 'absent'])), name='invitation_state_known'),
            ),
            migrations.AddConstraint(
                model_name='invitation',
                constraint=models.CheckConstraint(condition=models.Q(('native__isnull', False), ('company__isnull', False), _connector='OR'), name='invitation_has_guest', violation_error_message='Name a native or a company as the guest.'),
            ),
            migrations.AddConstraint(
                model_name='invitation',
                constraint=models.UniqueConstraint(fields=('event', 'native'), name='native_invited_once', violation_error_message='This guest is already invited.'),
            ),
            migrations.AddConstraint(
                model_name='invitation',
                constraint=models.UniqueConstraint(condition=models.Q(('native__isnull', True)), fields=('event', 'company'), name='company_invited_once', violation_error_message='This guest is already invited.'),
            ),
            migrations.AddConstraint(
                model_name='capitalfacts',
                constraint=models.CheckConstraint(condition=models.Q(('money_sought__isnull', True), ('money_sought__gt', 0), _connector='OR'), name='money_sought_positive'),
            ),
            migrations.AddConstraint(
                model_name='capitalfacts',
                constraint=models.CheckConstraint(condition=models.Q(('stake_offered__isnull', True), models.Q(('stake_offered__gt', 0), ('stake_offered__lte', 100)), _connector='OR'), name='stake_is_a_share'),
            ),
            migrations.AddConstraint(
                model_name='registration',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'responded', 'accepted', 'joint', 'taken', 'declined', 'lapsed', 'ended', 'realised', 'passed_on'])), name='registration_state_known'),
            ),
            migrations.AddConstraint(
                model_name='registration',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['accepted', 'received', 'responded'])), fields=('company',), name='one_registration_holds_a_company'),
            ),
            migrations.AddConstraint(
                model_name='registration',
                constraint=models.CheckConstraint(condition=models.Q(('investment__isnull', True), ('investment__gt', 0), _connector='OR'), name='registration_investment_positive', violation_error_message='The intended investment must be more than zero.'),
            ),
            migrations.AddConstraint(
                model_name='clock',
                constraint=models.UniqueConstraint(condition=models.Q(('met_at__isnull', True), ('stopped_at__isnull', True)), fields=('registration', 'kind'), name='one_running_clock_of_a_kind'),
            ),
            migrations.AddConstraint(
                model_name='dispute',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'hearing', 'decided', 'withdrawn'])), name='dispute_state_known'),
            ),
            migrations.AddConstraint(
                model_name='dispute',
                constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('heard_by')), _negated=True), name='dispute_decided_by_another'),
            ),
            migrations.AddConstraint(
                model_name='dispute',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'decided'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='dispute_decision_has_its_reason'),
            ),
            migrations.AddConstraint(
                model_name='dispute',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'hearing'])), fields=('claimant',), name='one_pending_dispute_a_registration'),
            ),
            migrations.AddConstraint(
                model_name='warningrule',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('red_from__isnull', True), ('red_from__gt', models.F('yellow_from')), _connector='OR'), models.Q(('out_from__isnull', True), models.Q(('out_from__gt', models.F('red_from')), ('red_from__isnull', False)), _connector='OR')), name='warning_rule_grows', violation_error_message='Red comes after yellow, and out of the pool after red.'),
            ),
            migrations.AddConstraint(
                model_name='warninglight',
                constraint=models.UniqueConstraint(fields=('rule', 'lead'), name='one_light_per_rule_and_lead'),
            ),
            migrations.AddConstraint(
                model_name='warninglight',
                constraint=models.UniqueConstraint(fields=('rule', 'project'), name='one_light_per_rule_and_project'),
            ),
            migrations.AddConstraint(
                model_name='warninglight',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('lead__isnull', False), ('project', None)), models.Q(('lead', None), ('project__isnull', False)), _connector='OR'), name='light_of_lead_or_project'),
            ),
            migrations.AddConstraint(
                model_name='warninglight',
                constraint=models.CheckConstraint(condition=models.Q(('grade__in', [1, 2, 3])), name='light_grade_known'),
            ),
            migrations.AddConstraint(
                model_name='urging',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'answered', 'withdrawn'])), name='urging_state_known'),
            ),
            migrations.AddConstraint(
                model_name='urging',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('lead__isnull', False), ('project', None)), models.Q(('lead', None), ('project__isnull', False)), _connector='OR'), name='urging_of_lead_or_project'),
            ),
            migrations.AddConstraint(
                model_name='handover',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('lead__isnull', False), ('project', None)), models.Q(('lead', None), ('project__isnull', False)), _connector='OR'), name='handover_of_lead_or_project'),
            ),
            migrations.AddConstraint(
                model_name='handover',
                constraint=models.CheckConstraint(condition=models.Q(('from_department', models.F('to_department')), _negated=True), name='handover_to_another_department'),
            ),
            migrations.AddConstraint(
                model_name='scheme',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_force', 'retired'])), name='scheme_state_known'),
            ),
            migrations.AddConstraint(
                model_name='scheme',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('state',), name='one_scheme_in_force'),
            ),
            migrations.AddConstraint(
                model_name='criterion',
                constraint=models.UniqueConstraint(fields=('scheme', 'name'), name='criterion_once_per_scheme'),
            ),
            migrations.AddConstraint(
                model_name='criterion',
                constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 1)), name='criterion_weighs_something'),
            ),
            migrations.AddConstraint(
                model_name='assessment',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'finished', 'overruled', 'withdrawn'])), name='assessment_state_known'),
            ),
            migrations.AddConstraint(
                model_name='assessment',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('lead',), name='one_open_assessment_per_lead'),
            ),
            migrations.AddConstraint(
                model_name='assessment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'finished'), _negated=True), models.Q(('passes__isnull', False), ('score__isnull', False)), _connector='OR'), name='finished_assessment_has_score'),
            ),
            migrations.AddConstraint(
                model_name='assessment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'overruled'), _negated=True), models.Q(('ruling', ''), _negated=True), _connector='OR'), name='overruling_says_what'),
            ),
            migrations.AddConstraint(
                model_name='opinion',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'given', 'excused'])), name='opinion_state_known'),
            ),
            migrations.AddConstraint(
                model_name='opinion',
                constraint=models.UniqueConstraint(fields=('assessment', 'department'), name='one_opinion_per_department'),
            ),
            migrations.AddConstraint(
                model_name='answer',
                constraint=models.UniqueConstraint(fields=('opinion', 'criterion'), name='one_answer_per_criterion'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'consented', 'refused', 'ended'])), name='membership_state_known'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.UniqueConstraint(fields=('chamber', 'member'), name='membership_once'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.CheckConstraint(condition=models.Q(('chamber', models.F('member')), _negated=True), name='membership_of_another', violation_error_message='A chamber is not its own member.'),
            ),
            migrations.AddConstraint(
                model_name='tag',
                constraint=models.UniqueConstraint(fields=('department', 'name'), name='tag_once_per_department'),
            ),
            migrations.AddConstraint(
                model_name='tagging',
                constraint=models.UniqueConstraint(fields=('tag', 'lead'), name='tag_once_per_lead'),
            ),
            migrations.AddConstraint(
                model_name='tagging',
                constraint=models.UniqueConstraint(fields=('tag', 'project'), name='tag_once_per_project'),
            ),
            migrations.AddConstraint(
                model_name='tagging',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('lead__isnull', False), ('project', None)), models.Q(('lead', None), ('project__isnull', False)), _connector='OR'), name='tagging_of_lead_or_project'),
            ),
            migrations.AddIndex(
                model_name='company',
                index=models.Index(fields=['-updated_at', '-id'], name='company_newest'),
            ),
            migrations.AddIndex(
                model_name='company',
                index=models.Index(fields=['country', '-updated_at', '-id'], name='company_newest_in_country'),
            ),
            migrations.AddIndex(
                model_name='lead',
                index=models.Index(fields=['-updated_at', '-id'], name='lead_newest'),
            ),
            migrations.AddIndex(
                model_name='lead',
                index=models.Index(fields=['state', '-updated_at', '-id'], name='lead_newest_in_state'),
            ),
            migrations.AddIndex(
                model_name='lead',
                index=models.Index(fields=['channel', '-updated_at', '-id'], name='lead_newest_in_channel'),
            ),
            migrations.AddIndex(
                model_name='lead',
                index=models.Index(fields=['department', '-updated_at', '-id'], name='lead_newest_in_department'),
            ),
            migrations.AddIndex(
                model_name='lead',
                index=models.Index(fields=['owner', '-updated_at', '-id'], name='lead_newest_of_owner'),
            ),
            migrations.AddIndex(
                model_name='lead',
                index=models.Index(fields=['department', 'state'], name='lead_states_in_department'),
            ),
            migrations.AddIndex(
                model_name='lead',
                index=models.Index(fields=['owner', 'state'], name='lead_states_of_owner'),
            ),
            migrations.AddIndex(
                model_name='project',
                index=models.Index(fields=['-updated_at', '-id'], name='project_newest'),
            ),
            migrations.AddIndex(
                model_name='project',
                index=models.Index(fields=['state', '-updated_at', '-id'], name='project_newest_in_state'),
            ),
            migrations.AddIndex(
                model_name='project',
                index=models.Index(fields=['department', '-updated_at', '-id'], name='project_newest_in_department'),
            ),
            migrations.AddIndex(
                model_name='project',
                index=models.Index(fields=['state'], include=('contract_amount',), name='project_totals'),
            ),
            migrations.AddIndex(
                model_name='activity',
                index=models.Index(condition=models.Q(('next_done_at', None), ('next_on__isnull', False)), fields=['next_by', 'next_on'], name='activity_open_step'),
            ),
            migrations.AddIndex(
                model_name='matchcandidate',
                index=models.Index(fields=['verdict', '-score', 'id'], name='candidate_worklist'),
            ),
            migrations.AddIndex(
                model_name='registration',
                index=models.Index(fields=['state', '-received_at', '-id'], name='registration_newest_in_state'),
            ),
            migrations.AddIndex(
                model_name='clock',
                index=models.Index(condition=models.Q(('met_at__isnull', True), ('stopped_at__isnull', True)), fields=['due_on'], name='clock_running_by_day'),
            ),
            migrations.AddIndex(
                model_name='warninglight',
                index=models.Index(fields=['-grade', 'lit_on', 'id'], name='light_worst_first'),
            ),
            migrations.AddIndex(
                model_name='warninglight',
                index=models.Index(condition=models.Q(('is_told', False)), fields=['is_told'], name='light_untold'),
            ),
            migrations.AddIndex(
                model_name='urging',
                index=models.Index(condition=models.Q(('state', 'open')), fields=['to', 'due_on'], name='urging_to_be_answered'),
            ),
            migrations.AddIndex(
                model_name='message',
                index=models.Index(fields=['lead', 'agent', 'id'], name='message_of_thread'),
            ),
            migrations.AddIndex(
                model_name='message',
                index=models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['agent'], name='message_unread'),
            ),
        ]),
    ]
