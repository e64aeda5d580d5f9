"""The three years' plan of the demonstration: its targets and tasks with what became of them until
today. What is measured comes from the deals themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from yaml import safe_load

from crm.core.models import Department, User
from crm.core.proposals.propose import propose_change
from crm.core.transitions import move
from crm.dispatch.models import Heading, Phase, Plan, PlanTarget, PlanTask
from crm.dispatch.plan.completion import due_by_now
from crm.dispatch.plan.enter import add_heading, add_phase, add_target, create_plan, set_values
from crm.dispatch.plan.report import report_value
from crm.dispatch.worklist.give import add_step, delegate, give_task, put_after
from crm.dispatch.worklist.steps import finish_step
from crm.dispatch.worklist.urge import urge

from .city import City
from .evidence import evidence

TOLD = Path(__file__).parent / "told" / "plan.yaml"
A_DAY = timedelta(days=1)
THERE = {"发改": "发改委", "自然资源": "自然资源"}  # departments that judge leads
SPLIT_TO = ("经开区", "高新区", "武陵区")
GIVEN, TAKEN, DONE = 90, 75, 4  # days before a task is due
EARLIER = timedelta(days=60)  # between the last two reports
WAITING = {"地区生产总值", "培训产业工人", "新三板挂牌企业"}  # their last value is not verified yet
URGED = {"上市后备企业走访 12 家": 3, "基金小镇选址论证": 20}  # task: days ago
ANSWERED = {"基金小镇选址论证": "选址已比选，专家论证定于下周。"}
DELEGATED = "智能终端产业园基础配套"


@dataclass
class Stage:
    """The plan with its people, and what has been made of it so far."""

    city: City
    today: date
    told: dict
    plan: Plan
    offices: dict[str, Department]
    people: dict[str, User]
    targets: list[tuple[PlanTarget, dict]] = field(default_factory=list)
    tasks: dict[str, PlanTask] = field(default_factory=dict)

    @property
    def office(self) -> User:
        return self.city.people["headquarters"]


def plan_story(city: City, today: date) -> Iterator[date]:
    """The plan runs from the first day of last year; then each task and each report on its day."""
    script = safe_load(TOLD.read_text(encoding="utf-8"))
    begins = date(today.year - 1, 1, 1)
    yield begins
    stage = _draw_up(city, today, script, begins)
    events = sorted(_events(stage, begins), key=lambda event: event[0])
    for day, act in events:
        if day <= today:
            yield day
            act()


def _draw_up(city, today, script, begins) -> Stage:
    by = city.people["headquarters"]
    offices, people = _departments(city, script["departments"])
    last = date(begins.year + len(script["phases"]) - 1, 12, 31)
    plan = create_plan(
        by=by,
        name=script["name"],
        aim=script["aim"],
        department=city.bureau,
        starts_on=begins,
        ends_on=last,
        is_demo=True,
    )
    for number, name in enumerate(script["phases"]):
        year = begins.year + number
        days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
        add_phase(by=by, plan=plan, name=name, **days)
    stage = Stage(city, today, script, plan, offices, people)
    for number, entry in enumerate(script["headings"], start=1):
        _heading(stage, number, entry)
    move(plan, "put_in_force", by=city.people["leader"])
    return stage


def _departments(city, departments) -> tuple[dict, dict]:
    """The departments of the plan, and who answers for it in each; both by their keys."""
    offices = {"商务": city.bureau}
    people = {"商务": city.people["section_head"]}
    for key, judge in THERE.items():
        offices[key] = city.assessing[judge]
        people[key] = city.assessors[offices[key]]
    for number, key in enumerate(key for key in departments if key not in offices):
        short, name, person = departments[key]
        offices[key] = Department.objects.create(name=name, short_name=short, is_demo=True)
        people[key] = city.person(f"demo_plan_{number}", person, "assessor", offices[key])
    for key in SPLIT_TO:
        offices[key], people[key] = city.departments[key], city.park_officers[key]
    return offices, people


def _heading(stage: Stage, number: int, entry: dict):
    heading = add_heading(
        by=stage.office,
        plan=stage.plan,
        order=number,
        kind=entry["kind"],
        label=entry.get("label", ""),
        name=entry["name"],
    )
    for row in entry["targets"]:
        target = _target(stage, heading, row, row["by"], row["to"])
        stage.targets.append((target, row))
        for key, goals in row.get("parts", {}).items():
            _target(stage, heading, row, key, goals, parent=target)


def _target(stage, heading, entry, key, goals, parent=None) -> PlanTarget:
    target = add_target(
        by=stage.office,
        heading=heading,
        parent=parent,
        name=entry["name"],
        indicator=entry.get("indicator", ""),
        unit=entry.get("unit", ""),
        counts=entry.get("counts", "over_plan"),
        higher_is_better=not entry.get("lower", False),
        baseline=Decimal(str(entry["from"])),
        weight=entry.get("weight", 1),
        department=stage.offices[key],
        person=stage.people[key],
        supporting=[stage.offices[supporter] for supporter in entry.get("support", ())],
    )
    values = {phase: Decimal(str(goal)) for phase, goal in zip(_phases(stage), goals, strict=True)}
    set_values(target, values, by=stage.office)
    return target


def _phases(stage) -> list[Phase]:
    return list(stage.plan.phases.all())


def _events(stage: Stage, begins: date) -> Iterator[tuple]:
    for target, entry in stage.targets:
        if not target.indicator:
            yield from _reports(stage, target, entry)
    for heading, entry in zip(stage.plan.headings.all(), stage.told["headings"], strict=True):
        for row in entry["tasks"]:
            yield from _of_task(stage, heading, row, begins)
    for title, ago in URGED.items():
        yield stage.today - ago * A_DAY, partial(_urge, stage, title)
    yield stage.today - 6 * A_DAY, partial(_propose, stage)


def _reports(stage, target, entry) -> Iterator[tuple]:
    """Reports at the end of each phase and lately; the target's pace says how far it has come."""
    number, phases = target.pk % 5, _phases(stage)
    for place, phase in enumerate(phases):
        if phase.starts_on > stage.today:
            return
        if phase.ends_on <= stage.today - 14 * A_DAY:
            days = [phase.ends_on]
        else:
            newest = stage.today - (number + 5) * A_DAY
            days = [day for day in (newest - EARLIER, newest) if day > phase.starts_on]
        for day in days:
            share = 1 if day == phase.ends_on else phase.share_over(day)
            is_left = target.name in WAITING and day == days[-1] != phase.ends_on
            value = _value(target, entry, place, share)
            report = partial(_report, stage, target, entry, day, value, is_left)
            yield day + (number + 1) * A_DAY, report


def _value(target, entry, place: int, share) -> Decimal:
    goals = [Decimal(str(goal)) for goal in entry["to"]]
    begins_anew = target.counts == "of_phase" or not place
    start = Decimal(str(entry["from"])) if begins_anew else goals[place - 1]
    is_whole = share == 1
    pace = Decimal(1) if is_whole else Decimal(str(entry["pace"]))
    reached = due_by_now(start, goals[place], Decimal(share) * pace)
    if goals[place] == start:
        reached = start
    step = Decimal(1).scaleb(-entry.get("places", 0))
    return reached.quantize(step, rounding="ROUND_HALF_UP" if is_whole else "ROUND_HALF_DOWN")


def _report(stage, target, entry, day, value, is_left):
    reading = report_value(
        target,
        day=day,
        value=value,
        evidence=evidence("统计报表"),
        by=stage.people[entry["by"]],
    )
    if not is_left:
        move(reading, "verify", by=stage.office)


def _of_task(stage, heading, entry, begins) -> Iterator[tuple]:
    """The task is given, taken in hand, its steps done, finished and accepted, as far as its state
    says.
    """
    due, state = stage.today + entry["due"] * A_DAY, entry["state"]
    given_on = min(max(due - GIVEN * A_DAY, begins), stage.today - 2 * A_DAY)
    yield given_on, partial(_give, stage, heading, entry, due)
    if state == "open":
        if entry["title"] == DELEGATED:
            yield given_on + A_DAY, partial(_hand_down, stage, entry)
        return
    taken_on = min(max(due - TAKEN * A_DAY, given_on), stage.today - A_DAY)
    if state == "cancelled":
        note = {"note": "并入德商恳谈会筹备"}
        yield taken_on, partial(_move, stage, entry, "cancel", stage.office, **note)
        return
    yield taken_on, partial(_move, stage, entry, "take_up", _doer(stage, entry))
    steps = entry.get("steps", ())
    steps_done = len(steps) if state in ("accepted", "done", "sent_back") else len(steps) // 2
    for number in range(steps_done):
        yield taken_on + (number + 1) * A_DAY, partial(_finish_step, stage, entry, number)
    if state == "in_hand":
        return
    done_on = min(max(due - DONE * A_DAY, taken_on + (len(steps) + 1) * A_DAY), stage.today)
    words = {"result": "已按要求办结，材料附后。"}
    yield done_on, partial(_move, stage, entry, "finish", _doer(stage, entry), **words)
    if state == "accepted":
        yield done_on + 2 * A_DAY, partial(_move, stage, entry, "accept", stage.office)
    if state == "sent_back":
        note = {"note": "缺对接成果清单，请补充"}
        yield done_on, partial(_move, stage, entry, "send_back", stage.office, **note)


def _doer(stage, entry) -> User:
    return stage.people[entry["to"]] if _is_given_down(entry) else _first(stage, entry)


def _is_given_down(entry) -> bool:
    return "to" in entry and entry["title"] != DELEGATED


def _first(stage, entry) -> User:
    return stage.people[entry["by"]]


def _give(stage, heading: Heading, entry, due):
    key = entry["to"] if _is_given_down(entry) else entry["by"]
    task = give_task(
        by=stage.office,
        heading=heading,
        title=entry["title"],
        department=stage.offices[key],
        person=stage.people[key],
        due_on=due,
    )
    steps = entry.get("steps", ())
    for number, title in enumerate(steps):
        steps_after = len(steps) - 1 - number
        add_step(by=stage.office, task=task, title=title, due_on=due - 14 * steps_after * A_DAY)
    stage.tasks[entry["title"]] = task
    if predecessor := stage.tasks.get(entry.get("after")):
        put_after(task, predecessor, by=stage.office)


def _move(stage, entry, name, by, **facts):
    move(stage.tasks[entry["title"]], name, by=by, **facts)


def _finish_step(stage, entry, number):
    step = stage.tasks[entry["title"]].steps.all()[number]
    finish_step(step, by=_doer(stage, entry), evidence=evidence("办理材料"))


def _hand_down(stage, entry):
    key = entry["to"]
    delegate(
        stage.tasks[entry["title"]],
        to=stage.offices[key],
        person=stage.people[key],
        by=_first(stage, entry),
        note="由园区属地落实",
    )


def _urge(stage, title):
    urging = urge(
        stage.tasks[title],
        text="请说明进展和办结时间。",
        due_on=stage.today + 4 * A_DAY,
        by=stage.office,
    )
    if title in ANSWERED:
        move(urging, "answer", by=urging.to, answer=ANSWERED[title])


def _propose(stage):
    """A proposal that waits for the leader: to lower a target that cannot be reached."""
    value = PlanTarget.objects.get(
        heading__plan=stage.plan, name="对外开放口岸和海关监管场所"
    ).values.last()
    propose_change(
        value, {"value": value.value - 1}, by=stage.office, why="国家口岸规划调整，铁路口岸后延"
    )
