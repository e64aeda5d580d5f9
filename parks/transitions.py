"""What the steps of this app's records do besides changing the state: their use cases, and what
follows from them.
"""

from crm.core.transitions import register_sequels, register_use_cases

from .contributions.declare import tell_judged
from .contributions.verify import verify, vouch
from .cultivation.members import put_on_list
from .entries import apply, leave, milestone_reports, supplement
from .models import (
    Contribution,
    EntryApplication,
    Member,
    MilestoneReport,
    Reservation,
    Supplement,
)
from .space import reserve


def register():
    register_use_cases(Contribution, {"verify": verify, "vouch": vouch})
    register_sequels(Contribution, dict.fromkeys(("vouch", "turn_down"), tell_judged))
    register_use_cases(MilestoneReport, {"accept": milestone_reports.accept})
    register_sequels(
        MilestoneReport, dict.fromkeys(("accept", "refuse"), milestone_reports.tell_judged)
    )
    register_use_cases(Member, {"list": put_on_list})
    register_use_cases(EntryApplication, {"agree": apply.agree, "leave": leave.leave_park})
    register_sequels(EntryApplication, {"refuse": apply.closed, "withdraw": apply.closed})
    register_use_cases(Reservation, {"extend": reserve.extend, "release": reserve.release})
    register_use_cases(Supplement, {"propose": supplement.propose, "sign": supplement.sign})
