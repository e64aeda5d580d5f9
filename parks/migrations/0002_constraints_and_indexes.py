import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import parks.models.entry
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from crm.core.batched_migration import Batch


class Migration(migrations.Migration):

    dependencies = [
        ('parks', '0001_tables'),
    ]

    operations = [
        BtreeGistExtension(),  # of the constraints that exclude what overlaps
        Batch([
            migrations.AddConstraint(
                model_name='parkindustry',
                constraint=models.UniqueConstraint(fields=('park', 'name'), name='park_industry_once'),
            ),
            migrations.AddConstraint(
                model_name='plot',
                constraint=models.UniqueConstraint(fields=('park', 'code'), name='plot_code_once_per_park'),
            ),
            migrations.AddConstraint(
                model_name='plot',
                constraint=models.CheckConstraint(condition=models.Q(('area_sqm__gt', 0)), name='plot_area_positive', violation_error_message='The area must be more than zero.'),
            ),
            migrations.AddConstraint(
                model_name='availability',
                constraint=models.UniqueConstraint(fields=('plot', 'starts_on'), name='one_plot_status_a_day', violation_error_message='A status from this day on is stored already.'),
            ),
            migrations.AddConstraint(
                model_name='availability',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'preparing', 'withheld', 'closed', 'free'])), name='plot_status_known'),
            ),
            migrations.AddConstraint(
                model_name='entryapplication',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'approved', 'agreed', 'handed_over', 'refused', 'withdrawn', 'left'])), name='application_state_known'),
            ),
            migrations.AddConstraint(
                model_name='entryapplication',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'approved', 'agreed', 'handed_over'])), fields=('project',), name='one_application_a_project', violation_error_message='An application of this project is under way already.'),
            ),
            migrations.AddConstraint(
                model_name='entryapplication',
                constraint=models.CheckConstraint(condition=models.Q(('promised_start_on__isnull', True), ('promised_production_on__isnull', True), ('promised_production_on__gte', models.F('promised_start_on')), _connector='OR'), name='application_produces_after_start', violation_error_message='Production can not begin before construction.'),
            ),
            migrations.AddConstraint(
                model_name='reviewopinion',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'given', 'excused'])), name='review_opinion_state_known'),
            ),
            migrations.AddConstraint(
                model_name='reviewopinion',
                constraint=models.UniqueConstraint(fields=('application', 'subject'), name='one_opinion_a_subject'),
            ),
            migrations.AddConstraint(
                model_name='reviewopinion',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'given'), _negated=True), models.Q(('verdict', ''), _negated=True), _connector='OR'), name='review_opinion_has_verdict'),
            ),
            migrations.AddConstraint(
                model_name='breach',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'cured', 'upheld'])), name='breach_state_known'),
            ),
            migrations.AddConstraint(
                model_name='breach',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('application', 'promise'), name='one_open_breach_a_promise', violation_error_message='A breach of this promise is open already.'),
            ),
            migrations.AddConstraint(
                model_name='breach',
                constraint=models.CheckConstraint(condition=models.Q(('cure_by__gte', models.F('found_on'))), name='breach_leaves_time', violation_error_message='The end must be after the beginning.'),
            ),
            migrations.AddConstraint(
                model_name='entry',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('plot'), '='), (parks.models.entry.DateRange('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='plot_held_once_at_a_time', violation_error_message='Another project holds this plot at that time.'),
            ),
            migrations.AddConstraint(
                model_name='entry',
                constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='entry_ends_after_it_starts', violation_error_message='The end must be after the beginning.'),
            ),
            migrations.AddConstraint(
                model_name='expansionfacts',
                constraint=models.CheckConstraint(condition=models.Q(('asks_nothing', False), models.Q(('tax_relief__isnull', True), ('equipment_subsidy__isnull', True), ('plant_sqm__isnull', True)), _connector='OR'), name='expansion_asks_or_asks_nothing', violation_error_message='Either support is asked for, or none is.'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['reported', 'verified', 'rejected', 'superseded'])), name='contribution_state_known'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('is_refund', False)), models.Q(('amount__lt', 0), ('is_refund', True)), models.Q(('amount', 0), ('supersedes__isnull', False)), models.Q(('amount', 0), ('metric', 'tax')), _connector='OR'), name='contribution_amount_positive', violation_error_message='The amount must be more than zero; only a correction may bring it down to zero.'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_refund', False), ('land_amount__gte', 0), ('land_amount__lte', models.F('amount'))), models.Q(('is_refund', True), ('land_amount__gte', models.F('amount')), ('land_amount__lte', 0)), _connector='OR'), name='contribution_land_within_amount', violation_error_message='The land is part of the amount and cannot be more than it.'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_refund', False), ('local_amount__gte', 0), ('local_amount__isnull', False), ('local_amount__lte', models.F('amount')), ('metric', 'tax'), ('period_from__isnull', False), ('period_to__gte', models.F('period_from'))), models.Q(('is_refund', True), ('local_amount__gte', models.F('amount')), ('local_amount__isnull', False), ('local_amount__lte', 0), ('metric', 'tax'), ('period_from__isnull', False), ('period_to__gte', models.F('period_from'))), models.Q(models.Q(('metric', 'tax'), _negated=True), ('local_amount__isnull', True), ('period_from__isnull', True), ('period_to__isnull', True)), _connector='OR'), name='contribution_tax_has_period_and_share', violation_error_message='Tax needs its period and the local share, which cannot be more than the tax; other kinds have neither.'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('currency', 'CNY'), ('original_amount__isnull', True), ('rate__isnull', True), ('rate_on__isnull', True)), models.Q(models.Q(('currency', 'CNY'), _negated=True), ('original_amount__isnull', False), ('rate__gt', 0), ('rate_on__isnull', False)), _connector='OR'), name='contribution_foreign_has_rate', violation_error_message='A foreign amount needs the amount in its currency, the rate and the day of the rate; an amount in yuan has none of them.'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.CheckConstraint(condition=models.Q(('verified_by__isnull', True), models.Q(('verified_by', models.F('reported_by')), _negated=True), _connector='OR'), name='contribution_maker_is_not_checker', violation_error_message='You reported this contribution yourself; another person must verify it.'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'rejected'), _negated=True), fields=('supersedes',), name='contribution_corrected_once', violation_error_message='A correction of this contribution has been reported already.'),
            ),
            migrations.AddConstraint(
                model_name='contribution',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_refund', False), ('metric', 'tax'), ('state', 'verified')), expressions=[(models.F('enterprise'), '='), (parks.models.entry.DateRange('period_from', 'period_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='tax_period_verified_once', violation_error_message='The tax of (part of) this period is already verified. Report a correction of it instead.'),
            ),
            migrations.AddConstraint(
                model_name='cultivationlist',
                constraint=models.UniqueConstraint(fields=('kind', 'year'), name='cultivation_list_once_a_year'),
            ),
            migrations.AddConstraint(
                model_name='cultivationlist',
                constraint=models.CheckConstraint(condition=models.Q(('places__gt', 0)), name='cultivation_list_has_places'),
            ),
            migrations.AddConstraint(
                model_name='threshold',
                constraint=models.UniqueConstraint(fields=('cultivation_list', 'measure'), name='threshold_once_a_list'),
            ),
            migrations.AddConstraint(
                model_name='member',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'left'), _negated=True), fields=('cultivation_list', 'enterprise'), name='member_once_a_list', violation_error_message='This enterprise stands on the list already.'),
            ),
            migrations.AddConstraint(
                model_name='member',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['candidate', 'listed', 'left'])), name='member_state_known'),
            ),
            migrations.AddConstraint(
                model_name='planaction',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done'])), name='plan_action_state_known'),
            ),
            migrations.AddConstraint(
                model_name='planaction',
                constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='finished_action_has_an_outcome'),
            ),
            migrations.AddConstraint(
                model_name='exchangerate',
                constraint=models.UniqueConstraint(fields=('currency', 'on'), name='one_exchange_rate_a_day'),
            ),
            migrations.AddConstraint(
                model_name='exchangerate',
                constraint=models.CheckConstraint(condition=models.Q(('yuan__gt', 0)), name='exchange_rate_positive', violation_error_message='The rate must be more than zero.'),
            ),
            migrations.AddConstraint(
                model_name='exchangerate',
                constraint=models.CheckConstraint(condition=models.Q(('currency', 'CNY'), _negated=True), name='exchange_rate_is_foreign', violation_error_message='The yuan needs no rate.'),
            ),
            migrations.AddConstraint(
                model_name='fund',
                constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='fund_size_positive'),
            ),
            migrations.AddConstraint(
                model_name='fund',
                constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('founded_on')), _connector='OR'), name='fund_ends_after_it_begins', violation_error_message='The end must be after the beginning.'),
            ),
            migrations.AddConstraint(
                model_name='fund',
                constraint=models.CheckConstraint(condition=models.Q(('reinvest_multiple__isnull', True), models.Q(('parent__isnull', False), ('reinvest_multiple__gt', 0)), _connector='OR'), name='fund_reinvests_for_the_one_above', violation_error_message='Only a fund under another one has a condition of reinvestment.'),
            ),
            migrations.AddConstraint(
                model_name='fund',
                constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='fund_is_not_its_own_parent', violation_error_message='A fund does not stand under itself.'),
            ),
            migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='commitment_positive'),
            ),
            migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('investor', ''), ('investor_fund__isnull', False)), models.Q(('investor_fund__isnull', True), models.Q(('investor', ''), _negated=True)), _connector='OR'), name='commitment_has_one_investor', violation_error_message='Name the fund that promises, or the investor: one of the two.'),
            ),
            migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(('investor_fund__isnull', True), models.Q(('investor_fund', models.F('fund')), _negated=True), _connector='OR'), name='fund_promises_nothing_to_itself', violation_error_message='A fund promises nothing to itself.'),
            ),
            migrations.AddConstraint(
                model_name='capitalcall',
                constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='capital_call_positive'),
            ),
            migrations.AddConstraint(
                model_name='capitalcall',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['called', 'paid'])), name='capital_call_state_known'),
            ),
            migrations.AddConstraint(
                model_name='capitalcall',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('paid_on__isnull', False), ('state', 'paid')), models.Q(('paid_on__isnull', True), ('state', 'called')), _connector='OR'), name='paid_call_has_its_day'),
            ),
            migrations.AddConstraint(
                model_name='capitalcall',
                constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('called_on'))), name='capital_call_due_after_it', violation_error_message='The due day must not be before the call.'),
            ),
            migrations.AddConstraint(
                model_name='stake',
                constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='stake_amount_positive'),
            ),
            migrations.AddConstraint(
                model_name='stake',
                constraint=models.CheckConstraint(condition=models.Q(('share__isnull', True), models.Q(('share__gt', 0), ('share__lte', 100)), _connector='OR'), name='stake_share_is_a_share'),
            ),
            migrations.AddConstraint(
                model_name='exit',
                constraint=models.CheckConstraint(condition=models.Q(('cost__gt', 0)), name='exit_cost_positive'),
            ),
            migrations.AddConstraint(
                model_name='exit',
                constraint=models.CheckConstraint(condition=models.Q(('proceeds__gte', 0)), name='exit_proceeds_not_negative'),
            ),
            migrations.AddConstraint(
                model_name='facility',
                constraint=models.UniqueConstraint(fields=('park', 'name'), name='facility_once_per_park'),
            ),
            migrations.AddConstraint(
                model_name='alliance',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'concluded', 'ended'])), name='alliance_state_known'),
            ),
            migrations.AddConstraint(
                model_name='alliance',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('park',), name='one_alliance_a_park', violation_error_message='This park has an alliance already. End it first.'),
            ),
            migrations.AddConstraint(
                model_name='alliance',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'concluded'), _negated=True), models.Q(models.Q(('partner_park', ''), _negated=True), ('chamber__isnull', False), ('concluded_on__isnull', False)), _connector='OR'), name='alliance_has_both_partners'),
            ),
            migrations.AddConstraint(
                model_name='allianceaction',
                constraint=models.CheckConstraint(condition=models.Q(('happened_on__isnull', True), models.Q(('result', ''), _negated=True), _connector='OR'), name='alliance_action_has_result', violation_error_message='Say what came of it.'),
            ),
            migrations.AddConstraint(
                model_name='scienceproject',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['chosen', 'incubating', 'industrial', 'dropped'])), name='science_state_known'),
            ),
            migrations.AddConstraint(
                model_name='scienceproject',
                constraint=models.UniqueConstraint(fields=('park', 'name'), name='science_project_once_per_park'),
            ),
            migrations.AddConstraint(
                model_name='reservation',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'used', 'released', 'lapsed'])), name='reservation_state_known'),
            ),
            migrations.AddConstraint(
                model_name='reservation',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('plot',), name='plot_reserved_once', violation_error_message='This plot is reserved already.'),
            ),
            migrations.AddConstraint(
                model_name='reservation',
                constraint=models.CheckConstraint(condition=models.Q(('expires_on__gte', models.F('starts_on'))), name='reservation_lasts_a_day', violation_error_message='The end must be after the beginning.'),
            ),
            migrations.AddConstraint(
                model_name='reservation',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('state', 'active')), models.Q(models.Q(('state', 'active'), _negated=True), ('ended_on__isnull', False)), _connector='OR'), name='reservation_ends_with_its_state'),
            ),
            migrations.AddConstraint(
                model_name='supplement',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'approved', 'signed', 'refused', 'withdrawn'])), name='supplement_state_known'),
            ),
            migrations.AddConstraint(
                model_name='supplement',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'signed'), _negated=True), ('signed_on__isnull', False), _connector='OR'), name='signed_supplement_has_its_day'),
            ),
            migrations.AddConstraint(
                model_name='supplement',
                constraint=models.CheckConstraint(condition=models.Q(('area_sqm__gt', 0)), name='supplement_has_an_area', violation_error_message='The area must be greater than zero.'),
            ),
            migrations.AddConstraint(
                model_name='supplement',
                constraint=models.CheckConstraint(condition=models.Q(('promised_production_on__gte', models.F('promised_start_on'))), name='supplement_produces_after_start', violation_error_message='Production can not begin before construction.'),
            ),
            migrations.AddConstraint(
                model_name='supplement',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'approved'])), fields=('application',), name='one_open_supplement_an_application', violation_error_message='A supplementary agreement of this entry is under way already.'),
            ),
            migrations.AddConstraint(
                model_name='unmatchedrow',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'completed', 'dismissed'])), name='unmatched_row_state_known'),
            ),
            migrations.AddConstraint(
                model_name='unmatchedrow',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('contribution__isnull', False), ('state', 'completed')), models.Q(models.Q(('state', 'completed'), _negated=True), ('contribution__isnull', True)), _connector='OR'), name='completed_row_became_a_contribution'),
            ),
            migrations.AddIndex(
                model_name='contribution',
                index=models.Index(fields=['state', '-happened_on', '-id'], name='contribution_newest_in_state'),
            ),
            migrations.AddIndex(
                model_name='contribution',
                index=models.Index(condition=models.Q(('metric', 'tax')), fields=['period_to'], name='contribution_tax_month'),
            ),
            migrations.AddIndex(
                model_name='unmatchedrow',
                index=models.Index(condition=models.Q(('state', 'open')), fields=['credit_code'], name='open_rows_by_credit_code'),
            ),
        ]),
    ]
