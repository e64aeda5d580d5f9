"""Other departments are asked to help; someone in charge asks for more speed."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..clocks.round import colleagues
from ..models import Assistance, ServiceRequest, Supervision
from .derive import keep_departments

WORK = "desk.work_servicerequest"


@as_one()
def ask_for_help(request: ServiceRequest, *, department, task: str, due_on: date, by) -> Assistance:
    """Let ``department`` give its part until a day; the request is answered when all have."""
    if not by.has_perm(WORK) or request.not_in_the_lead(by):
        raise NotPermitted(_("The department in the lead asks others to help."))
    if request.state not in (request.State.ASSIGNED, request.State.IN_PROGRESS):
        raise Refused(_("Others are asked to help while the request is being handled."))
    if request.is_confidential:
        raise Refused(_("A confidential request is handled by its department alone."))
    if department.pk == request.department_id:
        raise Refused(_("This department leads the request already."))
    _refuse_past(due_on)
    assistance = Assistance(
        request=request, department=department, task=task, due_on=due_on, asked_by=by
    )
    assistance.full_clean()
    save_as(assistance, by=by)
    keep_departments(request)
    notify(colleagues(department, WORK), "assistance_asked", request, by=by, day=due_on.isoformat())
    return assistance


@as_one()
def supervise(request: ServiceRequest, *, text: str, due_on: date, by) -> Supervision:
    """Ask who handles the request to act until a day. Raises Refused where nobody does yet."""
    if not by.has_perm("desk.add_supervision"):
        raise NotPermitted(_("You do not have the right to supervise."))
    if not request.is_open:
        raise Refused(_("The request is answered already."))
    if request.person_id is None:
        raise Refused(_("Nobody handles it yet; assign it to a person first."))
    _refuse_past(due_on)
    supervision = Supervision(
        number=Supervision.NUMBERS.take(),
        request=request,
        to=request.person,
        text=text,
        due_on=due_on,
        by=by,
    )
    supervision.full_clean(exclude=["number"])
    save_as(supervision, by=by)
    notify([request.person], "request_supervised", request, by=by, day=due_on.isoformat())
    return supervision


def _refuse_past(day: date):
    if day < timezone.localdate():
        raise Refused(_("The day lies in the past."))
