"""The demonstration: deals in every stage, statements in every state, a ledger that verifies, and
nothing left after removal.
"""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict

from commissions.models import Agreement, IssuedDocument, LedgerEntry, Statement, YearReview
from crm.core.database.owner import as_owner
from crm.core.errors import Refused
from crm.core.models import Comment, Department, Move, Notification, User
from crm.core.notifications.inbox import unread_count
from crm.demo.removal import remove_demo
from crm.desk.models import (
    AssignmentRule,
    Assistance,
    KnowledgeEntry,
    ServiceKind,
    ServiceMessage,
    ServiceRequest,
    Supervision,
    Tally,
)
from crm.dispatch.models import (
    AwardCandidate,
    AwardRound,
    CardLine,
    Plan,
    PlanTarget,
    PlanTask,
    ScoreCard,
    ScoreContest,
    ScoreEntry,
    ScoreRun,
    TargetReading,
)
from crm.dispatch.plan.board import Board
from crm.dispatch.queue.read import Urgency, counts_of
from leads.channels.report import REPORTS
from leads.models import (
    Activity,
    Agent,
    Assessment,
    Campaign,
    CampaignEvent,
    CampaignTarget,
    Chain,
    Chamber,
    Channel,
    Company,
    CompanyMerge,
    Lead,
    List500Facts,
    MatchCandidate,
    Native,
    Opinion,
    Project,
    Tag,
    TalkEvent,
    TargetEntry,
    Urging,
    WarningLight,
)
from parks.capital.reinvestment import reinvestment_of
from parks.models import (
    Alliance,
    AllianceAction,
    Breach,
    CapitalCall,
    Contribution,
    CultivationList,
    EntryApplication,
    Exit,
    Facility,
    Fund,
    Member,
    ParkIndustry,
    PlanAction,
    Plot,
    Reservation,
    ReviewOpinion,
    ScienceProject,
    Stake,
    Supplement,
    UnmatchedRow,
)
from tests.leads.channels.test_sums import queries_of, wrong_sums


@pytest.fixture
def demo(in_the_demonstration):
    pass


def test_every_stage_and_every_state_is_there(demo):
    assert set(Lead.objects.values_list("state", flat=True)) == set(Lead.State.values)
    assert set(Project.objects.values_list("state", flat=True)) == set(Project.State.values)
    assert set(Statement.objects.values_list("state", flat=True)) == set(Statement.State.values) - {
        "committee_approved"
    }, "no amount is that large"
    assert set(Contribution.objects.values_list("state", flat=True)) == set(
        Contribution.State.values
    )
    assert TargetEntry.objects.count() == 1006, (
        "the two real lists, and six places on a made-up one"
    )
    assert set(Assessment.objects.values_list("state", flat=True)) == {"open", "finished"}
    assert Opinion.objects.overdue().exists()
    assert (Chain.objects.count(), set(Lead.objects.values_list("channel", flat=True))) == (
        6,
        set(Channel.values),
    )
    assert len({date.year for date in Contribution.objects.dates("happened_on", "year")}) >= 3
    the_reports_add_up()
    call_command("verify_ledger", verbosity=0)
    call_command("verify_documents", verbosity=0)
    assert set(IssuedDocument.objects.values_list("kind", flat=True)) == set(
        IssuedDocument.Kind.values
    )
    offer = IssuedDocument.objects.get(kind="offer")
    assert offer.subject.project.state == "signed", "there is still something to offer"
    assert any("设备投资" in each["title"] and each["amount"] for each in offer.facts["policies"])
    assert set(IssuedDocument.objects.values_list("state", flat=True)) == {
        "issued",
        "replaced",
        "withdrawn",
    }
    assert (YearReview.objects.count(), Agreement.objects.exclude(renews=None).count()) == (1, 1)
    assert MatchCandidate.objects.filter(
        company__is_demo=True, kind="same", verdict="open"
    ).exists()
    assert CompanyMerge.objects.get().rows.filter(act="moved").exists()
    assert set(UnmatchedRow.objects.values_list("state", flat=True)) == {
        "open",
        "completed",
        "dismissed",
    }
    assert Contribution.objects.filter(is_refund=True).exists()
    assert (
        Fund.objects.count(),
        set(CapitalCall.objects.values_list("state", flat=True)),
        Exit.objects.count(),
    ) == (3, {"called", "paid"}, 1)
    assert all(
        reinvestment_of(fund).reached > 0 for fund in Fund.objects.filter(parent__isnull=False)
    )
    assert (
        CultivationList.objects.count(),
        set(Member.objects.values_list("state", flat=True)),
    ) == (3, {"candidate", "listed"})
    assert Counter(Company.objects.values_list("is_demo", flat=True))[True] > 40
    the_campaigns_differ()
    the_parks_are_furnished()
    the_desk_is_at_work()
    the_plan_is_under_way()
    assessment_is_alive()


def assessment_is_alive():
    """A quarter is frozen with a card that was corrected, the next runs; an award is made, with
    its certificate, and another one voted on.
    """
    states = Counter(ScoreRun.objects.values_list("scheme__kind", "state"))
    assert states["park", "frozen"] == states["officer", "frozen"] == states["agent", "frozen"] == 1
    assert states["park", "preview"] == states["department", "preview"] == 1
    corrected = CardLine.objects.exclude(supersedes=None).get()
    assert corrected.contest.state == "upheld"
    assert corrected.points != corrected.supersedes.points
    assert ScoreContest.objects.filter(state="rejected").count() == 1
    assert ScoreEntry.objects.filter(state="entered").count() == 1
    grades = set(ScoreCard.objects.values_list("grade", flat=True))
    assert len(grades) >= 3
    assert Counter(AwardRound.objects.values_list("state", flat=True)) == {
        "awarded": 1,
        "voting": 1,
    }
    winner = AwardCandidate.objects.get(state="awarded")
    assert IssuedDocument.objects.of(winner).issued().count() == 1


def the_desk_is_at_work():
    """Requests in every state that has its way, on paths of all kinds."""
    requests = ServiceRequest.objects.all()
    assert 25 <= requests.count() <= 50  # applications for policies are among them
    assert {"assigned", "in_progress", "answered", "closed", "withdrawn", "transferred"} <= set(
        requests.values_list("state", flat=True)
    )
    assert set(requests.values_list("channel", flat=True)) == {
        "hotline",
        "mail",
        "form",
        "portal",
        "visit",
        "policy",
    }
    assert requests.filter(times_reopened=1, satisfaction="satisfied").exists()
    assert requests.overdue().exists() and requests.filter(repeat_of__isnull=False).exists()
    assert set(Assistance.objects.values_list("state", flat=True)) == {"asked", "given"}
    assert set(KnowledgeEntry.objects.values_list("state", flat=True)) == {"submitted", "published"}
    assert Supervision.objects.open().count() == 1


def the_plan_is_under_way():
    """All targets and tasks of the plan's text, measured and reported, in lights that differ."""
    plan = Plan.objects.get(state="in_force")
    board = Board(plan)
    assert len(board.targets) >= 36
    assert sum(target.is_measured for target in board.targets) >= 6
    assert set(board.lights) >= {"green", "yellow", "red"}
    tasks = PlanTask.objects.of_plan(plan)
    assert tasks.count() >= 60
    assert set(tasks.values_list("state", flat=True)) == set(PlanTask.State.values)
    assert TargetReading.objects.filter(state="reported").exists()
    assert tasks.exclude(delegated_from=None).exists()
    assert PlanTarget.objects.exclude(parent=None).count() == 3


def the_campaigns_differ():
    """One is over, one at work, one being prepared; of real companies nothing is told."""
    assert Counter(Campaign.objects.values_list("state", flat=True)) == {
        "closed": 1,
        "running": 1,
        "draft": 1,
    }
    running = Campaign.objects.get(state="running").targets
    assert {"untouched", "met", "interested", "not_now", "declined", "lead"} <= set(
        running.values_list("state", flat=True)
    )
    real = CampaignTarget.objects.filter(company__is_demo=False)
    assert set(real.values_list("state", flat=True)) == {"untouched"}
    assert not Activity.objects.filter(campaigntarget__in=real).exists()
    assert CampaignEvent.objects.filter(state="held", cost__gt=0).count() == 2


def the_reports_add_up():
    """For the leader as for an officer; and what the event says that it brought is what the report
    counts for it.
    """
    for who in ("demo_leader", "demo_officer"):
        user = User.objects.get(username=who)
        for build in list(REPORTS.values()):
            for query in queries_of(build(user, QueryDict(""))):
                assert wrong_sums(build(user, QueryDict(query))) == []
    held = TalkEvent.objects.get(state="held")
    rows = REPORTS["hometown"](User.objects.get(username="demo_leader"), QueryDict("by=event")).rows
    assert held.outcome.endswith("收集线索 2 条")
    assert [row.cells[7] for row in rows if row.cells[0] == str(held)] == [2]


def the_parks_are_furnished():
    assert {each.status for each in Plot.objects.with_status()} == set(Plot.Status.values)
    assert {(plot.kind, bool(plot.boundary)) for plot in Plot.objects.all()} == {
        ("land", True),
        ("plant", True),
    }
    assert {"active", "used", "lapsed", "released"} == set(
        Reservation.objects.values_list("state", flat=True)
    ) | {"lapsed"}
    assert {"in_review", "handed_over", "left"} == set(
        EntryApplication.objects.values_list("state", flat=True)
    )
    assert ReviewOpinion.objects.overdue().count() == 1
    assert set(Breach.objects.values_list("state", flat=True)) == {"open", "upheld"}
    assert Supplement.objects.get().state == "signed"
    assert (
        set(Alliance.objects.values_list("state", flat=True)),
        AllianceAction.objects.count(),
    ) == ({"concluded", "prepared"}, 3)
    assert (Facility.objects.count(), ScienceProject.objects.count()) == (5, 3)
    assert ParkIndustry.objects.exclude(over_reason="").exists()


def test_the_working_day_is_there(demo):
    officer = User.objects.get(username="demo_officer")
    due = dict.fromkeys(Urgency, 0)
    for (urgency, _decides), count in counts_of(officer).items():
        due[urgency] += count
    assert min(due[each] for each in (Urgency.OVERDUE, Urgency.TODAY, Urgency.WEEK)) >= 1
    assert due[Urgency.OVERDUE] < 20
    assert set(WarningLight.objects.values_list("grade", flat=True)) == {1, 2, 3}
    assert set(Urging.objects.values_list("state", flat=True)) == {"open", "answered"}
    assert unread_count(officer) >= 3


def test_the_demonstration_goes_without_a_trace_and_the_lists_stay(demo):
    guards = guard_states()
    listed = Company.objects.filter(is_demo=False).count()
    with as_owner():
        remove_demo()
    assert (
        LedgerEntry.objects.count(),
        Move.objects.count(),
        User.objects.count(),
        Department.objects.count(),
        Lead.history.count(),
    ) == (0, 0, 0, 0, 0)
    assert (
        WarningLight.objects.count(),
        Urging.objects.count(),
        Comment.objects.count(),
        Notification.objects.count(),
        Tag.history.count(),
    ) == (0, 0, 0, 0, 0)
    assert (TargetEntry.objects.count(), Company.objects.count()) == (1000, listed)
    assert (CompanyMerge.objects.count(), CompanyMerge.history.count()) == (0, 0)
    assert (
        IssuedDocument.objects.count(),
        IssuedDocument.history.count(),
        YearReview.history.count(),
    ) == (0, 0, 0)
    assert [
        model.objects.count() for model in (Chain, Chamber, Native, TalkEvent, Assessment, Opinion)
    ] == [0] * 6
    assert [model.history.count() for model in (Chain, Native, Assessment, List500Facts)] == [0] * 4
    of_parks = (
        Plot,
        Reservation,
        EntryApplication,
        ReviewOpinion,
        Supplement,
        Breach,
        Alliance,
        AllianceAction,
        Facility,
        ScienceProject,
        ParkIndustry,
    )
    assert [model.objects.count() + model.history.count() for model in of_parks] == [0] * len(
        of_parks
    )
    assert [
        model.objects.count() for model in (UnmatchedRow, Fund, Stake, CultivationList, Member)
    ] == [0] * 5
    assert [
        model.history.count()
        for model in (Contribution, UnmatchedRow, Fund, Stake, CultivationList, Member, PlanAction)
    ] == [0] * 7
    of_the_desk = (ServiceRequest, ServiceMessage, KnowledgeEntry, AssignmentRule)
    assert [model.history.count() for model in of_the_desk] == [0] * 4
    assert Tally.objects.count() == 0 and ServiceKind.objects.exists()
    assert guard_states() == guards == {"A"}, "the ledger is guarded again"


def guard_states():
    """How PostgreSQL enforces the ledger's triggers: A is always."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgenabled from pg_trigger where tgrelid = "
            "'commissions_ledgerentry'::regclass and tgname like 'ledger_%'"
        )
        return {state for (state,) in cursor.fetchall()}


def test_it_stays_where_real_records_rest_on_it(demo):
    company = Company.objects.filter(is_demo=True).first()
    Lead.objects.create(
        number="XS-1",
        title="真实线索",
        company=company,
        channel="chain",
        department=Department.objects.first(),
        received_at="2026-01-01T00:00+08:00",
    )
    with pytest.raises(Refused, match="XS-1"), as_owner():
        remove_demo()
    assert Agent.objects.filter(is_demo=True).exists()
