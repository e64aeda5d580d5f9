"""Every night: reservations past their last day lapse; people are told of those about to lapse."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm.core.models import Parameter
from crm.core.notifications import notify

from ..models import Reservation
from .reserve import lapse


def lapse_and_warn():
    """Safe to run twice in a night: nobody is told twice."""
    let_lapse()
    warn_of_the_end()


def let_lapse():
    past = Reservation.objects.filter(
        state=Reservation.State.ACTIVE, expires_on__lt=timezone.localdate()
    )
    for pk in list(past.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            reservation = (
                past.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            )
            if reservation:
                lapse(reservation)
                notify(
                    [reservation.reserved_by, reservation.lead.owner],
                    "reservation_lapsed",
                    reservation,
                    once=f"lapsed-{pk}",
                    day=reservation.expires_on.isoformat(),
                )


def warn_of_the_end():
    last = timezone.localdate() + timedelta(days=Parameter.whole("reservation_warning_days"))
    for reservation in (
        Reservation.objects.holding()
        .filter(expires_on__lte=last)
        .select_related("reserved_by", "lead__owner")
    ):
        notify(
            [reservation.reserved_by, reservation.lead.owner],
            "reservation_ends",
            reservation,
            once=f"ends-{reservation.pk}-{reservation.expires_on}",
            day=reservation.expires_on.isoformat(),
        )
