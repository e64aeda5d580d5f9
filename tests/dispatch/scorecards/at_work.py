"""Schemes in force and periods of them, for tests."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from crm.core.indicators.keep import keep_up
from crm.core.transitions import move, perform
from crm.dispatch.awards import rounds
from crm.dispatch.awards.candidates import nominate
from crm.dispatch.models import ScoreRun, ScoreScheme
from crm.dispatch.scorecards import schemes
from crm.dispatch.scorecards.contest import contest
from crm.dispatch.scorecards.enter import enter_points
from crm.dispatch.scorecards.periods import period_of
from crm.dispatch.scorecards.publish import open_run
from leads.models import Company
from leads.pipeline.register import register_lead
from tests.cast import new_evidence

D = Decimal
_serial = count(1)


def last_quarter() -> tuple[date, date]:
    first, _last = period_of("quarter", timezone.localdate())
    return period_of("quarter", first - timedelta(days=1))


def a_lead(people, day: date, department=None, owner=None):
    """Received on ``day``, which the indicator “leads received” counts."""
    number = next(_serial)
    moment = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 10))
    return register_lead(
        by=people.officer,
        received_at=moment,
        company=Company.objects.create(name=f"洞庭精密{number}有限公司"),
        title=f"线索{number}",
        channel="list500",
        department=department or people.city,
        owner=owner,
    )


def leads(people, number: int, department=None, owner=None):
    """As many in the last quarter; the indicators know of them."""
    first, _last = last_quarter()
    for place in range(number):
        a_lead(people, first + timedelta(days=place), department, owner)
    keep_up()


def draft_scheme(people, **facts) -> ScoreScheme:
    """Of two departments: leads received (60 points, goals 10 and 5), and a judged line (40)."""
    scheme = schemes.create_scheme(
        by=people.headquarters,
        **{
            "name": "部门招商考核办法",
            "kind": "department",
            "period": "quarter",
            "department": people.city,
        }
        | facts,
    )
    line = {"by": people.headquarters, "scheme": scheme}
    counted = schemes.add_line(
        **line, name="招商线索", source="indicator", indicator="leads", points=D(60)
    )
    schemes.add_line(**line, name="服务保障", source="judged", points=D(40), cap=D(100), order=2)
    for kind, name, points, most, grade in (
        ("bonus", "引进 500 强", 3, 6, ""),
        ("deduction", "逾期未跟进", 2, 4, ""),
        ("veto", "弄虚作假", 0, 0, "failed"),
    ):
        schemes.add_rule(**line, kind=kind, name=name, points=D(points), most=D(most), grade=grade)
    if scheme.kind != "department":
        return scheme
    goals = {}
    for department, goal in ((people.park_department, 10), (people.other_department, 5)):
        subject = schemes.add_subject(**line, department=department)
        goals[counted, subject] = D(goal)
    schemes.set_goals(scheme, goals, by=people.headquarters)
    return scheme


def in_force(people, scheme) -> ScoreScheme:
    perform(scheme, "put_in_force", by=people.leader)
    return scheme


def a_run(people, scheme=None) -> ScoreRun:
    """The last quarter, as a preview."""
    scheme = scheme or in_force(people, draft_scheme(people))
    return open_run(scheme=scheme, starts_on=last_quarter()[0], by=people.headquarters)


def subject_of(run, department):
    return run.scheme.subjects.get(department=department)


def points(people, run, subject, amount, *, is_left=False, **about):
    """Entered by headquarters, confirmed by the department that assesses."""
    entry = enter_points(
        run,
        subject,
        by=people.headquarters,
        points=D(str(amount)),
        reason="台账和现场核查相符",
        evidence=new_evidence(),
        **about,
    )
    if not is_left:
        move(entry, "confirm", by=people.assessor)
    return entry


def published(people, run) -> ScoreRun:
    perform(run, "publish", by=people.headquarters)
    return run


def assessment_at_work(people) -> ScoreRun:
    """A published period with a contest, a running one with points to confirm, and a vote."""
    run = a_run(people)
    park = subject_of(run, people.park_department)
    points(people, run, park, 30, line=run.scheme.lines.get(source="judged"))
    published(people, run)
    card = run.cards.get(subject=park)
    contest(card, line=card.lines.first(), text="两条线索未计入", by=people.park_officer)
    today = timezone.localdate()
    running = open_run(scheme=run.scheme, starts_on=today, by=people.headquarters)
    bonus = run.scheme.rules.get(kind="bonus")
    points(people, running, park, 3, rule=bonus, is_left=True)
    kind = rounds.create_kind(
        by=people.headquarters, name="贡献奖", category="unit", department=people.city
    )
    made = rounds.begin_round(
        by=people.headquarters, kind=kind, session="本年度", starts_on=today, ends_on=today
    )
    nominate(
        by=people.headquarters,
        award_round=made,
        department=people.park_department,
        reason="工作突出",
    )
    members = [people.leader, people.finance, people.headquarters]
    rounds.set_committee(made, members, by=people.headquarters)
    perform(made, "open_vote", by=people.headquarters)
    return run
