"""What the steps of this app's records do besides changing the state: their use cases, and what
follows from them.
"""

from crm.core.transitions import register_sequels, register_use_cases

from .contributions.verify import verify
from .cultivation.members import put_on_list
from .entries import apply, leave, supplement
from .models import (
    Contribution,
    EntryApplication,
    Member,
    Reservation,
    Supplement,
)
from .space import reserve


def register():
    register_use_cases(Contribution, {"verify": verify})
    register_use_cases(Member, {"list": put_on_list})
    register_use_cases(EntryApplication, {"agree": apply.agree, "leave": leave.leave_park})
    register_sequels(EntryApplication, {"refuse": apply.closed, "withdraw": apply.closed})
    register_use_cases(Reservation, {"extend": reserve.extend, "release": reserve.release})
    register_use_cases(Supplement, {"propose": supplement.propose, "sign": supplement.sign})
