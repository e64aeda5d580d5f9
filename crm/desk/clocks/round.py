"""Every quarter of an hour: who handles a request is reminded before its time is over; what is late
goes up to the section head, then to the leader.
"""

from django.db import transaction
from django.utils import timezone

from crm.core.background.one_of_many import one_of_many
from crm.core.days import day_of
from crm.core.models import Parameter, User
from crm.core.notifications import notify
from crm.core.system_user import system_user
from crm.core.working_days import working_days_between
from crm.core.writing.history import save_as

from ..models import ServiceClock
from .working_time import add_working_hours

EXACT = "%Y-%m-%d %H:%M"


def go_round():
    """Safe to run as often as one likes: nobody is told twice."""
    by = system_user()
    soon = add_working_hours(timezone.now(), Parameter.whole("desk_remind_hours"))
    running = ServiceClock.objects.running().filter(due_at__lt=soon)
    for pk in running.order_by("due_at").values_list("pk", flat=True):
        with one_of_many(pk), transaction.atomic():
            locked = ServiceClock.objects.running().select_for_update(of=("self",))
            clocks = locked.select_related("request__department", "request__person")
            if clock := clocks.filter(pk=pk).first():
                _look_at(clock, by)


def _look_at(clock: ServiceClock, by):
    now = timezone.now()
    if clock.due_at > now:
        if clock.reminded_at is None and _long_enough(clock):
            _tell(clock, "reminded_at", "request_soon_due", handlers_of(clock.request), by)
        return
    days_late = working_days_between(day_of(clock.due_at), day_of(now))
    if clock.head_told_at is None:
        _tell(clock, "head_told_at", "request_overdue", heads_of(clock.request), by)
    elif clock.leader_told_at is None and days_late >= Parameter.whole("desk_leader_days"):
        _tell(clock, "leader_told_at", "request_overdue", leaders(), by)


def _long_enough(clock: ServiceClock) -> bool:
    """Whoever has just begun is not reminded at once."""
    return timezone.now() - clock.started_at > (clock.due_at - clock.started_at) / 2


def _tell(clock, name: str, kind: str, people, by):
    setattr(clock, name, timezone.now())
    label = clock._meta.get_field(name).verbose_name
    save_as(clock, by=by, reason=label)
    due = timezone.localtime(clock.due_at).strftime(EXACT)
    notify(people, kind, clock.request, what=clock.get_kind_display(), due=due)


def handlers_of(request) -> list[User]:
    """Who has it in hand; where nobody has, those of the department who may take it."""
    if request.person_id:
        return [request.person]
    return colleagues(request.department, "desk.work_servicerequest")


def heads_of(request) -> list[User]:
    """The heads of the department and of those above it; where it has none, who looks after the
    desk as a whole.
    """
    leader_keys = {leader.pk for leader in leaders()}
    holders = colleagues(request.department, "desk.head_servicerequest", above=True)
    heads = [person for person in holders if person.pk not in leader_keys]
    return heads or list(User.objects.staff().with_right("desk.assign_servicerequest"))


def leaders() -> list[User]:
    return list(User.objects.staff().with_right("desk.lead_servicerequest"))


def colleagues(department, right: str, *, above: bool = False) -> list[User]:
    """Those of the department who hold ``right``; with ``above`` also of the departments above."""
    keys = []
    while department and department.pk not in keys:
        keys.append(department.pk)
        department = department.parent if above else None
    people = User.objects.staff().with_right(right).filter(department__in=keys)
    return list(people.select_related("department"))
