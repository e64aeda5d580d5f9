from .agenda import AgendaItem, MeetingDecision
from .body import BodyMember, DispatchBody
from .forecast import Forecast
from .meeting import Attendance, DispatchMeeting
from .own_dashboard import DashboardShare, OwnDashboard
from .plan import Heading, Phase, Plan
from .reading import TargetReading
from .target import PlanTarget, TargetValue
from .task import PlanTask, TaskDependence, TaskStep
from .urging import PlanUrging
from .waiting import STANDS_OVER, Waiting

__all__ = [
    "STANDS_OVER",
    "AgendaItem",
    "Attendance",
    "BodyMember",
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
    "TargetReading",
    "TargetValue",
    "TaskDependence",
    "TaskStep",
    "Waiting",
]
