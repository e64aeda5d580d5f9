from .agenda import AgendaItem, MeetingDecision
from .award import AwardKind, AwardRound, CommitteeMember
from .body import BodyMember, DispatchBody
from .candidate import AwardCandidate, AwardVote
from .contest import ScoreContest
from .forecast import Forecast
from .meeting import Attendance, DispatchMeeting
from .own_dashboard import DashboardShare, OwnDashboard
from .plan import Heading, Phase, Plan
from .reading import TargetReading
from .scheme import ScoreScheme
from .scheme_parts import SchemeLine, ScoreRule, ScoreSubject, SubjectGoal
from .score_card import CardLine, ScoreCard
from .score_entry import ScoreEntry
from .score_run import ScoreRun
from .target import PlanTarget, TargetValue
from .task import PlanTask, TaskDependence, TaskStep
from .urging import PlanUrging
from .waiting import STANDS_OVER, Waiting

__all__ = [
    "STANDS_OVER",
    "AgendaItem",
    "Attendance",
    "AwardCandidate",
    "AwardKind",
    "AwardRound",
    "AwardVote",
    "BodyMember",
    "CardLine",
    "CommitteeMember",
    "DashboardShare",
    "DispatchBody",
    "DispatchMeeting",
    "Forecast",
    "Heading",
    "MeetingDecision",
    "OwnDashboard",
    "Phase",
    "Plan",
    "PlanTarget",
    "PlanTask",
    "PlanUrging",
    "SchemeLine",
    "ScoreCard",
    "ScoreContest",
    "ScoreEntry",
    "ScoreRule",
    "ScoreRun",
    "ScoreScheme",
    "ScoreSubject",
    "SubjectGoal",
    "TargetReading",
    "TargetValue",
    "TaskDependence",
    "TaskStep",
    "Waiting",
]
