"""What the service desk gives to the agendas of dispatch meetings: overdue requests."""

from datetime import datetime, time

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from crm.core.days import day_of
from crm.core.punctuation import phrases
from crm.dispatch.meetings.agenda import AgendaPart, Drawn, Entry, Look, register_agenda_part

from .models import ServiceRequest


def overdue_requests(look: Look) -> Drawn:
    """Requests that were due before the meeting's day, the longest overdue first. Confidential ones
    are left out: those who may read them deal with them, and never in a meeting.
    """
    begins = timezone.make_aware(datetime.combine(look.day, time.min))
    rows = ServiceRequest.objects.open().filter(due_at__lt=begins, is_confidential=False)
    if look.departments:
        rows = rows.filter(departments__overlap=list(look.departments))
    requests = rows.select_related("department", "kind").order_by(F("due_at"), "pk")
    entries = [Entry(request, _facts_of(request, look)) for request in requests[: look.most]]
    return Drawn(entries, max(0, rows.count() - len(entries)))


def _facts_of(request, look) -> dict:
    due_on = day_of(request.due_at)
    return {
        "title": request.title,
        "light": "red",
        "number": request.number,
        "due_on": due_on.isoformat(),
        "days_late": (look.day - due_on).days,
        "department": str(request.department or ""),
    }


def told_of_request(facts: dict) -> str:
    words = {"day": facts["due_on"], "days": facts["days_late"]}
    late = _("due on %(day)s, %(days)d days late") % words
    return phrases([facts["number"], facts["department"], late])


def register():
    register_agenda_part(
        AgendaPart(
            "requests",
            pgettext_lazy("agenda", "Overdue requests of enterprises"),
            overdue_requests,
            told_of_request,
            60,
            is_told_in_brief=False,
        )
    )
