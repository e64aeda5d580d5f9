"""Public notice: how long a statement stands open to objections before it is paid."""

from datetime import date

from django.utils import timezone

from crm.core.models import Parameter
from crm.core.transitions import move
from crm.core.working_days import add_working_days


def publish(statement, *, by, note: str = "", notice_until: date | None = None):
    """Put a statement on public notice for the working days that the bureau has set."""
    last_day = notice_until or add_working_days(
        timezone.localdate(), Parameter.whole("public_notice_working_days")
    )
    return move(statement, "publish", by=by, note=note, notice_until=last_day)
