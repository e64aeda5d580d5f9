"""Every night: reservations past their day lapse, those about to are told of, and departments are
reminded of reviews that are due.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm.core.models import Parameter
from crm.core.notifications import notify
from crm.core.working_days import add_working_days

from ..entries.apply import reviewers_of
from ..models import Reservation, ReviewOpinion
from .reserve import lapse


def keep():
    """Safe to run twice: what was done tonight is not done again."""
    let_lapse()
    warn_of_the_end()
    remind_of_reviews()


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


def remind_of_reviews():
    """Some working days before the day, and once more when it has passed."""
    today = timezone.localdate()
    soon = add_working_days(today, Parameter.whole("review_reminder_working_days"))
    for opinion in (
        ReviewOpinion.objects.waiting().filter(due_on__lte=soon).select_related("department")
    ):
        when = "late" if opinion.due_on < today else "soon"
        notify(
            reviewers_of(opinion.department),
            "review_due",
            opinion,
            once=f"{when}-{opinion.pk}-{opinion.due_on}",
            day=opinion.due_on.isoformat(),
        )
