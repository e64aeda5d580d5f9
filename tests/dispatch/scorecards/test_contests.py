"""A card is contested in its time and corrected on record."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused, SamePerson
from crm.core.models import Attachment, Notification
from crm.core.transitions import move, perform
from crm.core.working_days import add_working_days
from crm.dispatch.models import CardLine, ScoreCard, ScoreContest, ScoreRun, Waiting
from crm.dispatch.scorecards import schemes
from crm.dispatch.scorecards.contest import contest, uphold
from crm.dispatch.scorecards.reckon import cards_of
from tests.cast import new_evidence

from .at_work import a_run, draft_scheme, in_force, leads, points, published, subject_of

D = Decimal


@pytest.fixture
def card(people, run):
    """Of the park: 8 of 10 leads, 30 points judged, 2 taken off; the other has 72 points."""
    leads(people, 8, people.park_department)
    leads(people, 9, people.other_department)
    park = subject_of(run, people.park_department)
    points(people, run, park, 30, line=run.scheme.lines.get(source="judged"))
    points(people, run, park, 2, rule=run.scheme.rules.get(kind="deduction"))
    published(people, run)
    return ScoreCard.objects.get(run=run, subject=park)


def line_of(card, kind) -> CardLine:
    return card.lines.live().get(kind=kind)


def contested(people, card, kind="indicator", **more) -> ScoreContest:
    line = line_of(card, kind) if kind else None
    return contest(card, line=line, text="两条线索未计入", by=people.park_officer, **more)


def test_a_contest_upheld_is_a_new_line_beside_the_old(people, card):
    assert (card.score, card.rank, card.grade) == (D(76), 1, "passed")
    made = contested(people, card, evidence=new_evidence())
    assert Attachment.objects.of(made).count() == 1
    old = made.line
    new = uphold(made, answer="经核对，补计两条。", value=D(10), by=people.headquarters)
    card.refresh_from_db()
    assert (card.score, card.grade) == (D(88), "good")
    assert (old.value, old.points) == (D(8), D(48))
    old = CardLine.objects.get(pk=old.pk)
    assert (old.value, old.points, old.superseded_by) == (D(8), D(48), new)
    assert (new.value, new.points, new.contest, new.by) == (
        D(10),
        D(60),
        made,
        people.headquarters,
    )
    assert [each.score for each in card.history.order_by("history_id")] == [D(76), D(88)]
    assert card.history.first().history_user == people.headquarters
    shown = next(each for each in cards_of(card.run) if each.stored == card)
    assert sum(line.points for line in shown.lines) == D(88)
    made.refresh_from_db()
    assert (made.state, made.answered_by) == ("upheld", people.headquarters)


def test_a_goal_that_was_wrong_is_corrected(people, card):
    made = contested(people, card)
    new = uphold(made, answer="目标应为 8。", goal=D(8), by=people.headquarters)
    assert (new.value, new.goal, new.points) == (D(8), D(8), D(60))


def test_ranks_follow_a_correction(people, card):
    other = ScoreCard.objects.exclude(pk=card.pk).get()
    assert (card.rank, other.rank) == (1, 2)
    made = contest(other, line=None, text="漏计加分", by=people.outsider)
    new = uphold(made, answer="补计 5 分。", points=D(5), by=people.headquarters)
    assert (new.kind, new.points) == ("correction", D(5))
    other.refresh_from_db()
    card.refresh_from_db()
    assert (other.score, other.rank, card.rank) == (D(77), 1, 2)
    assert card.history.count() == 2  # each card that moved keeps why


def test_points_taken_off_by_mistake_come_back(people, card):
    made = contested(people, card, "deduction")
    new = uphold(made, answer="该线索已按期跟进。", points=D(0), by=people.headquarters)
    card.refresh_from_db()
    assert (new.points, card.score) == (D(0), D(78))


def test_a_veto_upheld_against_is_lifted(people, run):
    park = subject_of(run, people.park_department)
    leads(people, 12, people.park_department)
    points(people, run, park, 0, rule=run.scheme.rules.get(kind="veto"))
    published(people, run)
    card = ScoreCard.objects.get(run=run, subject=park)
    assert (card.grade, card.rank) == ("failed", 2)
    uphold(contested(people, card, "veto"), answer="查无此事。", by=people.headquarters)
    card.refresh_from_db()
    assert (card.grade, card.rank, card.score) == ("passed", 1, D(72))
    assert not any(each.has_veto for each in cards_of(run))


def test_a_contest_rejected_changes_nothing_and_is_answered(people, card):
    made = contested(people, card)
    Notification.objects.all().delete()
    perform(made, "reject", by=people.headquarters, answer="按核验日统计，不予补计。")
    card.refresh_from_db()
    assert (card.score, card.lines.count()) == (D(76), 3)
    told = Notification.objects.get(recipient=people.park_officer)
    assert told.kind == "score_contest_answered"
    contested(people, card)  # it may be contested anew while there is time


def test_the_window_is_as_many_working_days_as_the_scheme_says(people, card):
    today = timezone.localdate()
    assert card.run.contest_until == add_working_days(today, 5)
    ScoreRun.objects.update(contest_until=today)
    card.refresh_from_db()
    contested(people, card)
    ScoreRun.objects.update(contest_until=today - timedelta(days=1))
    with pytest.raises(Refused, match="截止"):
        contest(card, text="迟了", by=people.park_officer)


def test_a_period_is_not_frozen_over_an_open_contest(people, card):
    made = contested(people, card)
    ScoreRun.objects.update(contest_until=timezone.localdate() - timedelta(days=1))
    run = ScoreRun.objects.get(pk=card.run_id)
    with pytest.raises(Refused, match="经开区管委会"):
        move(run, "freeze", by=people.leader)
    uphold(made, answer="补计。", value=D(9), by=people.assessor)  # answered after the window
    move(run, "freeze", by=people.leader)
    with pytest.raises(Refused):
        contest(card, text="冻结后", by=people.park_officer)


@pytest.mark.parametrize(
    "who", ["officer", "outsider", "headquarters", "leader", "auditor", "agency"]
)
def test_nobody_contests_the_card_of_others(people, card, who):
    with pytest.raises(NotPermitted):
        contest(card, text="不是我的", by=getattr(people, who))


@pytest.mark.parametrize("who", ["officer", "park_officer", "finance", "leader", "auditor"])
def test_who_does_not_assess_does_not_answer(people, card, who):
    made = contested(people, card)
    with pytest.raises((NotPermitted, SamePerson)):
        uphold(made, answer="好", value=D(10), by=getattr(people, who))
    assert card.lines.count() == 3


def test_who_contested_does_not_answer(people):
    scheme = draft_scheme(people)
    own = schemes.add_subject(by=people.headquarters, scheme=scheme, department=people.assessing)
    line = scheme.lines.get(source="indicator")
    schemes.set_goals(scheme, {(line, own): D(1)}, by=people.headquarters)
    run = published(people, a_run(people, in_force(people, scheme)))
    card = ScoreCard.objects.get(run=run, subject=own)
    made = contest(card, text="漏计", by=people.assessor)
    with pytest.raises(SamePerson):
        perform(made, "reject", by=people.assessor, answer="自答")
    perform(made, "reject", by=people.headquarters, answer="已核对。")


def test_a_line_is_contested_once_at_a_time_and_not_after_its_correction(people, card):
    made = contested(people, card)
    with pytest.raises(ValidationError, match="已有申诉"):
        contested(people, card)
    contested(people, card, kind=None)
    with pytest.raises(ValidationError, match="已有申诉"):
        contested(people, card, kind=None)
    old = made.line
    with pytest.raises(Refused, match="没有变化"):
        uphold(made, answer="好", value=D(8), by=people.headquarters)
    uphold(made, answer="好", value=D(9), by=people.headquarters)
    with pytest.raises(Refused, match="已被更正"):
        contest(card, line=old, text="再议", by=people.park_officer)


def test_who_contested_takes_it_back(people, card):
    made = contested(people, card)
    with pytest.raises(Refused, match="申诉人撤回"):
        move(made, "withdraw", by=people.officer, note="代撤")
    move(made, "withdraw", by=people.park_officer, note="已核清")
    assert made.state == "withdrawn"


def test_a_contest_waits_for_who_answers_and_the_period_for_the_contest(people, card):
    made = contested(people, card)
    assert Waiting.objects.visible_to(people.headquarters).filter(step="answer_contest").count()
    assert Waiting.objects.visible_to(people.assessor).filter(step="answer_contest").count()
    assert not Waiting.objects.visible_to(people.leader).filter(step="freeze").exists()
    uphold(made, answer="补计。", value=D(10), by=people.assessor)
    assert not Waiting.objects.filter(step="answer_contest").exists()
    assert Waiting.objects.visible_to(people.leader).filter(step="freeze").count() == 1
    assert not Waiting.objects.visible_to(people.headquarters).filter(step="freeze").exists()


def test_an_agent_reads_and_contests_its_own_card_in_the_portal(client, people, agent):
    scheme = draft_scheme(people, name="委托机构考核办法", kind="agent")
    own = schemes.add_subject(by=people.headquarters, scheme=scheme, agent=agent)
    line = scheme.lines.get(source="indicator")
    schemes.set_goals(scheme, {(line, own): D(1)}, by=people.headquarters)
    run = a_run(people, in_force(people, scheme))
    address = reverse("portal:scorecard", args=[run.pk, own.pk])
    client.force_login(people.agency)
    assert client.get(address).status_code == 404  # a preview is not for people from outside
    published(people, run)
    assert "招商线索" in client.get(address).text
    assert address in client.get(reverse("portal:scorecards")).text
    client.force_login(people.referrer)
    assert client.get(address).status_code == 404
    client.force_login(people.agency)
    posted = client.post(address, {"line": "", "text": "漏计一条线索"})
    assert posted.status_code == 302
    made = ScoreContest.objects.get()
    assert made.by == people.agency
    assert made.number in client.get(address).text
