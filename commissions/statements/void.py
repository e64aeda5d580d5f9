"""Taking a statement back: to its draft, where the approvals no longer hold, or for good, where its entries are free again."""

from django.db import transaction

from commissions.models.statement import APPROVERS
from crm.core.transitions import move


@transaction.atomic
def return_to_draft(statement, *, by, note: str):
    nobody = dict.fromkeys((*APPROVERS, "notice_until"))
    return move(statement, "return", by=by, note=note, **nobody)


@transaction.atomic
def withdraw(statement, *, by, note: str):
    taken = move(statement, "withdraw", by=by, note=note)
    statement.lines.update(is_live=False)
    return taken
