"""What the pipeline itself can measure: months without progress, and days past the agreed start."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import DateField, F, Func, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Greatest, Now, TruncDate
from django.utils.translation import gettext_lazy as _

from crm.core.models import Move

from ..models import Activity, Lead, Milestone, Project
from ..models.measures import PROGRESS, Measure, register_measure

BUILDING = {
    Project.State.NEGOTIATING,
    Project.State.SIGNED,
    Project.State.ENTERED,
    Project.State.STARTED,
}


class MonthsBetween(Func):
    """Whole months from the second day to the first."""

    template = (
        "(select extract(year from a) * 12 + extract(month from a) from (select "
        "age(%(expressions)s) as a) as apart)"
    )
    output_field = IntegerField()


class DaysBetween(Func):
    """Days from the second day to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def day(value):
    return Cast(Value(value), DateField())


def last_move(model, of="pk"):
    """The time of the last step of the row of ``model`` whose key is ``of``."""
    moves = Move.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id=OuterRef(of)
    )
    return Subquery(moves.order_by("-id").values("at")[:1])


def last_activity(name: str):
    return Subquery(
        Activity.objects.filter(**{name: OuterRef("pk"), "happened_at__lte": Now()})
        .order_by("-happened_at")
        .values("happened_at")[:1]
    )


PROGRESS[Lead] = [lambda: F("received_at"), lambda: last_move(Lead), lambda: last_activity("lead")]
PROGRESS[Project] = [
    lambda: F("lead__received_at"),
    lambda: last_move(Lead, "lead_id"),
    lambda: last_move(Project),
    lambda: last_activity("project"),
]


def months_without_progress(records, today):
    last = TruncDate(Greatest(*(tell() for tell in PROGRESS[records.model])))
    return records.annotate(measured=MonthsBetween(day(today), last))


def still_leads(records, today):
    return months_without_progress(records.open(), today)


def still_projects(records, today):
    return months_without_progress(records.filter(state__in=BUILDING), today)


def start_overdue(records, today):
    begun = Milestone.objects.filter(kind=Milestone.Kind.STARTED)
    waiting = records.filter(
        state__in=[Project.State.SIGNED, Project.State.ENTERED], planned_start_on__lt=today
    ).exclude(pk__in=begun.values("project"))
    return waiting.annotate(measured=DaysBetween(day(today), F("planned_start_on")))


def register():
    register_measure(
        Measure(
            "lead_no_progress",
            Lead,
            _("Lead without progress"),
            _("months"),
            _("%(number)s months without progress"),
            still_leads,
            way_out="lapse",
        )
    )
    register_measure(
        Measure(
            "project_no_progress",
            Project,
            _("Project without progress"),
            _("months"),
            _("%(number)s months without progress"),
            still_projects,
            way_out="terminate",
            leaves_from=frozenset({Project.State.NEGOTIATING}),
        )
    )
    register_measure(
        Measure(
            "start_overdue",
            Project,
            _("Start of construction overdue"),
            _("days"),
            _("the agreed start is %(number)s days past"),
            start_overdue,
        )
    )
