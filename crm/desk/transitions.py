"""What the steps of this app's records do besides changing the state."""

from crm.core.transitions import register_sequels, register_use_cases

from .knowledge.write import submitted
from .models import Assistance, KnowledgeEntry, ServiceRequest, Supervision
from .requests import follow, settle


def register():
    register_use_cases(
        ServiceRequest,
        {
            "answer": settle.answer,
            "decide": settle.decide,
            "confirm": settle.confirm,
            "reopen": settle.reopen,
            "withdraw": settle.withdraw,
            "merge": settle.merge,
            "transfer": settle.transfer,
        },
    )
    register_sequels(
        ServiceRequest,
        {
            "assign": follow.assigned,
            "pass_on": follow.assigned,
            "take_up": follow.taken_up,
            "close": follow.settled,
        },
    )
    register_sequels(Assistance, dict.fromkeys(("contribute", "release"), follow.help_changed))
    register_sequels(Supervision, {"answer": follow.supervision_answered})
    register_sequels(KnowledgeEntry, {"submit": submitted})
