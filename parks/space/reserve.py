"""A plot is reserved for a lead, extended, released, or lapses; of many at the same moment the
first one has it.
"""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Parameter
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Lead, Project
from leads.models.lead import OPEN
from leads.models.project import BEFORE_ENTRY

from ..models import Plot, Reservation


def usual_end() -> date:
    return timezone.localdate() + timedelta(days=Parameter.whole("reservation_days"))


def last_possible_end() -> date:
    return timezone.localdate() + timedelta(days=Parameter.whole("reservation_most_days"))


@as_one()
def reserve(
    plot: Plot, lead: Lead, *, by, expires_on: date | None = None, purpose: str = ""
) -> Reservation:
    """Keep ``plot`` for ``lead`` up to and including ``expires_on``.

    Raises NotPermitted, and Refused for a plot that is not free, a closed lead, or a day that has
    passed or is too far ahead.
    """
    if not by.has_perm("parks.add_reservation"):
        raise NotPermitted(_("You do not have the right to reserve plots."))
    expires_on = expires_on or usual_end()
    _check_day(expires_on)
    if not is_looking(lead):
        raise Refused(
            _("%(lead)s is closed or has entered a park; nothing is reserved for it.")
            % {"lead": lead}
        )
    return _take(lock(plot), lead, expires_on, purpose, by)


def _take(locked: Plot, lead, expires_on, purpose, by) -> Reservation:
    if not Plot.objects.offered().filter(pk=locked.pk).exists():
        raise Refused(
            _("%(plot)s is not free: %(status)s. Choose another plot.")
            % {"plot": locked, "status": locked.status_in_words()}
        )
    return save_as(
        Reservation(
            plot=locked,
            lead=lead,
            starts_on=timezone.localdate(),
            expires_on=expires_on,
            purpose=purpose,
            reserved_by=by,
        ),
        by=by,
        reason=purpose,
    )


def lock(plot) -> Plot:
    """Hold back everyone else who would take the plot; what lapsed unnoticed on it is closed."""
    locked = Plot.objects.select_for_update().get(pk=plot.pk)
    for reservation in Reservation.objects.filter(
        plot=locked, state=Reservation.State.ACTIVE, expires_on__lt=timezone.localdate()
    ):
        lapse(reservation)
    return locked


def lapse(reservation):
    move(
        reservation,
        "lapse",
        by=system_user(),
        note=_("reserved until %(day)s") % {"day": reservation.expires_on},
        ended_on=reservation.expires_on,
    )


def is_looking(lead) -> bool:
    """Whether the lead, or the project that it becomes (which is made after the step), still looks
    for a place.
    """
    project = Project.objects.filter(lead=lead).first()
    return project.state in BEFORE_ENTRY if project else lead.state in {*OPEN, Lead.State.CONVERTED}


def _check_day(expires_on):
    if expires_on < timezone.localdate():
        raise Refused(_("Choose a day that is still to come."))
    if expires_on > last_possible_end():
        raise Refused(
            _("A plot is reserved for %(days)d days at most, now until %(day)s.")
            % {"days": Parameter.whole("reservation_most_days"), "day": last_possible_end()}
        )


@as_one()
def extend(reservation, *, by, expires_on: date, note: str = ""):
    """Move the last day of a reservation that still holds. Raises Refused for one that has lapsed
    or a day that is not possible.
    """
    _check_day(expires_on)
    lock(reservation.plot)
    return move(reservation, "extend", by=by, note=note, expires_on=expires_on)


@as_one()
def release(reservation, *, by, note: str = ""):
    return move(reservation, "release", by=by, note=note, ended_on=timezone.localdate())


def keep_until(plot, lead, day: date, *, by, why: str):
    """See to it that the plot is reserved for ``lead`` until ``day`` at least: an application rests
    on it. Raises Refused where it is not free.
    """
    locked = lock(plot)
    reservation = Reservation.objects.holding().filter(plot=locked, lead=lead).first()
    if reservation is None:
        return _take(locked, lead, max(day, timezone.localdate()), why, by)
    if reservation.expires_on < day:
        reservation.expires_on = day
        save_as(reservation, by=by, reason=why)
    return reservation


def end_entries_of_terminated(project: Project) -> None:
    """A project that was terminated frees the plots that it entered without an application; where
    there is one, its exit does.
    """
    if project.state != Project.State.TERMINATED:
        return
    today = timezone.localdate()
    held = project.entries.filter(ends_on=None, starts_on__lt=today)
    for entry in held.exclude(plot__in=project.applications.values("plot")):
        entry.ends_on = today
        save_as(entry, by=system_user(), reason=_("the lead or project was closed"))


def release_of_closed(record):
    """A lead or project that was given up frees what was reserved for it; called after each change
    of one.
    """
    lead = record if isinstance(record, Lead) else record.lead
    reservations = Reservation.objects.filter(lead=lead, state=Reservation.State.ACTIVE)
    if (
        reservations.exists()
        and not is_looking(lead)
        and not Project.objects.filter(lead=lead).settled().exists()
    ):
        for reservation in reservations:
            move(
                reservation,
                "lapse",
                by=system_user(),
                note=_("the lead or project was closed"),
                ended_on=timezone.localdate(),
            )
