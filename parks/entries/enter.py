"""A signed project enters a park: it takes a plot, its company is registered, and it becomes a
settled enterprise.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.models import Parameter
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Milestone
from leads.naming.credit_code import check_credit_code, normalised
from leads.pipeline.milestones import record_milestone

from ..models import Enterprise, Entry, EntryApplication, Plot, Reservation
from ..models.plot import PlotStatus
from ..space.reserve import lock


@as_one()
def enter(
    project,
    *,
    plot: Plot,
    starts_on: date,
    name: str,
    credit_code: str,
    registered_on: date,
    by,
    evidence=None,
    note: str = "",
) -> Enterprise:
    """Place ``project`` on ``plot`` from ``starts_on`` and register its local company.

    Raises NotPermitted for another park's officer, ValidationError for a bad credit code, Refused
    for an occupied or reserved plot and for what ``application_for`` says.
    """
    if plot.park.department_id not in by.department_ids:
        raise NotPermitted(
            _("Only the officers of %(park)s place projects there.") % {"park": plot.park}
        )
    application = application_for(project, plot)
    code = normalised(credit_code)
    check_credit_code(code)
    if Enterprise.objects.filter(credit_code=code).exists():
        raise Refused(_("An enterprise with this credit code has already settled."))
    record_milestone(project, Milestone.Kind.REGISTERED, registered_on, by=by, note=note)
    move(project, "enter", by=by, note=note, host_department=plot.park.department)
    hold_plot(project, plot, starts_on, by=by)
    if application:
        move(application, "hand_over", by=by, note=note, handed_over_on=starts_on)
    enterprise = Enterprise(
        project=project,
        company=project.company,
        park=plot.park,
        name=name,
        credit_code=code,
        registered_on=registered_on,
        is_demo=project.is_demo,
    )
    save_as(enterprise, by=by, reason=note)
    if evidence:
        attach(project, evidence, by=by, purpose=_("business licence"))
    return enterprise


def application_for(project, plot) -> EntryApplication | None:
    """The application that this entry fulfils. Raises Refused where one is needed, not agreed on
    yet, or for another plot.
    """
    application = project.applications.under_way().first()
    if application is None:
        if Parameter.whole("entry_needs_application"):
            raise Refused(
                _(
                    "An entry needs an application with a signed agreement. Apply for the "
                    "entry first."
                )
            )
        last = project.applications.order_by("pk").last()
        if last and last.ends_against_it():
            text = _(
                "%(application)s was refused or withdrawn under an objection. Apply for the "
                "entry again."
            )
            raise Refused(text % {"application": last})
        return None
    if application.state != EntryApplication.State.AGREED:
        raise Refused(
            _("The application %(application)s is “%(state)s”. Conclude or withdraw it first.")
            % {"application": application, "state": application.get_state_display()}
        )
    if application.plot_id != plot.pk:
        raise Refused(
            _("The agreement %(application)s is for %(plot)s.")
            % {"application": application, "plot": application.plot}
        )
    return application


@as_one()
def hold_plot(project, plot, starts_on, *, by, ends_on=None) -> Entry:
    """Take the plot, or say who holds it. A reservation of the project's own is used up by it;
    another one stands in the way.
    """
    locked = lock(plot)
    if locked.status_now() == PlotStatus.CLOSED:
        raise Refused(
            _("%(plot)s was split or merged; choose a plot that followed it.") % {"plot": plot}
        )
    reservation = Reservation.objects.holding().filter(plot=locked).first()
    if reservation and reservation.lead_id != project.lead_id:
        raise Refused(
            _("%(plot)s is reserved for another project until %(day)s. Choose a free plot.")
            % {"plot": plot, "day": reservation.expires_on}
        )
    entry = Entry(project=project, plot=plot, starts_on=starts_on, ends_on=ends_on)
    try:
        with transaction.atomic():
            save_as(entry, by=by)
    except IntegrityError as error:
        if "plot_held_once_at_a_time" not in str(error):
            raise
        raise Refused(
            _(
                "%(plot)s is held by another project at that time. Choose a free plot or a "
                "later day."
            )
            % {"plot": plot}
        ) from None
    use_up_reservations(project, plot, by)
    return entry


def use_up_reservations(project, plot, by):
    """The project has its place: the reservation of that plot is used, those of other plots are
    free again.
    """
    for reservation in Reservation.objects.filter(
        lead=project.lead_id, state=Reservation.State.ACTIVE
    ):
        if reservation.plot_id == plot.pk:
            move(reservation, "use", by=by, ended_on=timezone.localdate())
        else:
            move(
                reservation,
                "lapse",
                by=system_user(),
                note=_("entered on another plot"),
                ended_on=timezone.localdate(),
            )


@as_one()
def leave(entry, *, ends_on: date, by, note: str = ""):
    """End a project's hold on its plot on ``ends_on``."""
    if ends_on <= entry.starts_on:
        raise Refused(_("The end must be after the beginning."))
    entry.ends_on = ends_on
    save_as(entry, by=by, reason=note)
