"""Cards worked out from the facts, published, and kept whatever becomes of the facts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused, SamePerson
from crm.core.transitions import move, perform
from crm.dispatch.models import CardLine, ScoreCard, ScoreRun
from crm.dispatch.scorecards import schemes
from crm.dispatch.scorecards.periods import newest_periods, period_of
from crm.dispatch.scorecards.publish import open_run
from crm.dispatch.scorecards.reckon import cards_of, live_cards
from tests.dispatch.plan.at_work import a_target, draft_plan, put_in_force

from .at_work import (
    a_run,
    draft_scheme,
    in_force,
    last_quarter,
    leads,
    points,
    published,
    subject_of,
)

D = Decimal


def scores(run) -> dict[str, Decimal]:
    return {str(card.subject): card.score for card in cards_of(run)}


def test_a_card_is_the_sum_of_its_lines(people, run):
    leads(people, 8, people.park_department)  # 8 of 10: 60 × 80 % = 48
    leads(people, 9, people.other_department)  # 9 of 5 is 180 %, the cap is 120: 72
    park = subject_of(run, people.park_department)
    judged = run.scheme.lines.get(source="judged")
    rules = {rule.kind: rule for rule in run.scheme.rules.all()}
    points(people, run, park, "33.5", line=judged)
    points(people, run, park, 6, rule=rules["bonus"])
    points(people, run, park, 3, rule=rules["bonus"])  # of one rule no more than 6
    points(people, run, park, 2, rule=rules["deduction"])
    park_card = next(card for card in cards_of(run) if card.subject == park)
    assert [line.points for line in park_card.lines] == [D(48), D("33.5"), D(6), D(0), D(-2)]
    assert scores(run) == {"经开区管委会": D("85.5"), "武陵区招商局": D(72)}
    assert (park_card.grade, park_card.rank) == ("good", 1)
    assert sum(line.points for line in park_card.lines) == park_card.score


def test_departments_below_count_for_the_one_above(people):
    scheme = draft_scheme(people)
    schemes.add_subject(by=people.headquarters, scheme=scheme, department=people.city)
    line = scheme.lines.get(source="indicator")
    city = scheme.subjects.get(department=people.city)
    schemes.set_goals(scheme, {(line, city): D(4)}, by=people.headquarters)
    run = a_run(people, in_force(people, scheme))
    leads(people, 1, people.park_department)
    leads(people, 1, people.city)
    assert scores(run)["市商务局"] == D(30)  # 2 of 4


def test_only_the_days_of_the_period_count(people, run):
    from .at_work import a_lead, keep_up

    first, last = last_quarter()
    for day in (first - timedelta(days=1), first, last, last + timedelta(days=1)):
        a_lead(people, day, people.other_department)
    keep_up()
    assert scores(run)["武陵区招商局"] == D(24)  # 2 of 5


def test_officers_by_the_records_that_are_theirs(people):
    scheme = draft_scheme(people, name="招商专员考核办法", kind="officer")
    line = scheme.lines.get(source="indicator")
    goals = {}
    for officer in (people.officer, people.outsider):
        made = schemes.add_subject(by=people.headquarters, scheme=scheme, officer=officer)
        goals[line, made] = D(2)
    schemes.set_goals(scheme, goals, by=people.headquarters)
    run = a_run(people, in_force(people, scheme))
    leads(people, 1, owner=people.officer)
    assert scores(run) == {"officer": D(30), "outsider": D(0)}


def test_targets_of_the_plan_count_by_their_weights(people):
    plan = draft_plan(people)
    heading = {"department": people.other_department, "person": None}
    a_target(people, plan, 4, 8, name="引进项目", weight=D(3), indicator="leads", **heading)
    a_target(people, plan, 10, 20, name="上市公司", weight=D(1), **heading)
    put_in_force(people, plan)
    scheme = draft_scheme(people, name="部门年度考核办法", plan=plan)
    counted = scheme.lines.get(source="indicator")
    schemes.remove_part(counted, by=people.headquarters)
    schemes.add_line(
        by=people.headquarters,
        scheme=scheme,
        name="三年行动计划目标",
        source="plan",
        points=D(60),
        cap=D(100),
    )
    run = open_run(
        scheme=in_force(people, scheme), starts_on=timezone.localdate(), by=people.headquarters
    )
    from .at_work import a_lead, keep_up

    a_lead(people, timezone.localdate(), people.other_department)
    keep_up()
    card = next(each for each in cards_of(run) if each.subject.office == people.other_department)
    # half of the phase is over: 2 leads are due, 1 is there (50 %, weight 3); nothing is reported
    # of the other (weight 1): 37.5 %
    line = next(each for each in card.lines if each.kind == "plan")
    assert line.value == D("37.50") and line.points == D("22.50")
    assert [(part["weight"], part["counted"][:4]) for part in line.parts] == [
        ("3.00", "0.50"),
        ("1.00", "0.00"),
    ]


def test_lines_taken_from_the_plan_share_points_by_weight(people):
    plan = draft_plan(people)
    targets = [
        a_target(people, plan, 4, 8, name=name, weight=D(weight))
        for name, weight in (("到位资金", 5), ("签约项目", 3), ("三类 500 强", 3))
    ]
    scheme = schemes.create_scheme(
        by=people.headquarters,
        name="按计划考核",
        kind="department",
        period="year",
        plan=plan,
        department=people.city,
    )
    made = schemes.lines_of_targets(scheme, targets, points=D(70), by=people.headquarters)
    assert [each.points for each in made] == [D("31.82"), D("19.09"), D("19.09")]
    with pytest.raises(Refused, match="设有权重"):
        schemes.lines_of_targets(scheme, [], points=D(30), by=people.headquarters)


def test_a_veto_sets_the_grade_and_the_last_place(people, run):
    leads(people, 12, people.park_department)
    park = subject_of(run, people.park_department)
    judged = run.scheme.lines.get(source="judged")
    points(people, run, park, 40, line=judged)
    assert next(iter(cards_of(run))).grade == "excellent"
    points(people, run, park, 0, rule=run.scheme.rules.get(kind="veto"))
    cards = {card.subject: card for card in cards_of(run)}
    assert (cards[park].score, cards[park].grade, cards[park].rank) == (D(112), "failed", 2)


def test_points_count_once_another_person_confirmed_them(people, run):
    park = subject_of(run, people.park_department)
    judged = run.scheme.lines.get(source="judged")
    entry = points(people, run, park, 30, line=judged, is_left=True)
    assert scores(run)["经开区管委会"] == 0
    with pytest.raises(SamePerson):
        move(entry, "confirm", by=people.headquarters)
    move(entry, "confirm", by=people.assessor)
    assert scores(run)["经开区管委会"] == D(30)
    with pytest.raises(ValidationError, match="已有评议得分"):
        points(people, run, park, 20, line=judged)


def test_nobody_enters_or_confirms_points_of_the_own_department(people):
    scheme = draft_scheme(people)
    schemes.add_subject(by=people.headquarters, scheme=scheme, department=people.assessing)
    line = scheme.lines.get(source="indicator")
    own = scheme.subjects.get(department=people.assessing)
    schemes.set_goals(scheme, {(line, own): D(1)}, by=people.headquarters)
    run = a_run(people, in_force(people, scheme))
    judged = scheme.lines.get(source="judged")
    entry = points(people, run, own, 40, line=judged, is_left=True)
    with pytest.raises(Refused, match="您本人或本单位"):
        move(entry, "confirm", by=people.assessor)


@pytest.mark.parametrize(
    ("about", "amount"), [("line", "40.01"), ("bonus", "6.01"), ("veto", 1), ("bonus", 0)]
)
def test_no_more_points_than_there_are(people, run, about, amount):
    park = subject_of(run, people.park_department)
    chosen = (
        {"line": run.scheme.lines.get(source="judged")}
        if about == "line"
        else {"rule": run.scheme.rules.get(kind=about)}
    )
    with pytest.raises(ValidationError):
        points(people, run, park, amount, **chosen)


def test_what_is_published_stays_when_the_facts_change(people, run):
    leads(people, 8, people.park_department)
    published(people, run)
    assert scores(run) == {"经开区管委会": D(48), "武陵区招商局": D(0)}
    leads(people, 2, people.park_department)
    leads(people, 5, people.other_department)
    assert scores(run) == {"经开区管委会": D(48), "武陵区招商局": D(0)}
    now = {str(card.subject): card.score for card in live_cards(run)}
    assert now == {"经开区管委会": D(60), "武陵区招商局": D(60)}
    ScoreRun.objects.update(contest_until=timezone.localdate() - timedelta(days=1))
    move(run, "freeze", by=people.leader)
    leads(people, 1, people.park_department)
    assert scores(run)["经开区管委会"] == D(48)


def test_the_database_refuses_to_change_a_line(people, run):
    published(people, run)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CardLine.objects.update(points=100)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update dispatch_cardline set note = 'x'")


def test_a_period_is_published_when_it_is_over_and_nothing_waits(people, run):
    scheme = run.scheme
    today = timezone.localdate()
    running = open_run(scheme=scheme, starts_on=today, by=people.headquarters)
    with pytest.raises(Refused, match="才结束"):
        perform(running, "publish", by=people.headquarters)
    park = subject_of(run, people.park_department)
    entry = points(people, run, park, 3, rule=scheme.rules.get(kind="bonus"), is_left=True)
    with pytest.raises(Refused, match="没有复核"):
        published(people, run)
    move(entry, "refuse", by=people.assessor, note="材料不足")
    published(people, run)
    assert ScoreCard.objects.filter(run=run).count() == 2
    with pytest.raises(Refused, match="已经公布"):
        points(people, run, park, 3, rule=scheme.rules.get(kind="bonus"))
    with pytest.raises(ValidationError):
        a_run(people, scheme)


def test_who_published_does_not_freeze_and_not_before_the_time(people, run):
    published(people, run)
    with pytest.raises(Refused, match="申诉期到"):
        move(run, "freeze", by=people.leader)
    ScoreRun.objects.update(contest_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(SamePerson):
        move(run, "freeze", by=people.headquarters)
    with pytest.raises(NotPermitted):
        move(run, "freeze", by=people.officer)
    move(run, "freeze", by=people.leader)


def test_a_scheme_comes_into_force_whole(people):
    scheme = draft_scheme(people)
    line = scheme.lines.get(source="judged")
    line.points = D(39)
    line.save()
    with pytest.raises(Refused, match="应为 100 分"):
        in_force(people, scheme)
    line.points = D(40)
    line.save()
    schemes.add_subject(by=people.headquarters, scheme=scheme, department=people.assessing)
    with pytest.raises(Refused, match="招商线索"):
        in_force(people, scheme)
    schemes.remove_part(scheme.subjects.get(department=people.assessing), by=people.headquarters)
    with pytest.raises(NotPermitted):
        perform(scheme, "put_in_force", by=people.headquarters)
    in_force(people, scheme)
    with pytest.raises(ValidationError, match="另起新版本"):
        schemes.remove_part(line, by=people.headquarters)


def test_a_new_version_takes_the_place_of_the_old_one(people, run):
    leads(people, 8, people.park_department)
    old = run.scheme
    draft = schemes.new_version(old, by=people.headquarters)
    with pytest.raises(Refused, match="已是草案"):
        schemes.new_version(old, by=people.headquarters)
    assert [each.points for each in draft.lines.all()] == [D(60), D(40)]
    assert draft.rules.count() == 3 and draft.subjects.count() == 2
    line = draft.lines.get(source="indicator")
    line.cap = D(100)
    line.save()
    in_force(people, draft)
    old.refresh_from_db()
    assert (old.state, draft.version) == ("replaced", 2)
    assert scores(run)["经开区管委会"] == D(48)  # a period keeps the version it began with
    with pytest.raises(Refused, match="没有生效"):
        open_run(scheme=old, starts_on=timezone.localdate(), by=people.headquarters)


def test_many_are_asked_for_as_few_are(people, run, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        live_cards(run)
    scheme = draft_scheme(people, name="另一办法")
    from crm.core.models import Department

    line, goals = scheme.lines.get(source="indicator"), {}
    for number in range(12):
        office = Department.objects.create(name=f"园区{number}")
        made = schemes.add_subject(by=people.headquarters, scheme=scheme, department=office)
        goals[line, made] = D(3)
    schemes.set_goals(scheme, goals, by=people.headquarters)
    many = a_run(people, in_force(people, scheme))
    with django_assert_max_num_queries(14):
        assert len(live_cards(many)) == 14


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("month", "2026-02-01", "2026-02-28"),
        ("quarter", "2026-01-01", "2026-03-31"),
        ("half", "2026-01-01", "2026-06-30"),
        ("year", "2026-01-01", "2026-12-31"),
    ],
)
def test_periods_of_the_calendar(kind, first, last):
    from datetime import date

    found = period_of(kind, date(2026, 2, 14))
    assert [each.isoformat() for each in found] == [first, last]
    newest = newest_periods(kind, date(2026, 2, 14), 3)
    assert newest[0] == found and newest[1][1] == found[0] - timedelta(days=1)
