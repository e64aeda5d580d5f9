"""A payee disputes a statement; the bureau answers within the
working days that it has set itself.
"""

from datetime import date

from django.utils import timezone

from crm.core.models import Parameter
from crm.core.transitions import move
from crm.core.working_days import add_working_days


def dispute(statement, *, by, note: str, dispute_due_on: date | None = None):
    due_on = dispute_due_on or add_working_days(
        timezone.localdate(), Parameter.whole("dispute_answer_working_days")
    )
    return move(statement, "dispute", by=by, note=note, dispute_due_on=due_on)
