"""Taking the demonstration away before real work begins."""

from functools import partial

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from commissions.models import (
    Agreement,
    Basis,
    BatchLine,
    ClosedPeriod,
    Determination,
    DocumentBatch,
    DocumentConfirmation,
    IssuedDocument,
    LedgerEntry,
    Objection,
    Payment,
    PaymentBatch,
    Policy,
    PolicyVersion,
    SettlementRun,
    Statement,
    StatementLine,
    Unsettled,
    YearReview,
    YearTarget,
)
from crm.core import demonstration
from crm.core.errors import Refused
from crm.core.indicators.keep import rebuild
from crm.core.models import (
    Attachment,
    Comment,
    Department,
    ExportLog,
    ListRun,
    Move,
    Notification,
    Proposal,
    Reminder,
    Sequence,
    TableImport,
    User,
    Webhook,
)
from crm.core.models.tracked import CHANGED
from crm.core.system_user import USERNAME as PROGRAM
from crm.core.writes import as_one, unheard
from crm.core.writing import bulk
from crm.desk.figures.compact import compact
from crm.desk.models import (
    AssignmentRule,
    Assistance,
    KnowledgeEntry,
    ServiceClock,
    ServiceMessage,
    ServiceRequest,
    Supervision,
)
from crm.dispatch.models import (
    AgendaItem,
    Attendance,
    AwardCandidate,
    AwardKind,
    AwardRound,
    AwardVote,
    BodyMember,
    CardLine,
    CommitteeMember,
    DashboardShare,
    DispatchBody,
    DispatchMeeting,
    Forecast,
    Heading,
    MeetingDecision,
    OwnDashboard,
    Phase,
    Plan,
    PlanTarget,
    PlanTask,
    PlanUrging,
    SchemeLine,
    ScoreCard,
    ScoreContest,
    ScoreEntry,
    ScoreRule,
    ScoreRun,
    ScoreScheme,
    ScoreSubject,
    SubjectGoal,
    TargetReading,
    TargetValue,
    TaskDependence,
    TaskStep,
)
from crm.dispatch.queue.reconcile import check_all
from crm.site.models import (
    District,
    PolicyApplication,
    PolicyFact,
    PolicyKind,
    PolicySubscription,
    PublicContact,
    Qualification,
    Received,
)
from leads.models import (
    AccountChange,
    Acquaintance,
    Activity,
    Agent,
    AgentFacts,
    AgentTarget,
    Answer,
    Assessment,
    Campaign,
    CampaignEvent,
    CampaignMeeting,
    CampaignMember,
    CampaignTarget,
    CapitalFacts,
    Chain,
    ChainFacts,
    Chamber,
    Clock,
    Company,
    CompanyAlias,
    CompanyMerge,
    CompanyNote,
    CompanyRelation,
    Consent,
    Contact,
    Dispute,
    Edge,
    Handover,
    HometownFacts,
    Introduction,
    Invitation,
    Lead,
    Link,
    LinkCompany,
    List500Facts,
    MatchCandidate,
    Membership,
    Message,
    Milestone,
    Native,
    Opinion,
    PayeeAccount,
    Plea,
    Project,
    Referral,
    Registration,
    Tag,
    Tagging,
    TalkEvent,
    TargetEntry,
    TargetList,
    Urging,
    WarningLight,
    WarningRule,
)
from parks.models import (
    Alliance,
    AllianceAction,
    Availability,
    Breach,
    CapitalCall,
    Commitment,
    Contribution,
    CultivationList,
    Enterprise,
    EnterprisePerson,
    Entry,
    EntryApplication,
    ExchangeRate,
    Exit,
    ExpansionFacts,
    Facility,
    Fund,
    Member,
    MilestoneReport,
    Park,
    ParkFacts,
    ParkIndustry,
    PlanAction,
    Plot,
    Reservation,
    ReviewOpinion,
    ScienceProject,
    SpaceNeed,
    Stake,
    Supplement,
    Threshold,
    UnmatchedRow,
)

from . import policies
from .channels import DEMO_SOURCE
from .home import stand_for_none
from .site import close_site

OWN = Q(is_demo=True)
OF_PIPELINE = Q(lead__is_demo=True) | Q(project__is_demo=True)
# What is taken away, in an order in which nothing points at what has gone.
ROWS = [
    (DashboardShare, Q(dashboard__owner__is_demo=True) | Q(person__is_demo=True)),
    (DashboardShare, Q(department__is_demo=True)),
    (OwnDashboard, Q(owner__is_demo=True)),
    (MeetingDecision, Q(meeting__body__is_demo=True)),
    (AgendaItem, Q(meeting__body__is_demo=True)),
    (Attendance, Q(meeting__body__is_demo=True)),
    (DispatchMeeting, Q(body__is_demo=True)),
    (BodyMember, Q(body__is_demo=True)),
    (DispatchBody, OWN),
    (AwardVote, Q(candidate__award_round__is_demo=True)),
    (AwardCandidate, Q(award_round__is_demo=True)),
    (CommitteeMember, Q(award_round__is_demo=True)),
    (AwardRound, OWN),
    (AwardKind, OWN),
    (CardLine, Q(card__run__scheme__is_demo=True, contest__isnull=False)),
    (ScoreContest, Q(card__run__scheme__is_demo=True)),
    (CardLine, Q(card__run__scheme__is_demo=True)),
    (ScoreCard, Q(run__scheme__is_demo=True)),
    (ScoreEntry, Q(run__scheme__is_demo=True)),
    (ScoreRun, Q(scheme__is_demo=True)),
    (SubjectGoal, Q(line__scheme__is_demo=True)),
    (ScoreSubject, Q(scheme__is_demo=True)),
    (ScoreRule, Q(scheme__is_demo=True)),
    (SchemeLine, Q(scheme__is_demo=True)),
    (ScoreScheme, OWN),
    (PlanUrging, Q(task__heading__plan__is_demo=True) | Q(target__heading__plan__is_demo=True)),
    (TaskDependence, Q(task__heading__plan__is_demo=True)),
    (TaskStep, Q(task__heading__plan__is_demo=True)),
    (PlanTask, Q(heading__plan__is_demo=True)),
    (TargetReading, Q(target__heading__plan__is_demo=True)),
    (TargetValue, Q(target__heading__plan__is_demo=True)),
    (PlanTarget, Q(heading__plan__is_demo=True, parent__isnull=False)),
    (PlanTarget, Q(heading__plan__is_demo=True)),
    (Heading, Q(plan__is_demo=True)),
    (Phase, Q(plan__is_demo=True)),
    (Plan, OWN),
    (PolicyApplication, OWN),
    (PolicyFact, Q(company__is_demo=True)),
    (PolicySubscription, OWN | Q(user__is_demo=True) | Q(enterprise__is_demo=True)),
    (Qualification, OWN),
    (PolicyKind, OWN),
    (KnowledgeEntry, OWN),
    (Supervision, Q(request__is_demo=True)),
    (Assistance, Q(request__is_demo=True)),
    (ServiceMessage, Q(request__is_demo=True)),
    (ServiceClock, Q(request__is_demo=True)),
    (ServiceRequest, OWN),
    (AssignmentRule, Q(department__is_demo=True)),
    (DocumentConfirmation, Q(agent__is_demo=True)),
    (DocumentBatch, Q(created_by__is_demo=True)),
    (IssuedDocument, OWN),
    (Payment, Q(statement__is_demo=True)),
    (BatchLine, Q(statement__is_demo=True)),
    (PaymentBatch, Q(created_by__is_demo=True)),
    (Objection, Q(statement__is_demo=True)),
    (ClosedPeriod, Q(closed_by__is_demo=True)),
    (StatementLine, Q(statement__is_demo=True)),
    (Statement, OWN),
    (LedgerEntry, Q(payee__is_demo=True)),
    (Basis, Q(project__is_demo=True)),
    (SettlementRun, Q()),
    (Determination, Q(project__is_demo=True)),
    (PublicContact, OWN),
    (District, OWN),
    (YearReview, Q(agreement__is_demo=True)),
    (YearTarget, Q(agreement__is_demo=True)),
    (Agreement, OWN),
    *(
        (facts, Q(lead__is_demo=True))
        for facts in (
            List500Facts,
            ChainFacts,
            AgentFacts,
            HometownFacts,
            CapitalFacts,
            ExpansionFacts,
            ParkFacts,
        )
    ),
    (UnmatchedRow, Q(source__by__is_demo=True)),
    (Contribution, OWN & Q(supersedes__isnull=False)),
    (Contribution, OWN),
    (ExchangeRate, OWN),
    (PlanAction, Q(member__is_demo=True)),
    (Member, OWN),
    (Threshold, Q(cultivation_list__is_demo=True)),
    (CultivationList, OWN),
    (Exit, OWN),
    (Stake, OWN),
    (CapitalCall, OWN),
    (Commitment, OWN),
    (Fund, OWN & Q(parent__isnull=False)),
    (Fund, OWN),
    (apps.get_model("portal", "EnterpriseInvitation"), Q(enterprise__is_demo=True)),
    (EnterprisePerson, Q(enterprise__is_demo=True)),
    (MilestoneReport, Q(enterprise__is_demo=True)),
    (Enterprise, OWN),
    (Entry, Q(project__is_demo=True)),
    (Supplement, Q(application__project__is_demo=True)),
    (Breach, Q(application__project__is_demo=True)),
    (ReviewOpinion, Q(application__project__is_demo=True)),
    (EntryApplication, Q(project__is_demo=True)),
    (Reservation, Q(lead__is_demo=True)),
    (SpaceNeed, Q(lead__is_demo=True)),
    (AllianceAction, Q(alliance__park__is_demo=True)),
    (Alliance, Q(park__is_demo=True)),
    (Facility, Q(park__is_demo=True)),
    (ScienceProject, Q(park__is_demo=True)),
    (Availability, Q(plot__park__is_demo=True)),
    (Plot, Q(park__is_demo=True)),
    (ParkIndustry, Q(park__is_demo=True)),
    (Park, OWN & Q(parent__isnull=False)),
    (Park, OWN),
    (Milestone, Q(project__is_demo=True)),
    (Referral, Q(project__is_demo=True)),
    (CampaignMeeting, Q(event__campaign__is_demo=True)),
    (CampaignEvent, Q(campaign__is_demo=True)),
    (Activity, OF_PIPELINE | Q(campaigntarget__campaign__is_demo=True)),
    (CampaignTarget, Q(campaign__is_demo=True)),
    (CampaignMember, Q(campaign__is_demo=True)),
    (Campaign, OWN),
    (WarningLight, OF_PIPELINE),
    (Urging, OF_PIPELINE),
    (Handover, OF_PIPELINE),
    (Tagging, OF_PIPELINE | Q(tag__department__is_demo=True)),
    (Tag, Q(department__is_demo=True)),
    (Unsettled, Q(project__is_demo=True)),
    (Answer, Q(opinion__assessment__lead__is_demo=True)),
    (Opinion, Q(assessment__lead__is_demo=True)),
    (Assessment, Q(lead__is_demo=True)),
    (Project, OWN & Q(extends__isnull=False)),
    (Project, OWN),
    (Introduction, OWN),
    (Acquaintance, OWN),
    (CompanyNote, OWN),
    (CompanyRelation, OWN),
    (Invitation, Q(event__is_demo=True)),
    (TalkEvent, OWN),
    (Native, OWN),
    (Chamber, OWN),
    (Message, Q(lead__is_demo=True)),
    (Plea, Q(dispute__lead__is_demo=True)),
    (Dispute, Q(lead__is_demo=True)),
    (Clock, Q(registration__is_demo=True)),
    (Registration, OWN),
    (Lead, OWN),
    (Edge, Q(source__chain__is_demo=True)),
    (LinkCompany, Q(link__chain__is_demo=True)),
    (Link, Q(chain__is_demo=True)),
    (Chain, OWN),
    (TargetEntry, Q(company__is_demo=True)),
    (TargetList, Q(source=DEMO_SOURCE)),
    (MatchCandidate, Q(company__is_demo=True) | Q(other__is_demo=True)),
    (CompanyMerge, Q(kept_id__in=Company.objects.filter(OWN).values("pk"))),
    (CompanyAlias, Q(company__is_demo=True)),
    (Contact, Q(company__is_demo=True)),
    (Company, OWN & Q(parent__isnull=False)),
    (Company, OWN),
    (AgentTarget, Q(agent__is_demo=True)),
    (AccountChange, Q(agent__is_demo=True)),
    (Membership, Q(chamber__is_demo=True) | Q(member__is_demo=True)),
    (apps.get_model("portal", "PortalInvitation"), Q(agent__is_demo=True)),
    (Consent, Q(agent__is_demo=True)),
    (PayeeAccount, Q(agent__is_demo=True)),
    (Agent, OWN),
    (PolicyVersion, Q(policy__code="changde-demo")),
    (Policy, Q(code="changde-demo")),
    (Proposal, Q(proposed_by__is_demo=True)),
    (TableImport, Q(by__is_demo=True)),
    (ListRun, Q(by__is_demo=True)),
    (ExportLog, Q(by__is_demo=True)),
    (
        Webhook,
        Q(department__is_demo=True) | Q(user__is_demo=True),
    ),
    (User, OWN),
    (Department, OWN & Q(parent__isnull=False)),
    (Department, OWN),
]
GUARDS = [
    ("commissions_ledgerentry", "ledger_no_change"),
    ("commissions_basis", "basis_no_change"),
    ("commissions_issueddocument", "document_stays"),
    # One that repeats another is parted from it just before both go with their histories.
    ("desk_servicerequest", CHANGED),
]


@as_one()
@unheard()
def remove_demo() -> int:
    """Delete the demonstration with its history and files; the imported lists stay. Returns the
    number of records.

    The ledger's guard is lifted for this transaction alone, and only where every entry belongs to
    the demonstration. Raises Refused where real entries stand in the ledger, or where real records
    rest on those of the demonstration.
    """
    if LedgerEntry.objects.exclude(payee__is_demo=True).exists():
        raise Refused(
            _(
                "The ledger holds entries of real payees: a ledger is only ever added to, so "
                "the demonstration stays."
            )
        )
    _guards("disable")
    rule_keys = WarningRule.objects.filter(ordered_by__is_demo=True).values_list("pk", flat=True)
    nobody = {"is_automatic": False, "ordered_by": None}
    bulk.update_alike(WarningRule, list(rule_keys), nobody, by=None, reason="示范已移除")
    removed = _remove(Received, Received._base_manager.filter(OWN))  # it names the page it came by
    removed += close_site()
    try:
        for model, condition in ROWS:
            removed += _remove(model, model._base_manager.filter(condition))
            if model is PolicyApplication:
                removed += policies.take_away()
    except ProtectedError as error:
        names = "、".join(sorted({str(record) for record in error.protected_objects})[:5])
        raise Refused(
            _("Records of your own rest on the demonstration: %s. Move or delete them first.")
            % names
        ) from None
    _guards("enable always")
    stand_for_none()
    _let_the_program_go()
    compact()
    _start_numbers_anew()
    check_all()
    rebuild()
    Forecast.objects.all().delete()
    transaction.on_commit(demonstration.ask_anew)
    return removed


def _let_the_program_go():
    """The program's own user acted in the demonstration too; it stays if it did anything real."""
    for program in User.objects.filter(username=PROGRAM):
        try:
            with transaction.atomic():
                program.delete()
        except ProtectedError:
            return
        User.history.filter(username=PROGRAM).delete()


def _guards(action: str):
    with connection.cursor() as cursor:
        # a table with checks still to come can not be altered
        cursor.execute("set constraints all immediate")
        for table, trigger in GUARDS:
            cursor.execute(f"alter table {table} {action} trigger {trigger}")
        cursor.execute("set constraints all deferred")  # a row and its history are two statements


def _remove(model, rows) -> int:
    ids = list(rows.values_list("pk", flat=True))
    kind = ContentType.objects.get_for_model(model)
    about = {"content_type": kind, "object_id__in": ids}
    _delete_files(rows if model is IssuedDocument else Attachment.objects.filter(**about))
    for job in rows if model is TableImport else ():
        for file in filter(None, (job.source, job.plan)):
            transaction.on_commit(partial(file.storage.delete, file.name))
    for related_model in (Attachment, Move, Comment, Reminder, Notification):
        related_model._base_manager.filter(**about).delete()
    model._base_manager.filter(pk__in=ids).delete()
    if hasattr(model, "history"):
        model.history.filter(**{f"{model._meta.pk.attname}__in": ids}).delete()
    return len(ids)


def _delete_files(records):
    for record in records:
        if record.file:
            transaction.on_commit(partial(record.file.storage.delete, record.file.name))


def _start_numbers_anew():
    """Numbers begin at 1 again where nothing real has been numbered."""
    if not any(
        model._base_manager.exists()
        for model in (
            Lead,
            Registration,
            Project,
            Statement,
            Agreement,
            IssuedDocument,
            EntryApplication,
            ServiceRequest,
        )
    ):
        Sequence.objects.all().delete()
