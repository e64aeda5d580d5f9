"""An agenda says what the facts say: case by case, worked by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.core.models import Department, Parameter
from crm.core.transitions import move
from crm.desk.models import ServiceKind, ServiceRequest
from crm.dispatch.meetings.agenda import AGENDA_PARTS, look_of, parts_in_order
from crm.dispatch.meetings.of_targets import amounts_of
from crm.dispatch.meetings.prepare import prepare
from crm.dispatch.meetings.snapshot import Snapshot
from crm.dispatch.models import Heading
from crm.dispatch.plan.report import report_value
from crm.dispatch.worklist.give import give_task
from leads.models import WarningLight, WarningRule
from tests.dispatch.plan.at_work import a_target, draft_plan, put_in_force

A_DAY = timedelta(days=1)


@pytest.fixture
def look(body):
    today = timezone.localdate()
    return lambda day=today, since=today - 10 * A_DAY, of=None: look_of(of or body, day, since)


def drawn(part, look):
    found = AGENDA_PARTS[part].draw(look)
    return [entry.facts["title"] for entry in found.entries]


def reported(people, evidence, target, value, day=None):
    day = day or timezone.localdate()
    reading = report_value(
        target, day=day, value=Decimal(value), evidence=evidence(), by=people.officer
    )
    move(reading, "verify", by=people.headquarters)


@pytest.fixture
def targets(people, evidence):
    """Half of the first phase is over: of 10 then 20, 5 is due, a quarter of the whole way."""
    draft = draft_plan(people)
    values = {"远落后": 1, "略落后": 4, "按时": 5, "达成": 10}
    made = {name: a_target(people, draft, 10, 20, name=name) for name in values}
    put_in_force(people, draft)
    for name, value in values.items():
        made[name].refresh_from_db()
        reported(people, evidence, made[name], value)
    return made


def test_the_order_of_an_agenda():
    assert [part.code for part in parts_in_order()] == [
        "decisions",
        "behind",
        "lights",
        "projects",
        "tasks",
        "requests",
        "wins",
        "other",
    ]


def test_targets_behind_the_worst_first(look, targets):
    # of the whole way of 20: 25 due; 5 and 20 done: 20 and 5 points behind
    assert drawn("behind", look()) == ["远落后", "略落后"]
    facts = AGENDA_PARTS["behind"].draw(look()).entries[0].facts
    assert (facts["percent"], facts["due_percent"], facts["light"]) == (5, 25, "red")
    assert amounts_of(facts) == ("1", "10", "家")
    said = AGENDA_PARTS["behind"].told(facts)
    assert said == "现值 1，本阶段目标 10 家，落后时间进度 20 个百分点，市商务局"


def test_lights_do_not_repeat_what_is_furthest_behind(look, targets):
    assert drawn("lights", look()) == []
    Parameter.objects.filter(code="meeting_items").update(value=1)
    found = AGENDA_PARTS["behind"].draw(look())
    assert ([entry.facts["title"] for entry in found.entries], found.rest) == (["远落后"], 1)
    assert drawn("lights", look()) == ["略落后"]


def test_a_target_reached_since_the_last_meeting_is_a_win(look, targets):
    today = timezone.localdate()
    assert drawn("wins", look()) == ["达成"]
    # had it been reached before, it is no news
    assert drawn("wins", look(since=today)) == []


def test_late_tasks_of_the_plan(look, people, plan, today):
    give = {"by": people.headquarters, "heading": plan.target.heading, "department": people.city}
    give_task(title="逾期三天", due_on=today - 3 * A_DAY, person=people.officer, **give)
    give_task(title="逾期一天", due_on=today - A_DAY, **give)
    give_task(title="今天到期", due_on=today, **give)
    assert drawn("tasks", look()) == ["逾期三天", "逾期一天"]
    entry = AGENDA_PARTS["tasks"].draw(look()).entries[0]
    said = AGENDA_PARTS["tasks"].told(entry.facts)
    assert said == f"市商务局，officer，应于 {today - 3 * A_DAY} 办结，已逾期 3 天，未接办"


def test_a_group_looks_at_its_headings_alone(make_body, look, people, plan, today):
    other = Heading.objects.create(plan=plan.plan, kind="action", order=2, name="产业集群")
    give = {"by": people.headquarters, "department": people.city, "due_on": today - A_DAY}
    give_task(title="上市走访", heading=plan.target.heading, **give)
    give_task(title="集群规划", heading=other, **give)
    group = make_body(name="产业集群专项小组", kind="group", headings=[other])
    assert drawn("tasks", look(of=group)) == ["集群规划"]
    assert drawn("behind", look(of=group)) == []


def test_a_district_looks_at_what_is_its_own(make_body, look, people, plan, today):
    give = {"by": people.headquarters, "heading": plan.target.heading, "due_on": today - A_DAY}
    give_task(title="园区的", department=people.park_department, **give)
    give_task(title="外区的", department=people.other_department, **give)
    district = make_body(name="经开区调度", kind="group", department=people.park_department)
    assert drawn("tasks", look(of=district)) == ["园区的"]


def test_projects_with_a_red_light(look, deal, today):
    rule = WarningRule.objects.first()
    facts = {"project": deal.project, "number": Decimal(4), "lit_on": today - 5 * A_DAY}
    light = WarningLight.objects.create(rule=rule, grade=1, **facts)
    assert drawn("projects", look()) == []
    WarningLight.objects.filter(pk=light.pk).update(grade=2)
    assert drawn("projects", look()) == ["动力电池项目"]
    assert drawn("projects", look(day=today - 6 * A_DAY)) == []


def test_wins_are_signed_started_and_producing_projects(look, deal):
    # signed 2022-03-01, the milestones of the same spring
    assert drawn("wins", look(day=date(2022, 3, 10), since=date(2022, 2, 28))) == ["动力电池项目"]
    entry = (
        AGENDA_PARTS["wins"].draw(look(day=date(2022, 3, 10), since=date(2022, 2, 28))).entries[0]
    )
    assert (entry.facts["won"], entry.facts["day"]) == ("signed", "2022-03-01")
    assert AGENDA_PARTS["wins"].told(entry.facts) == "2022-03-01 签约，3 亿元，市商务局"
    # on the day of the last meeting it was news already
    assert drawn("wins", look(day=date(2022, 3, 10), since=date(2022, 3, 1))) == []
    later = [
        each.facts["won"]
        for each in AGENDA_PARTS["wins"]
        .draw(look(day=date(2024, 1, 1), since=date(2022, 3, 1)))
        .entries
    ]
    assert sorted(later) == ["producing", "started"]


def _request(people, title, days, *, is_confidential=False, department=None):
    kind = ServiceKind.objects.filter(is_confidential=is_confidential).first()
    return ServiceRequest.objects.create(
        number=f"FW-{title}",
        code="x" * 12,
        title=title,
        content="…",
        kind=kind,
        channel="hotline",
        department=department or people.city,
        departments=[(department or people.city).pk],
        received_at=timezone.now() - timedelta(days=30),
        due_at=timezone.now() - timedelta(days=days),
        state="assigned",
    )


def test_overdue_requests_but_none_that_is_confidential(look, people):
    _request(people, "用电报装", 3)
    _request(people, "办理环评", 8)
    _request(people, "还有时间", -2)
    if ServiceKind.objects.filter(is_confidential=True).exists():
        _request(people, "举报干部", 9, is_confidential=True)
    assert drawn("requests", look()) == ["办理环评", "用电报装"]
    entry = AGENDA_PARTS["requests"].draw(look()).entries[0]
    assert entry.facts["days_late"] == 8
    assert "已逾期 8 天" in AGENDA_PARTS["requests"].told(entry.facts)


def test_the_figures_stay_as_they_were(body, people, targets, evidence, today):
    meeting = prepare(body, None, today, by=people.headquarters)
    meeting.refresh_from_db()
    assert meeting.facts["as_of"] == today.isoformat()
    assert meeting.facts["lights"] == {"red": 1, "yellow": 1, "green": 2, "": 0}
    assert meeting.facts["targets"] == [
        {"title": "远落后", "percent": 5, "due_percent": 25},
        {"title": "略落后", "percent": 20, "due_percent": 25},
    ]
    before = dict(meeting.facts)
    reported(people, evidence, targets["远落后"], 9)
    meeting.refresh_from_db()
    assert meeting.facts == before
    titles = [chart.title for chart in Snapshot(meeting.facts).charts()]
    assert titles == ["目标亮灯情况", "进度落后的目标"]


def test_preparing_asks_no_more_for_many_targets(
    body, people, today, django_assert_max_num_queries
):
    draft = draft_plan(people)
    for number in range(30):
        a_target(people, draft, 10, 20, name=f"目标{number}")
    put_in_force(people, draft)
    with django_assert_max_num_queries(110):
        prepare(body, None, today, by=people.headquarters)
    assert Department.objects.count() == 3
