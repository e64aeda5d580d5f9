"""The dispatch meetings of the demonstration: held by their bodies' rhythm with minutes and
decisions, one with its brief, and one ahead. They come after the figures are computed, since
agendas are drawn from them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path

from yaml import safe_load

from commissions.documents.issue import issue
from commissions.models import IssuedDocument
from crm.core.models import Department, User
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.working_days import add_working_days, working_days_before
from crm.core.writing.history import save_as
from crm.dispatch.meetings.minutes import decide, note_attendance, note_said, note_summary
from crm.dispatch.meetings.prepare import prepare, prepare_due, send
from crm.dispatch.meetings.rhythm import MeetingDay, days_of
from crm.dispatch.models import BodyMember, DispatchBody, DispatchMeeting, Heading, Plan
from crm.dispatch.models.task import WORKS

from .city import City

TOLD = Path(__file__).parent / "told" / "meetings.yaml"
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=366)
FOUNDED = timedelta(days=400)
BRIEFED = ("office", 20)  # the body and the day of the month whose newest meeting has its brief
AHEAD = "promotion"


@dataclass
class Stage:
    city: City
    today: date
    plan: Plan
    bodies: dict[str, DispatchBody]

    @property
    def office(self) -> User:
        return self.city.people["headquarters"]

    def heading(self, name: str) -> Heading:
        return self.plan.headings.filter(name__contains=name).first() or self.plan.headings.first()


def meetings_story(city: City, today: date) -> Iterator[date]:
    script = safe_load(TOLD.read_text(encoding="utf-8"))
    yield today - A_YEAR
    plan = Plan.objects.in_force().get(is_demo=True)
    stage = Stage(city, today, plan, {})
    for entry in script["bodies"]:
        stage.bodies[entry["key"]] = _body(stage, entry)
    events = [event for entry in script["bodies"] for event in _events(stage, entry)]
    for day, act in sorted(events, key=lambda event: event[0]):
        yield day
        act()
    yield today
    _ahead(stage)


def _body(stage: Stage, entry: dict) -> DispatchBody:
    group = entry["kind"] == "group"
    people = stage.city.people
    body = DispatchBody(
        name=entry["name"],
        kind=entry["kind"],
        chair=people["section_head"] if group else people["leader"],
        secretary=stage.office,
        office=stage.city.bureau if group else _department("市发展和改革委员会"),
        every=entry.get("every", "month"),
        days=entry["days"],
        quarter_month=entry.get("quarter_month", 3),
        begins_at=time(9),
        place=entry["place"],
        starts_on=stage.today - FOUNDED,
        is_demo=True,
    )
    save_as(body, by=stage.office)
    if name := entry.get("looks_at"):
        body.headings.set([stage.heading(name)])
    for name in entry["members"]:
        person = _person_of(_department(name))
        if person and person != body.chair:
            save_as(BodyMember(body=body, person=person), by=stage.office)
    return body


def _department(name: str) -> Department:
    return Department.objects.get(short_name=name, is_demo=True)


def _person_of(department: Department) -> User | None:
    workers = User.objects.staff().with_right(WORKS).filter(department=department)
    heads = workers.filter(groups__name="section_head")
    return heads.order_by("pk").first() or workers.order_by("pk").first()


def _events(stage: Stage, entry: dict) -> Iterator[tuple]:
    """The last meetings: the agenda is sent the working day before, then the meeting is held, then
    its decisions are carried out.
    """
    body = stage.bodies[entry["key"]]
    days = days_of(body, stage.today - A_YEAR, stage.today - A_DAY)[-entry["held"] :]
    brief_days = [day for day in days if day.due_on.day == BRIEFED[1]][-1:]
    for day, minutes in zip(days, entry["meetings"][-len(days) :], strict=True):
        is_briefed = entry["key"] == BRIEFED[0] and day in brief_days
        yield working_days_before(day.meets_on, 1), partial(_prepare, stage, body, day)
        yield day.meets_on, partial(_hold, stage, body, day, minutes)
        if is_briefed:
            yield min(day.meets_on + A_DAY, stage.today), partial(_brief, stage, body, day)
        yield from _afterwards(stage, body, day, minutes)


def _meeting(body, day: MeetingDay) -> DispatchMeeting:
    return body.meetings.get(due_on=day.due_on)


def _prepare(stage, body, day: MeetingDay):
    by = system_user()
    send(prepare(body, day.due_on, day.meets_on, by=by), by=by)


def _hold(stage, body, day, minutes):
    meeting, by = _meeting(body, day), stage.office
    attendances = list(meeting.attendances.all())
    presence = {attendance.pk: ("present", "") for attendance in attendances}
    if len(attendances) > 4:
        presence[attendances[-1].pk] = ("excused", "")
        presence[attendances[-2].pk] = ("stood_in", "副局长")
    note_attendance(meeting, presence, by=by)
    first_items = {item.part: item for item in reversed(meeting.items.all())}
    for part, text in minutes["said"].items():
        if part in first_items:
            note_said(first_items[part], text, by=by)
    note_summary(meeting, minutes["summary"].strip(), by=by)
    items = iter(meeting.items.filter(part__in=("behind", "lights")))
    for decision in minutes["decided"]:
        department = _department(decision["by"])
        decide(
            meeting,
            by=by,
            item=next(items, None),
            text=decision["text"],
            heading=stage.heading(decision["heading"]),
            department=department,
            person=_person_of(department),
            due_on=day.meets_on + decision["days"] * A_DAY,
        )
    move(meeting, "hold", by=by)


def _brief(stage, body, day):
    issue(IssuedDocument.Kind.BRIEF, _meeting(body, day), by=stage.office)


def _afterwards(stage, body, day, minutes) -> Iterator[tuple]:
    """The decisions are taken in hand, done and accepted, as far as their states say; what is late
    was left lying.
    """
    steps = {"accepted": 3, "done": 2, "in_hand": 1}
    for decision in minutes["decided"]:
        for number in range(steps.get(decision["state"], 0)):
            step_day = min(day.meets_on + (2 * number + 1) * A_DAY, stage.today)
            yield step_day, partial(_go_on, stage, body, day, decision["text"], number)


def _go_on(stage, body, day, text: str, number: int):
    task = _meeting(body, day).decisions.select_related("task__person").get(text=text).task
    doer = task.person or stage.office
    if number == 0:
        move(task, "take_up", by=doer)
    elif number == 1:
        move(task, "finish", by=doer, result="已按会议要求办结，材料附后。")
    else:
        move(task, "accept", by=stage.office)


def _ahead(stage):
    """What the rhythm asks for now, and a meeting on the next working day."""
    prepare_due(stage.today)
    body = stage.bodies[AHEAD]
    meeting = prepare(body, None, add_working_days(stage.today, 1), by=stage.office)
    if meeting:
        send(meeting, by=stage.office)
