"""The demonstration's working day: warning lights, an urging, comments, tags, and next steps that
are due about now.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from crm.core.transitions import perform
from crm.core.writing.history import save_as
from crm.staff.comments import comment
from crm.staff.reminders import remind
from leads.daily.next_steps import finish_next_step, record_activity
from leads.models import Activity, Lead, Project, Tag
from leads.pipeline.tag import tag
from leads.warnings.light import light_all
from leads.warnings.urge import urge

from .city import City


def daily_story(city: City, today: date) -> Iterator[date]:
    yield today
    officer, head, leader = (city.people[code] for code in ("officer", "section_head", "leader"))
    for activity in Activity.objects.with_open_step().filter(
        by=officer, next_on__lt=today - timedelta(days=20)
    ):
        finish_next_step(activity, by=officer)
    light_all(today=today)
    leads = list(Lead.objects.open().filter(is_demo=True, owner=officer).order_by("-number")[:4])
    for days, lead in zip((-2, 0, 1, 5), leads, strict=False):
        record_activity(
            by=officer,
            lead=lead,
            kind=Activity.Kind.WECHAT,
            happened_at=timezone.now() - timedelta(hours=20),
            summary="微信沟通用地与配套需求",
            next_step="发送选址方案",
            next_on=today + timedelta(days=days),
        )
    for lead in leads[:2]:
        tag(lead, _tag(city, "重点跟进", head), by=head)
    comment(leads[0], text=f"@{officer.username} 请补充企业近三年财务数据。", by=head)
    remind(leads[0], text="核对财务数据", remind_at=timezone.now() + timedelta(days=2), by=officer)
    _urgings(today, officer, leader)


def _tag(city, name, by):
    known = Tag.objects.filter(department=city.bureau, name=name).first()
    return known or save_as(Tag(department=city.bureau, name=name), by=by)


def _urgings(today, officer, leader):
    """One that waits for its answer, one that has it."""
    lit = (
        Project.objects.filter(is_demo=True, lights__isnull=False, owner=officer)
        .distinct()
        .order_by("number")
    )
    for number, project in enumerate(lit[:2]):
        urging = urge(
            project,
            text="资金进度滞后，请与企业核实到资计划并书面报告。",
            due_on=today + timedelta(days=5),
            by=leader,
        )
        if number:
            perform(
                urging,
                "answer",
                by=officer,
                answer="企业承诺下月到位首批设备款，已要求提供付款计划。",
            )
