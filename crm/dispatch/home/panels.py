"""The parts of the home page, and which role has which."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from crm.core.links import link_to
from crm.core.models import Reminder
from leads.daily.next_steps import open_steps_of
from leads.models import Activity, Urging, WarningLight
from leads.models.warning import Grade

from ..meetings.card import DONE, meetings_of_month
from .figures import figures_of, pipeline_of
from .queue_panel import asked_of, queue_context

LIGHTS, OF_THE_DAY, HELD = 5, 8, 2
CITY = {"leader", "headquarters", "auditor", "finance"}


class Panel(Component):
    """A card; ``is_shown(user)`` says whether the person's work has it."""

    permission = ""

    def is_shown(self, user) -> bool:
        return not self.permission or user.has_perm(self.permission)


class QueuePanel(Panel):
    template_name = "dispatch/_queue.html"

    def __init__(self, context):
        self.context = context

    def get_context_data(self, parent_context):
        return {
            **self.context,
            "request": parent_context["request"],
            "csrf_token": parent_context.get("csrf_token"),
        }


class FiguresPanel(Panel):
    template_name = "dispatch/_figures.html"
    permission = "leads.view_project"

    def get_context_data(self, parent_context):
        return {"figures": figures_of(parent_context["request"].user)}


class PipelinePanel(Panel):
    template_name = "dispatch/_pipeline.html"
    permission = "leads.view_project"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return pipeline_of(user, own=user.role_codes == {"officer"})


@dataclass(frozen=True)
class OfTheDay:
    """``at`` is a time, or None for what has a day alone."""

    at: datetime | None
    what: str
    about: object
    link: str
    is_past: bool


class DayPanel(Panel):
    template_name = "dispatch/_day.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"events": day_of_person(user), "perms": parent_context.get("perms")}


def day_of_person(user) -> list[OfTheDay]:
    """What was recorded today, what one is reminded of, and what was promised for today."""
    today, now = timezone.localdate(), timezone.now()
    begins = timezone.make_aware(datetime.combine(today, time.min))
    span = (begins, begins + timedelta(days=1))
    activities = Activity.objects.visible_to(user).filter(by=user, happened_at__range=span)
    activities = activities.select_related("lead", "project")[:OF_THE_DAY]
    promised = open_steps_of(user).filter(next_on=today)
    reminders = Reminder.objects.visible_to(user).open().filter(remind_at__range=span)
    events = [
        *(_recorded(activity, user) for activity in activities),
        *(_reminded(reminder, now) for reminder in reminders[:OF_THE_DAY]),
    ]
    timed = sorted(events, key=lambda event: event.at)
    steps = promised.select_related("lead", "project")[:OF_THE_DAY]
    return [*timed, *(_promised(step, user) for step in steps)]


def _recorded(activity, user) -> OfTheDay:
    return OfTheDay(
        activity.happened_at,
        activity.get_kind_display(),
        activity.record,
        link_to(activity.record, user),
        True,
    )


def _reminded(reminder, now) -> OfTheDay:
    return OfTheDay(reminder.remind_at, reminder.text, "", "", reminder.remind_at < now)


def _promised(activity, user) -> OfTheDay:
    return OfTheDay(
        None, activity.next_step, activity.record, link_to(activity.record, user), False
    )


class LightsPanel(Panel):
    """One's own lights for an officer, the red ones of all that is seen for who looks after
    others.
    """

    template_name = "dispatch/_lights.html"

    def is_shown(self, user) -> bool:
        return user.has_perm("leads.view_project")

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return lights_of(user)


def lights_of(user) -> dict:
    """The worst lights with their records, how many there are of each, and who was urged."""
    is_own = not (CITY | {"section_head"}) & user.role_codes
    lights = WarningLight.objects.visible_to(user)
    if is_own:
        lights = lights.filter(Q(lead__owner=user) | Q(project__owner=user))
    counts = dict(lights.order_by().values_list("grade").annotate(count=Count("*")))
    worst = list(
        lights.select_related("rule", "lead__owner", "project__owner").order_by(
            "-grade", "lit_on", "id"
        )[:LIGHTS]
    )
    urged = _urged_of(worst)
    may_urge = user.has_perm("leads.add_urging")
    return {
        "is_own": is_own,
        "red": counts.get(Grade.RED, 0) + counts.get(Grade.OUT, 0),
        "yellow": counts.get(Grade.YELLOW, 0),
        "all_url": reverse("warninglight:index") + (f"?owner={user.pk}" if is_own else ""),
        "lights": [_light(light, user, urged, may_urge) for light in worst],
    }


def _urged_of(lights) -> dict:
    """{("lead" or "project", key): the day of the newest open urging}."""
    leads = [light.lead_id for light in lights if light.lead_id]
    projects = [light.project_id for light in lights if light.project_id]
    rows = Urging.objects.filter(
        Q(lead__in=leads) | Q(project__in=projects), state=Urging.State.OPEN
    ).order_by("id")
    return {
        ("lead", row.lead_id) if row.lead_id else ("project", row.project_id): row.at
        for row in rows
    }


def _light(light, user, urged, may_urge) -> dict:
    record = light.record
    key = ("lead", light.lead_id) if light.lead_id else ("project", light.project_id)
    name = record._meta.model_name
    measure = light.rule.definition
    return {
        "title": getattr(record, "title", "") or record.name,
        "tone": "yellow" if light.grade == Grade.YELLOW else "red",
        "grade": light.get_grade_display(),
        "said": light.sentence if measure else "",
        "owner": record.owner,
        "amount": getattr(record, "contract_amount", None) or record.investment,
        "link": link_to(record, user),
        "urged_at": urged.get(key),
        "urge_url": reverse(f"urging:of_{name}", args=[record.pk]) if may_urge else "",
    }


class MeetingsPanel(Panel):
    """For those who dispatch, or are dispatched."""

    template_name = "dispatch/_meetings_of_month.html"
    permission = "dispatch.view_dispatchmeeting"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        lines = meetings_of_month(user, timezone.localdate())
        over = [line for line in lines if line.status == DONE]
        ahead = [line for line in lines if line.status != DONE]
        return {"meetings": [*over[-HELD:], *ahead]}


class HomePage(Component):
    """The whole page: who is greeted, the figures of those who look at the city, then the queue
    with what stands beside it.
    """

    template_name = "dispatch/home.html"
    order = 10

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        now = timezone.localtime()
        return {
            "request": request,
            "perms": parent_context.get("perms"),
            "csrf_token": parent_context.get("csrf_token"),
            "today": timezone.localdate(),
            "greeting": greeting(now),
            "actions": actions_of(request.user),
            **parts_of(request),
        }


def greeting(now: datetime) -> str:
    if now.hour < 12:
        return _("Good morning")
    return _("Good afternoon") if now.hour < 18 else _("Good evening")


def actions_of(user) -> list[tuple]:
    """[(label, address, icon)] of what one begins from here, the usual one last."""
    actions = (
        ("leads.add_activity", _("Record an activity"), "activity:add", "ds-phone"),
        ("parks.add_contribution", _("Report a contribution"), "contribution:add", "ds-plus"),
        ("leads.add_lead", _("Register a lead"), "lead:add", "ds-plus"),
    )
    return [
        (label, reverse(name), icon) for right, label, name, icon in actions if user.has_perm(right)
    ]


def parts_of(request) -> dict:
    """The panels by their place."""
    user = request.user
    queue = queue_context(user, **asked_of(request))
    main = [QueuePanel(queue), PipelinePanel()]
    above = [FiguresPanel()] if (CITY | {"section_head"}) & user.role_codes else []
    aside = [LightsPanel(), MeetingsPanel(), DayPanel()]
    if not (CITY & user.role_codes):
        aside = [DayPanel(), LightsPanel(), MeetingsPanel()]
    visible = lambda panels: [panel for panel in panels if panel.is_shown(user)]  # noqa: E731
    return {"queue": queue, "above": visible(above), "main": visible(main), "aside": visible(aside)}
