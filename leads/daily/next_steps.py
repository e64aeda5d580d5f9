"""What officers do next: recorded with an activity, told in the morning, ticked off when done."""

from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, WrongState
from crm.core.followups import changed
from crm.core.models import User
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Activity
from ..protection.extend import extend_by


@as_one()
def record_activity(*, by, **facts) -> Activity:
    """Write down what happened; the next step is one's own unless another person is named."""
    activity = Activity(by=by, **facts)
    if activity.next_on and not activity.next_by:
        activity.next_by = by
    activity.full_clean()
    save_as(activity, by=by)
    extend_by(activity, by=by)
    changed(activity.record)
    return activity


@as_one()
def finish_next_step(activity, *, by):
    """Tick the next step off. Raises WrongState where there is none open, NotPermitted for another
    person's.
    """
    activity = Activity.objects.select_for_update(of=["self"]).get(pk=activity.pk)
    if activity.next_on is None or activity.next_done_at:
        raise WrongState(_("There is no open next step here."))
    if by not in (activity.next_by, activity.by, activity.record.owner):
        raise NotPermitted(_("Only those in charge tick a next step off."))
    activity.next_done_at = timezone.now()
    save_as(activity, by=by, reason=_("next step done"), update_fields=["next_done_at"])


def open_steps_of(user):
    """The open next steps of ``user`` on records that they (still) see, the oldest day first."""
    mine = Q(next_by=user) | Q(next_by=None, by=user)
    return Activity.objects.visible_to(user).with_open_step().filter(mine).order_by("next_on", "id")


def tell_next_steps(today: date | None = None):
    """In the morning: how many next steps each person has for today, and how many are overdue."""
    today = today or timezone.localdate()
    due = Activity.objects.with_open_step().filter(next_on__lte=today).order_by()
    is_today = Case(When(next_on=today, then=1), output_field=IntegerField())
    counts = (
        due.annotate(who=Coalesce(F("next_by"), F("by")))
        .values("who")
        .annotate(today=Count(is_today), all=Count("*"))
    )
    people = User.objects.staff().in_bulk([row["who"] for row in counts])
    for row in counts:
        if user := people.get(row["who"]):
            notify(
                [user],
                "next_steps",
                once=today.isoformat(),
                link=reverse("wagtailadmin_home"),
                today=row["today"],
                overdue=row["all"] - row["today"],
            )
