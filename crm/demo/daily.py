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

NIGHTS = (120, 100, 80, 60, 45, 30, 15, 7, 3, 1)  # days ago on which the lights were worked out
# In how many days the next step is due, what was said, the next step.
TALKS = [
    (-2, "企业发来用能表，峰值 18 MVA，问专线费用怎么分摊", "请供电公司给一个初步方案"),
    (0, "微信里把三块地的红线图发过去了，对方说先让设计院看", "下班前电话问设计院意见"),
    (1, "对方财务要近三年园区税收奖励兑现的案例", "整理三家可以公开的案例"),
    (5, "老总行程初定下周四到周五，一行四人", "拟接待方案，约园区和供电公司"),
]
COMMENTS = [
    "@{officer} 请补充企业近三年财务数据，研判会上要用。",
    "@{officer} 园区说 A-05 可以先留三十天，抓紧约现场。",
    "电价的口径以发改委上周的函为准，别再用旧表了。",
]


def nights_story(city: City, today: date) -> Iterator[date]:
    """The lights as the nightly work left them, so that those lit today began on earlier days."""
    for days in NIGHTS:
        yield today - timedelta(days=days)
        light_all(today=timezone.localdate())


def daily_story(city: City, today: date) -> Iterator[date]:
    yield today
    officer, head, leader = (city.people[code] for code in ("officer", "section_head", "leader"))
    long_ago = today - timedelta(days=20)
    for activity in Activity.objects.with_open_step().filter(next_on__lt=long_ago):
        finish_next_step(activity, by=activity.by)
    light_all(today=today)
    leads = list(Lead.objects.open().filter(is_demo=True, owner=officer).order_by("-number")[:4])
    for (days, summary, next_step), lead in zip(TALKS, leads, strict=False):
        record_activity(
            by=officer,
            lead=lead,
            kind=Activity.Kind.WECHAT,
            happened_at=timezone.now() - timedelta(hours=20),
            summary=summary,
            next_step=next_step,
            next_on=today + timedelta(days=days),
        )
    for lead in leads[:2]:
        tag(lead, _tag(city, "重点跟进", head), by=head)
    for lead, text in zip(leads, COMMENTS, strict=False):
        comment(lead, text=text.format(officer=officer.username), by=head)
    remind(leads[0], text="核对财务数据", remind_at=timezone.now() + timedelta(days=2), by=officer)
    _urgings(today, officer, leader)


def _tag(city, name, by):
    existing = Tag.objects.filter(department=city.bureau, name=name).first()
    return existing or save_as(Tag(department=city.bureau, name=name), by=by)


def _urgings(today, officer, leader):
    """One that waits for its answer, one that has it."""
    projects = (
        Project.objects.filter(is_demo=True, lights__isnull=False, owner=officer)
        .distinct()
        .order_by("number")
    )
    for number, project in enumerate(projects[:2]):
        urging = urge(
            project,
            text="到资落后序时，请与企业核实到资计划，五天内书面报告。",
            due_on=today + timedelta(days=5),
            by=leader,
        )
        if number:
            perform(
                urging,
                "answer",
                by=officer,
                answer="已和财务总监核过：第二批设备贷款月底放款，到账后补凭证，付款计划附后。",
            )
