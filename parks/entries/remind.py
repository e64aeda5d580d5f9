"""Every night: departments are reminded of reviews that are due."""

from django.utils import timezone

from crm.core.models import Parameter
from crm.core.notifications import notify
from crm.core.working_days import add_working_days

from ..models import ReviewOpinion
from .apply import reviewers_of


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
