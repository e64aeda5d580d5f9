"""Which records have to be looked at again when one is written: its own, and those that stand on
it.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import partial

from django.db.models.signals import m2m_changed, post_save

from commissions.models import (
    Agreement,
    DocumentConfirmation,
    IssuedDocument,
    Objection,
    PolicyVersion,
    Statement,
)
from crm.core.background.send import send
from crm.core.models import Attachment, Move, Parameter, Reminder, TableImport, User
from crm.core.writes import Follower, follow_writes
from leads.models import (
    AccountChange,
    Activity,
    Agent,
    Answer,
    Assessment,
    Campaign,
    CampaignMember,
    CampaignTarget,
    Clock,
    Dispute,
    Lead,
    Message,
    Milestone,
    Opinion,
    PayeeAccount,
    Plea,
    Project,
    Registration,
)
from parks.models import (
    Breach,
    Contribution,
    EntryApplication,
    ReviewOpinion,
    Supplement,
    UnmatchedRow,
)

from ..models import (
    Attendance,
    AwardRound,
    CommitteeMember,
    DispatchMeeting,
    Plan,
    PlanTarget,
    PlanTask,
    PlanUrging,
    ScoreContest,
    ScoreRun,
    TargetReading,
    Waiting,
)
from .reconcile import reconcile
from .sources import FACTS, SOURCES
from .tasks import check_queue

Concerned = dict[type, set[int]]


def of(*names: str) -> Callable:
    """The keys that the written rows themselves name in these fields."""

    def find(model, written, keys):
        rows = written._base_manager.filter(pk__any_of=keys)
        return {key for row in rows.values_list(*names) for key in row if key is not None}

    return find


def by(path: str) -> Callable:
    """The live records of a source that lead to the written rows by ``path``."""

    def find(model, written, keys):
        rows = model._base_manager.filter(SOURCES[model].live, **{f"{path}__pk__any_of": keys})
        return set(rows.values_list("pk", flat=True))

    return find


# What is written → [(the source that stands on it, how its records are found)].
STANDS_ON: dict[type, list[tuple[type, Callable]]] = {
    Lead: [
        (Assessment, by("lead")),
        (Opinion, by("assessment__lead")),
        (Registration, by("lead")),
        (Clock, by("registration__lead")),
        (Activity, by("lead")),
        (Dispute, by("lead")),
    ],
    Project: [
        (Lead, of("lead")),
        (Activity, by("project")),
        (EntryApplication, by("project")),
        (Supplement, by("application__project")),
    ],
    Milestone: [(Project, of("project"))],
    Activity: [(Lead, of("lead")), (Lead, of("campaigntarget__lead"))],
    Campaign: [(CampaignTarget, by("campaign")), (Activity, by("campaigntarget__campaign"))],
    CampaignMember: [(Campaign, of("campaign"))],
    CampaignTarget: [
        (Campaign, of("campaign")),
        (Lead, of("lead")),
        (Activity, by("campaigntarget")),
    ],
    Message: [(Lead, of("lead"))],
    Assessment: [(Lead, by("company__leads__assessments")), (Opinion, by("assessment"))],
    Opinion: [(Assessment, of("assessment"))],
    Answer: [(Assessment, of("opinion__assessment"))],
    Registration: [(Clock, by("registration")), (Lead, of("lead"))],
    Clock: [(Registration, of("registration")), (Lead, of("registration__lead"))],
    Plea: [(Dispute, of("dispute"))],
    Agent: [(Statement, by("payee")), (Agreement, by("agent")), (AccountChange, by("agent"))],
    PayeeAccount: [(Statement, by("account")), (Agreement, by("agent__accounts"))],
    EntryApplication: [
        (ReviewOpinion, by("application")),
        (Supplement, by("application")),
        (Breach, by("application")),
    ],
    ReviewOpinion: [(EntryApplication, of("application"))],
    Contribution: [(TableImport, of("source_import"))],
    UnmatchedRow: [(TableImport, of("source"))],
    Statement: [(Objection, by("statement"))],
    Objection: [(Statement, of("statement"))],
    PolicyVersion: [
        (Agreement, by("policy_version")),
        (Statement, by("lines__entry__policy_version")),
    ],
    Plan: [
        (PlanTarget, by("heading__plan")),
        (PlanTask, by("heading__plan")),
        (TargetReading, by("target__heading__plan")),
        (PlanUrging, by("task__heading__plan")),
        (PlanUrging, by("target__heading__plan")),
    ],
    PlanTarget: [(PlanUrging, by("target"))],
    PlanTask: [(PlanUrging, by("task"))],
    TargetReading: [(PlanTarget, of("target"))],
    Attendance: [(DispatchMeeting, of("meeting"))],
    ScoreContest: [(ScoreRun, of("card__run"))],
    AwardRound: [(CommitteeMember, by("award_round"))],
    DocumentConfirmation: [],
    **{Lead._meta.get_field(f"{name}facts").related_model: [(Lead, of("lead"))] for name in FACTS},
}
# Rows that name any record of any kind.
NAMES_A_RECORD = (Move, Attachment, IssuedDocument)


def concerned_by(model: type, keys: list[int]) -> Concerned:
    concerned: Concerned = defaultdict(set)
    if model in SOURCES:
        concerned[model].update(keys)
    for source, find in STANDS_ON.get(model, ()):
        concerned[source] |= find(source, model, keys)
    if model in NAMES_A_RECORD:
        _named(model._base_manager.filter(pk__any_of=keys), concerned)
    if model is DocumentConfirmation:
        documents = model._base_manager.filter(pk__any_of=keys).values("document")
        _named(IssuedDocument._base_manager.filter(pk__in=documents), concerned)
    return concerned


def _named(rows, concerned: Concerned):
    for row in rows.select_related("content_type"):
        source = row.content_type.model_class()
        if source in SOURCES:
            concerned[source].add(row.object_id)
        if source is Lead and isinstance(row, Move):
            concerned[Dispute] |= by("lead")(Dispute, Lead, [row.object_id])


def joined(answers: list[Concerned]) -> Concerned:
    concerned: Concerned = defaultdict(set)
    for answer in answers:
        for model, keys in answer.items():
            concerned[model] |= keys
    return concerned


def look_again(found: Concerned) -> None:
    for model, keys in found.items():
        if keys:
            reconcile(model, keys)


def _check_later(_found) -> None:
    """A parameter may concern any record, so the worker looks at all of them."""
    send(check_queue)


def follow_all() -> None:
    for model in {*SOURCES, *STANDS_ON, *NAMES_A_RECORD}:
        follow_writes(model, Follower(partial(concerned_by, model), look_again, joined))
    follow_writes(Parameter, Follower(list, _check_later))
    for model in (Lead, Project):
        follow_writes(model, Follower(partial(_reminders_of, model), look_again, joined))
    post_save.connect(_person_saved, sender=User, dispatch_uid="dispatch.person_saved")
    roles = User.groups.through
    m2m_changed.connect(_roles_changed, sender=roles, dispatch_uid="dispatch.roles_changed")


def _person_saved(sender, instance, created, update_fields=None, **_signal):
    """Whoever has left is asked no longer. A log-in stores its time, and changes nothing here."""
    if not created and update_fields != frozenset({"last_login"}):
        look_again(_waiting_for(instance))


def _roles_changed(sender, instance, action, reverse, **_signal):
    """Whoever lost a role is asked no longer."""
    if action.startswith("post_") and not reverse:
        look_again(_waiting_for(instance))


def _waiting_for(person: User) -> Concerned:
    concerned: Concerned = defaultdict(set)
    for row in Waiting.objects.filter(person=person).select_related("content_type"):
        concerned[row.content_type.model_class()].add(row.object_id)
    return concerned


def _reminders_of(model: type, keys: list[int]) -> Concerned:
    rows = Reminder.objects.open().filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_id__any_of=keys,
    )
    return {Reminder: set(rows.values_list("pk", flat=True))}
