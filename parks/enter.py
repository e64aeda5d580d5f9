"""A signed project enters a park: it takes a plot, its company is registered, and it becomes a settled enterprise."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.history import save_as
from crm.core.transitions import move
from leads.companies.credit_code import check_credit_code, normalised
from leads.models import Milestone
from leads.pipeline.milestones import record_milestone
from parks.models import Enterprise, Entry, Plot


@transaction.atomic
def enter(
    project, *, plot: Plot, starts_on: date, name: str, credit_code: str, registered_on: date, by, evidence=None, note: str = ""
) -> Enterprise:
    """Place ``project`` on ``plot`` from ``starts_on`` and register its local company.

    Raises NotPermitted for another park's officer, ValidationError for a bad credit code, Refused for an occupied plot.
    """
    if not (by.is_superuser or plot.park.department_id in by.department_ids):
        raise NotPermitted(_("Only the officers of %(park)s place projects there.") % {"park": plot.park})
    code = normalised(credit_code)
    check_credit_code(code)
    if Enterprise.objects.filter(credit_code=code).exists():
        raise Refused(_("An enterprise with this credit code has already settled."))
    record_milestone(project, Milestone.Kind.REGISTERED, registered_on, by=by, note=note)
    move(project, "enter", by=by, note=note, host_department=plot.park.department)
    hold_plot(project, plot, starts_on, by=by)
    enterprise = Enterprise(
        project=project, company=project.company, park=plot.park, name=name, credit_code=code,
        registered_on=registered_on, is_demo=project.is_demo,
    )  # fmt: skip
    save_as(enterprise, by=by, reason=note)
    if evidence:
        attach(project, evidence, by=by, purpose=_("business licence"))
    return enterprise


def hold_plot(project, plot, starts_on, *, by, ends_on=None) -> Entry:
    """Take the plot, or say who holds it. The database decides between two at the same moment."""
    entry = Entry(project=project, plot=plot, starts_on=starts_on, ends_on=ends_on)
    try:
        with transaction.atomic():
            return save_as(entry, by=by)
    except IntegrityError as error:
        if "plot_held_once_at_a_time" not in str(error):
            raise
        raise Refused(
            _("%(plot)s is held by another project at that time. Choose a free plot or a later day.") % {"plot": plot}
        ) from None


@transaction.atomic
def leave(entry, *, ends_on: date, by, note: str = ""):
    """End a project's hold on its plot on ``ends_on``."""
    if ends_on <= entry.starts_on:
        raise Refused(_("The end must be after the beginning."))
    entry.ends_on = ends_on
    save_as(entry, by=by, reason=note)
