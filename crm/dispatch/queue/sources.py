"""From which records the queue is worked out, and by which function each.

A source's ``needs`` is pure: it says of one record, loaded with what it stands on, what waits for
whom now. All of them over all live records are the whole queue.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Prefetch, Q

from commissions.models import Agreement, ApprovalStep, Objection, PolicyVersion, Statement
from commissions.models.statement import IN_APPROVAL
from crm.core.joins import read_with
from crm.core.models import Move, Parameter, Proposal, Reminder, TableImport
from leads.models import (
    AccountChange,
    Activity,
    Assessment,
    Campaign,
    CampaignTarget,
    Clock,
    Dispute,
    Lead,
    Message,
    Opinion,
    Project,
    Registration,
    Urging,
    WarningLight,
)
from leads.models.campaign_target import OPEN_TARGET
from leads.models.lead import OPEN, judged_of
from leads.models.project import STAGES
from leads.models.warning import Grade
from parks.models import (
    Breach,
    CapitalCall,
    Contribution,
    EntryApplication,
    Member,
    MilestoneReport,
    PlanAction,
    ReviewOpinion,
    Supplement,
    UnmatchedRow,
)

from ..models import (
    AwardRound,
    CommitteeMember,
    DispatchMeeting,
    PlanTarget,
    PlanTask,
    PlanUrging,
    ScoreCard,
    ScoreContest,
    ScoreEntry,
    ScoreRun,
    TargetReading,
)
from ..models.task import UNFINISHED
from . import (
    of_agents,
    of_leads,
    of_meetings,
    of_money,
    of_parks,
    of_people,
    of_plans,
    of_scores,
    of_targets,
)
from .need import Need

FACTS = ("list500", "chain", "expansion", "park", "capital", "hometown")
UNSHARED = Prefetch("targets", CampaignTarget.objects.open().filter(owner=None), to_attr="unshared")
OPEN_CONTESTS = Prefetch(
    "cards", ScoreCard.objects.filter(contests__state="open"), to_attr="open_contests"
)
OF_SUBJECT = tuple(
    f"subject__{name}" for name in ("department", "district", "park", "officer", "agent")
)
BURNT_OUT = Prefetch("lights", WarningLight.objects.filter(grade=Grade.OUT))


@dataclass(frozen=True)
class Source:
    """Records of ``model`` that are ``live`` may need something; all others need nothing.

    ``born`` names the moment since which a record waits that was never moved. ``named`` and
    ``named_by_key`` are what a record is called after, to be fetched with it where it is shown;
    ``read_named`` reads for all records shown what neither of them can.
    """

    model: type[Model]
    needs: Callable[[Model], Iterable[Need]]
    live: Q
    related: tuple[str, ...] = ()
    prefetch: tuple = ()
    born: str = ""
    named: tuple[str, ...] = ()
    named_by_key: tuple[str, ...] = ()
    read_named: Callable[[list], None] | None = None

    def seen_by(self, user):
        """The records as a person sees them; a file of a bureau, through its rows."""
        if self.model is TableImport:
            return TableImport.objects.all()
        return self.model.objects.visible_to(user)

    def load(self, keys: list[int] | None = None) -> list[Model]:
        """The live ones of ``keys`` with what they stand on, in the order of their keys."""
        rows = self.model._base_manager.filter(self.live)
        if keys is not None:
            rows = rows.filter(pk__any_of=keys) if len(keys) > 50 else rows.filter(pk__in=keys)
        rows = read_with(rows.order_by("pk"), self.related)
        records = list(rows.prefetch_related(*self.prefetch))
        _take_along(self.model, records)
        return records

    def live_keys(self):
        rows = self.model._base_manager.filter(self.live)
        return rows.order_by("pk").values_list("pk", flat=True)


def _take_along(model, records):
    """The moves of each, and what leads are judged by."""
    moves: dict[int, list[Move]] = {record.pk: [] for record in records}
    if records:
        kind = ContentType.objects.get_for_model(model)
        for move in Move.objects.filter(content_type=kind, object_id__in=list(moves)):
            moves[move.object_id].append(move)
    if model is Lead:
        _take_judgements_along(records)
    if model is CampaignTarget and records:
        sleep_days = Parameter.whole("campaign_sleep_days")
        for record in records:
            record.sleep_days = sleep_days
    if model is PlanTarget and records:
        report_days = Parameter.whole("plan_report_days")
        for record in records:
            record.report_days = report_days
    for record in records:
        record.taken = moves[record.pk]


def _take_judgements_along(leads):
    """What every lead is measured by, and the judged leads of the same companies: one query for
    all of them.
    """
    if not leads:
        return
    threshold, beside = Parameter.get("judgement_from"), defaultdict(list)
    for judged in judged_of({lead.company_id for lead in leads}):
        beside[judged.company_id].append(judged)
    for lead in leads:
        lead.judgement_threshold = threshold
        lead.judged_beside = [
            neighbour for neighbour in beside[lead.company_id] if neighbour.pk != lead.pk
        ]


def in_states(*states) -> Q:
    return Q(state__in=sorted(states))


SOURCES: dict[type, Source] = {
    source.model: source
    for source in (
        Source(
            Lead,
            of_leads.needs_of_lead,
            in_states(*OPEN) | Q(pk__in=Message.objects.unread_by_bureau().values("lead")),
            ("company", "project", "campaign_target", *(f"{name}facts" for name in FACTS)),
            (
                "assessments",
                "registrations__clocks",
                Prefetch("messages", Message.objects.unread_by_bureau()),
                BURNT_OUT,
            ),
            "received_at",
        ),
        Source(
            Project,
            of_leads.needs_of_project,
            in_states(*STAGES),
            ("company",),
            ("milestones", BURNT_OUT),
        ),
        Source(
            Assessment,
            of_leads.needs_of_assessment,
            in_states("open"),
            ("lead", "convened_by"),
            ("opinions",),
            "convened_at",
        ),
        Source(
            Opinion,
            of_leads.needs_of_opinion,
            in_states("asked"),
            ("assessment__lead",),
            named=("department",),
        ),
        Source(
            Urging,
            of_leads.needs_of_urging,
            in_states("open"),
            born="at",
            named=("lead", "project", "by"),
        ),
        Source(
            Campaign,
            of_targets.needs_of_campaign,
            in_states("draft", "running"),
            prefetch=(UNSHARED,),
            born="created_at",
        ),
        Source(
            CampaignTarget,
            of_targets.needs_of_target,
            in_states(*OPEN_TARGET) & Q(owner__isnull=False),
            ("campaign", "owner"),
            born="created_at",
            named=("company",),
        ),
        Source(
            Registration,
            of_agents.needs_of_registration,
            in_states("received", "accepted"),
            ("lead",),
            (Prefetch("clocks", Clock.objects.running()),),
            "received_at",
            named=("agent",),
        ),
        Source(
            Clock,
            of_agents.needs_of_clock,
            Q(met_at=None, stopped_at=None),
            ("registration__lead",),
            born="started_at",
            named=("registration__agent",),
        ),
        Source(
            Dispute,
            of_agents.needs_of_dispute,
            in_states("open", "hearing"),
            ("lead", "claimant", "holder"),
            born="opened_at",
        ),
        Source(
            AccountChange,
            of_agents.needs_of_account_change,
            in_states("asked"),
            ("agent",),
            born="asked_at",
        ),
        Source(
            Activity,
            of_people.needs_of_activity,
            Q(next_on__isnull=False, next_done_at=None),
            ("lead", "project", "campaigntarget", "by__department", "next_by__department"),
            born="happened_at",
        ),
        Source(
            Reminder,
            of_people.needs_of_reminder,
            Q(done_at=None),
            ("user__department",),
            named_by_key=("target_object",),
        ),
        Source(
            Proposal,
            of_people.needs_of_proposal,
            in_states("open"),
            ("content_type",),
            born="proposed_at",
            named=("proposed_by",),
            read_named=Proposal.read_records,
        ),
        Source(
            EntryApplication,
            of_parks.needs_of_application,
            in_states("draft", "in_review", "approved", "agreed"),
            ("project", "plot__park"),
            ("opinions__department",),
        ),
        Source(
            ReviewOpinion,
            of_parks.needs_of_review,
            in_states("asked"),
            ("application",),
            named=("application__project", "department"),
        ),
        Source(
            Supplement,
            of_parks.needs_of_supplement,
            in_states("draft", "proposed", "approved"),
            ("application__project", "application__plot__park"),
        ),
        Source(
            Breach,
            of_parks.needs_of_breach,
            in_states("open"),
            ("application__plot__park",),
        ),
        Source(
            Contribution,
            of_parks.needs_of_contribution,
            in_states("reported", "declared") & Q(source_import=None),
            ("enterprise__park",),
            born="reported_at",
            named=("enterprise", "reported_by"),
        ),
        Source(
            MilestoneReport,
            of_parks.needs_of_milestone_report,
            in_states("reported"),
            ("enterprise__park",),
            born="reported_at",
            named=("enterprise", "reported_by"),
        ),
        Source(
            TableImport,
            of_parks.needs_of_import,
            Q(
                pk__in=Contribution.objects.filter(
                    state="reported", source_import__isnull=False
                ).values("source_import")
            )
            | Q(pk__in=UnmatchedRow.objects.open().values("source")),
            ("by",),
        ),
        Source(
            CapitalCall,
            of_parks.needs_of_call,
            in_states("called"),
            named=("commitment__fund", "commitment__investor_fund"),
        ),
        Source(
            Member,
            of_parks.needs_of_member,
            in_states("candidate", "listed"),
            ("enterprise", "cultivation_list"),
            named=("enterprise",),
        ),
        Source(
            PlanAction, of_parks.needs_of_action, in_states("open"), named=("member__enterprise",)
        ),
        Source(
            Statement,
            of_money.needs_of_statement,
            in_states(*IN_APPROVAL, "on_notice", "disputed"),
            ("payee", "account"),
            ("objections",),
            "created_at",
            named=tuple(field for field, _from in ApprovalStep.KNOWN.values()),
        ),
        Source(
            Objection,
            of_money.needs_of_objection,
            in_states("received", "admitted"),
            ("statement__payee",),
            born="received_at",
        ),
        Source(
            PolicyVersion,
            of_money.needs_of_version,
            in_states("submitted"),
            ("policy",),
        ),
        Source(
            Agreement,
            of_money.needs_of_agreement,
            in_states("draft", "reviewed", "approved"),
            ("agent", "policy_version"),
        ),
        Source(
            PlanTarget,
            of_plans.needs_of_plan_target,
            Q(indicator=""),
            ("heading__plan", "person"),
            ("readings",),
            "created_at",
        ),
        Source(
            TargetReading,
            of_plans.needs_of_reading,
            in_states("reported"),
            ("target__heading__plan",),
            born="reported_at",
            named=("reported_by",),
        ),
        Source(
            PlanTask,
            of_plans.needs_of_task,
            in_states(*UNFINISHED),
            ("heading__plan", "person"),
            born="created_at",
            named=("done_by",),
            named_by_key=("steps", "dependences__on"),
        ),
        Source(
            PlanUrging,
            of_plans.needs_of_plan_urging,
            in_states("open"),
            ("task__heading__plan", "target__heading__plan"),
            born="at",
            named=("by",),
        ),
        Source(
            DispatchMeeting,
            of_meetings.needs_of_meeting,
            in_states("prepared", "sent", "held"),
            prefetch=("attendances",),
            born="created_at",
            named=("body",),
        ),
        Source(
            ScoreRun,
            of_scores.needs_of_run,
            in_states("preview", "published"),
            ("scheme",),
            (OPEN_CONTESTS,),
            "created_at",
        ),
        Source(
            ScoreEntry,
            of_scores.needs_of_entry,
            in_states("entered"),
            ("run__scheme",),
            born="entered_at",
            named=(*OF_SUBJECT, "line", "rule", "entered_by"),
        ),
        Source(
            ScoreContest,
            of_scores.needs_of_contest,
            in_states("open"),
            ("card__run__scheme",),
            born="at",
            named=(*(f"card__{path}" for path in OF_SUBJECT), "line", "by"),
        ),
        Source(
            CommitteeMember,
            of_scores.needs_of_member,
            Q(voted_at=None),
            ("award_round__kind",),
        ),
        Source(
            AwardRound,
            of_scores.needs_of_round,
            in_states("notice"),
            ("kind",),
            born="created_at",
        ),
    )
}
