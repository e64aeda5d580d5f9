"""What stands on the page of a target: how far it is, what was reported, its parts and tasks."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.punctuation import labelled
from crm.staff.extensions import add_actions, add_figures, add_marks, add_tabs
from crm.staff.record_parts import Figure, Mark, Tab
from crm.staff.record_tables import draw_tables

from ..models import PlanTarget
from .report import may_report
from .report_screen import may_set_values
from .shown import as_light, row_of
from .standing import Standing, standings_of

SHOWN = 60


def standing_of(target) -> Standing:
    """Worked out once for a page."""
    if not hasattr(target, "standing"):
        target.standing = standings_of([target])[target.pk]
    return target.standing


def light_marks(target, user) -> list[Mark]:
    light = as_light(standing_of(target))
    return [Mark(labelled(light[1], light[2]), light=light[0])] if light else []


def figures(target, user) -> list[Figure]:
    standing = standing_of(target)
    (value, goal, final), unit = target.in_words(standing.value, standing.goal, standing.final)
    notes = (_source_of(target, standing),)
    return [
        Figure(
            _("value now"),
            value,
            unit,
            notes,
            percent=standing.percent if standing.light else None,
            due_percent=standing.due_percent if standing.light else None,
        ),
        Figure(_("due in this phase"), goal, unit, (str(standing.phase or ""),)),
        Figure(_("due at the end"), final, unit, (str(target.plan.ends_on.year),)),
    ]


def _source_of(target, standing) -> str:
    if target.is_measured:
        return _("measured by the system")
    reading = standing.reading
    if reading is None:
        return _("nothing verified yet")
    return _("as of %(day)s, %(person)s") % {"day": reading.day, "person": reading.reported_by}


def values_tab(target, request) -> str:
    rows = [
        (
            reverse("targetvalue:inspect", args=[target_value.pk]),
            [
                target_value.phase,
                target_value.phase.ends_on,
                target.in_words(target_value.value)[0][0],
            ],
        )
        for target_value in target.values.select_related("phase")
    ]
    return draw_tables(
        [("", [pgettext("plan", "phase"), _("until day"), _("to be reached")], rows)], request
    )


def readings_tab(target, request) -> str:
    rows = [
        (
            reverse("targetreading:inspect", args=[reading.pk]),
            [
                reading.day,
                target.in_words(reading.value)[0][0],
                reading.get_state_display(),
                reading.reported_by,
                reading.verified_by or "—",
                reading.note or "—",
            ],
        )
        for reading in target.readings.select_related("reported_by", "verified_by")[:SHOWN]
    ]
    columns = [
        _("as of"),
        _("value"),
        _("state"),
        _("reported by"),
        _("verified by"),
        _("note"),
    ]
    return draw_tables([("", columns, rows)], request)


def parts_tab(target, request) -> str:
    parts = list(target.parts.select_related("heading__plan", "department", "person"))
    rows = [
        (row.link, [row.standing.target.department, row.value, row.goal, row.final, row.light_word])
        for row in map(row_of, standings_of(parts).values())
    ]
    columns = [
        _("department"),
        _("value now"),
        _("due in this phase"),
        _("due at the end"),
        _("light"),
    ]
    return draw_tables([("", columns, rows)], request)


def tasks_tab(target, request) -> str:
    rows = [
        (
            reverse("plantask:inspect", args=[task.pk]),
            [
                task.title,
                task.department,
                task.person or "—",
                task.due_on,
                task.get_state_display(),
            ],
        )
        for task in target.tasks.select_related("department", "person")[:SHOWN]
    ]
    columns = [
        pgettext("task", "task"),
        _("department"),
        _("person responsible"),
        _("due on"),
        _("state"),
    ]
    return draw_tables([("", columns, rows)], request)


def actions(target, user) -> list[tuple]:
    links = []
    if may_report(target, user):
        links.append((_("Report a value"), reverse("plantarget:report", args=[target.pk])))
    if may_set_values(target, user):
        links.append((_("Values of the phases"), reverse("plantarget:values", args=[target.pk])))
    if _may_divide(target, user):
        initial = {"heading": target.heading_id, "parent": target.pk, "name": target.name}
        links.append((_("Split it"), f"{reverse('plantarget:add')}?{urlencode(initial)}"))
    if user.has_perm("dispatch.add_plantask") and target.is_editable:
        query = f"heading={target.heading_id}&target={target.pk}"
        links.append((_("Give a task"), f"{reverse('plantask:add')}?{query}"))
    return links


def _may_divide(target, user) -> bool:
    is_whole = target.parent_id is None and target.plan.is_editable
    return is_whole and user.has_perm("dispatch.add_plantarget")


add_actions(PlanTarget, actions)
add_marks(PlanTarget, light_marks)
add_figures(PlanTarget, figures)
add_tabs(
    PlanTarget,
    Tab("values", gettext_lazy("Values of the phases"), values_tab),
    Tab(
        "readings",
        gettext_lazy("Reported values"),
        readings_tab,
        is_for=lambda target, user: not target.is_measured,
    ),
    Tab(
        "parts",
        pgettext_lazy("target", "Parts"),
        parts_tab,
        is_for=lambda target, user: target.parent_id is None,
    ),
    Tab("tasks", pgettext_lazy("task", "Tasks"), tasks_tab),
)
