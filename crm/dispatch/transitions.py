"""What follows from the steps of this app's records."""

from crm.core.transitions import register_sequels, register_use_cases

from .awards import rounds, vote
from .meetings.brief import take_back
from .meetings.minutes import meeting_held
from .meetings.prepare import postpone, send
from .meetings.tell import meeting_cancelled
from .models import (
    AwardCandidate,
    AwardRound,
    DispatchMeeting,
    Plan,
    PlanTask,
    PlanUrging,
    ScoreContest,
    ScoreRun,
    ScoreScheme,
    TargetReading,
)
from .plan.report import reading_sent_back
from .scorecards import publish, schemes
from .scorecards.contest import contest_answered
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
    register_use_cases(ScoreScheme, {"put_in_force": schemes.put_in_force})
    register_use_cases(ScoreRun, {"publish": publish.publish})
    register_sequels(ScoreRun, {"freeze": publish.run_frozen})
    register_sequels(ScoreContest, {"uphold": contest_answered, "reject": contest_answered})
    register_use_cases(AwardRound, {"publish": rounds.publish})
    register_sequels(
        AwardRound,
        {
            "open_vote": rounds.vote_opened,
            "close_vote": vote.vote_closed,
            "award": rounds.round_awarded,
        },
    )
    register_sequels(AwardCandidate, {"award": rounds.candidate_awarded})
