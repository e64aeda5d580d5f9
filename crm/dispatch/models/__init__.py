from .forecast import Forecast
from .own_dashboard import DashboardShare, OwnDashboard
from .agenda import AgendaItem, MeetingDecision
from .body import BodyMember, DispatchBody
from .meeting import Attendance, DispatchMeeting
from .plan import Heading, Phase, Plan
from .reading import TargetReading
from .target import PlanTarget, TargetValue
from .task import PlanTask, TaskDependence, TaskStep
from .urging import PlanUrging
from .waiting import STANDS_OVER, Waiting

__all__ = [
    "STANDS_OVER",
    "DashboardShare",
    "Forecast",
    "Heading",
    "OwnDashboard",
    "AgendaItem",
    "Attendance",
    "BodyMember",
    "DispatchBody",
    "DispatchMeeting",
    "Heading",
    "MeetingDecision",
    "Phase",
    "Plan",
    "PlanTarget",
    "PlanTask",
    "PlanUrging",
    "TargetReading",
    "TargetValue",
    "TaskDependence",
    "TaskStep",
    "Waiting",
]
