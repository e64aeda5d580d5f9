"""Taking a statement back: to its draft, where the approvals no longer hold, or for good, where its
entries are free again.
"""

from crm.core.transitions import move
from crm.core.writes import as_one

from ..models.statement import APPROVERS


@as_one()
def return_to_draft(statement, *, by, note: str):
    nobody = dict.fromkeys((*APPROVERS, "notice_until"))
    return move(statement, "return", by=by, note=note, **nobody)


def take_back_order(statement, *, by, note: str):
    """Take back an order given by mistake, or for what is not to be paid; the statement can be
    ordered anew, returned or withdrawn.
    """
    return move(statement, "take_back", by=by, note=note, ordered_by=None, ordered_on=None)


@as_one()
def withdraw(statement, *, by, note: str):
    step = move(statement, "withdraw", by=by, note=note)
    statement.lines.update(is_live=False)
    return step
