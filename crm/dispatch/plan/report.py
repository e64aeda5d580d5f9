"""A department reports where a target of its own stands, with the evidence."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import PlanTarget, TargetReading
from ..models.plan import MANAGES

MAY_REPORT = "dispatch.add_targetreading"


def may_report(target: PlanTarget, user) -> bool:
    """Who is responsible, the people of the department, and the office that manages the plan."""
    if not user.has_perm(MAY_REPORT) or target.is_measured or not target.plan.is_in_force:
        return False
    is_own = target.department_id in user.department_ids or target.person_id == user.pk
    return is_own or user.has_perm(MANAGES)


@as_one()
def report_value(
    target: PlanTarget, *, day: date, value: Decimal, evidence, by, note: str = ""
) -> TargetReading:
    """It counts once another person has verified it.

    Raises NotPermitted; Refused for a measured target, a plan that is not in force, or a day that
    is still to come or lies before the plan.
    """
    rows = PlanTarget.objects.select_related("heading__plan", "department")
    target = rows.get(pk=target.pk)
    if target.is_measured:
        raise Refused(_("This target is measured by the system; nothing is reported for it."))
    if not target.plan.is_in_force:
        raise Refused(_("The plan is not in force."))
    if not may_report(target, by):
        raise NotPermitted(_("You do not report for this target."))
    if not target.plan.starts_on <= day <= timezone.localdate():
        raise Refused(_("Choose a day since the plan began, until today."))
    reading = TargetReading(target=target, day=day, value=value, note=note, reported_by=by)
    reading.full_clean()
    save_as(reading, by=by)
    attach(reading, evidence, by=by, purpose=str(_("evidence")))
    return reading


def reading_sent_back(reading, taken):
    """Whoever reported it hears of it and reports anew."""
    notify([reading.reported_by], "plan_reading_sent_back", reading, by=taken.by)
