"""Every night: reservations past their day lapse, and those about to are told of."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm.core.models import Parameter
from crm.core.notifications import notify

from ..models import Reservation
from .reserve import lapse


def keep():
    """Safe to run twice: what was done tonight is not done again."""
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
    for each in (
        Reservation.objects.holding()
        .filter(expires_on__lte=last)
        .select_related("reserved_by", "lead__owner")
    ):
        notify(
            [each.reserved_by, each.lead.owner],
            "reservation_ends",
            each,
            once=f"ends-{each.pk}-{each.expires_on}",
            day=each.expires_on.isoformat(),
        )
