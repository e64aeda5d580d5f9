"""What follows from the steps of this app's records."""

from crm.core.transitions import register_sequels, register_use_cases

from .meetings.brief import take_back
from .meetings.minutes import meeting_held
from .meetings.prepare import postpone, send
from .meetings.tell import meeting_cancelled
from .models import DispatchMeeting, Plan, PlanTask, PlanUrging, TargetReading
from .plan.report import reading_sent_back
from .worklist.give import tell_of_tasks
from .worklist.steps import task_sent_back
from .worklist.urge import urging_answered


def register():
    register_sequels(Plan, {"put_in_force": tell_of_tasks})
    register_sequels(TargetReading, {"send_back": reading_sent_back})
    register_sequels(PlanTask, {"send_back": task_sent_back})
    register_sequels(PlanUrging, {"answer": urging_answered})
    register_use_cases(
        DispatchMeeting, {"send": send, "postpone": postpone, "take_back": take_back}
    )
    register_sequels(DispatchMeeting, {"hold": meeting_held, "cancel": meeting_cancelled})
