"""From the question to the departments to the result, and what the lead's own steps make of it."""

from decimal import Decimal

import pytest
from django.db import transaction

from crm.core.errors import MissingFacts, NotPermitted, Refused, WrongState
from crm.core.models import Parameter
from crm.core.transitions import move, perform
from leads.judgement.convene import convene
from leads.judgement.give import GivenAnswer, give_opinion
from leads.judgement.measures import measured
from leads.judgement.schemes import in_force, new_version
from leads.models import Assessment, Opinion, Scheme
from tests.leads.judgement.conftest import SCORE


def opinions(judgement):
    return {str(opinion.department): opinion for opinion in judgement.opinions.all()}


def finish(judgement, people, assessors, answer, **others):
    answer(opinions(judgement)["市发改委"], assessors.planner, **others)
    answer(opinions(judgement)["市生态环境局"], assessors.ecologist, **others)
    perform(judgement, "finish", by=people.officer)
    judgement.refresh_from_db()


def test_each_department_asked_owes_one_opinion_by_a_working_day(judgement):
    assert sorted(opinion.answers.count() for opinion in judgement.opinions.all()) == [1, 5]
    assert all(opinion.due_on.weekday() < 5 for opinion in judgement.opinions.all())


def test_the_figures_are_those_of_the_lead_and_come_to_numbers_per_mu(judgement):
    assert measured(judgement, "investment_per_mu") == Decimal("250.0000")
    assert measured(judgement, "tax_per_mu") == Decimal("20.0000")
    assert measured(judgement, "energy_per_output") == Decimal("0.1000")
    judgement.land_mu = None
    assert measured(judgement, "tax_per_mu") is None


def test_the_score_is_weighed_from_all_opinions_and_explained(judgement, people, assessors, answer):
    finish(judgement, people, assessors, answer)
    assert (judgement.state, judgement.score, judgement.passes) == ("finished", SCORE, True)
    environment = next(line for line in judgement.explanation if line["criterion"] == "环境影响")
    assert environment["answers"] == [
        {"department": "市生态环境局", "said": "报告表", "points": "80", "remark": ""}
    ]
    assert environment["adds"] == "12.00"
    assert judgement.history.first().history_user == people.officer


def test_an_opinion_outstanding_holds_the_result_until_it_is_excused(
    judgement, people, assessors, answer
):
    answer(opinions(judgement)["市发改委"], assessors.planner)
    with pytest.raises(MissingFacts):
        perform(judgement, "finish", by=people.officer)
    late = opinions(judgement)["市生态环境局"]
    with pytest.raises(MissingFacts):
        move(late, "excuse", by=people.officer, note=" ")
    move(late, "excuse", by=people.officer, note="逾期未反馈")
    perform(judgement, "finish", by=people.officer)
    assert judgement.score == Decimal("79.12")


def test_an_opinion_is_given_once_and_by_its_own_department(judgement, people, assessors, answer):
    mine = opinions(judgement)["市发改委"]
    with pytest.raises(Refused):
        answer(mine, assessors.ecologist)
    assert mine.answers.exclude(points=None).count() == 0, "nothing of a refused opinion stays"
    with pytest.raises(Refused):
        answer(mine, people.officer)
    answer(mine, assessors.planner)
    with pytest.raises(WrongState):
        answer(mine, assessors.planner)
    assert (mine.state, mine.given_by) == ("given", assessors.planner)


def test_an_opinion_answers_every_criterion_with_a_value_of_its_scale(judgement, assessors, answer):
    mine = opinions(judgement)["市发改委"]
    first = mine.answers.first().criterion_id
    with pytest.raises(MissingFacts):
        give_opinion(mine, {first: GivenAnswer(word="园区主导产业")}, by=assessors.planner)
    with pytest.raises(Refused, match="很好"):
        answer(mine, assessors.planner, 产业契合度=GivenAnswer(word="很好"))
    with pytest.raises(Refused):
        answer(mine, assessors.planner, 亩均投资=GivenAnswer(number=Decimal("-1")))


def test_a_closed_judgement_takes_no_more_opinions(judgement, people, assessors, answer):
    move(judgement, "withdraw", by=people.officer, note="企业撤回")
    with pytest.raises(Refused):
        answer(opinions(judgement)["市发改委"], assessors.planner)


def test_one_judgement_of_a_lead_is_open_at_a_time(judgement, people, assessors, big_lead):
    asked = dict.fromkeys(in_force().criteria.all(), assessors.plan)
    with pytest.raises(Refused):
        convene(big_lead, asked, by=people.officer)
    with pytest.raises(NotPermitted):
        convene(big_lead, asked, by=people.auditor)
    move(judgement, "withdraw", by=people.officer, note="材料不全")
    assert convene(big_lead, asked, by=people.officer).state == "open"


def test_a_big_lead_is_neither_accepted_nor_rejected_without_a_judgement(
    judgement, people, assessors, answer, big_lead
):
    for step, note in (("judge", ""), ("reject", "不符合")):
        with pytest.raises(MissingFacts):
            move(big_lead, step, by=people.head, note=note)
    finish(judgement, people, assessors, answer)
    move(big_lead, "judge", by=people.head)
    assert big_lead.state == "judged"


@pytest.mark.parametrize(("investment", "accepted"), [("499999999.99", True), ("500000000", False)])
def test_the_threshold_is_a_number_on_the_screen(people, big_lead, investment, accepted):
    big_lead.investment = Decimal(investment)
    big_lead.save()
    assert big_lead.has_judgement() is accepted
    Parameter.objects.filter(code="judgement_from").update(value=Decimal(500_000_001))
    assert type(big_lead).objects.get(pk=big_lead.pk).has_judgement() is True
    Parameter.objects.filter(code="judgement_from").update(value=0)
    assert type(big_lead).objects.get(pk=big_lead.pk).has_judgement() is False


def test_a_judgement_against_it_lets_a_lead_be_rejected_and_not_accepted(
    judgement, people, assessors, answer, big_lead
):
    finish(judgement, people, assessors, answer, 环境影响=GivenAnswer(word="不符合准入"))
    assert (judgement.score, judgement.passes) == (Decimal("67.25"), False)
    with pytest.raises(MissingFacts):
        move(big_lead, "judge", by=people.head)
    move(big_lead, "reject", by=people.head, note="环评不符合准入")
    assert big_lead.state == "rejected"


def test_a_leader_overrules_with_a_reason_and_a_ruling(
    judgement, people, assessors, answer, big_lead
):
    finish(judgement, people, assessors, answer, 环境影响=GivenAnswer(word="不符合准入"))
    with pytest.raises(NotPermitted):
        move(judgement, "overrule", by=people.officer, note="重点项目", ruling="accept")
    with pytest.raises(MissingFacts):
        move(judgement, "overrule", by=people.leader, note="", ruling="accept")
    with pytest.raises(MissingFacts):
        move(judgement, "overrule", by=people.leader, note="重点项目")
    move(judgement, "overrule", by=people.leader, note="企业承诺改用清洁工艺", ruling="accept")
    move(big_lead, "judge", by=people.head)
    assert (big_lead.state, judgement.moves().last().note) == ("judged", "企业承诺改用清洁工艺")


def test_a_leader_need_not_wait_and_may_rule_against(judgement, people, big_lead):
    move(judgement, "overrule", by=people.leader, note="不再等待", ruling="reject")
    with pytest.raises(MissingFacts):
        move(big_lead, "judge", by=people.head)


def test_what_is_overdue_is_named(judgement, long_ago):
    assert Opinion.objects.overdue().count() == 0
    Opinion.objects.filter(department__name="市发改委").update(due_on=long_ago)
    assert [str(each.department) for each in Opinion.objects.overdue()] == ["市发改委"]
    assert judgement.overdue_in_words() == "市发改委"


def test_a_new_version_copies_the_criteria_and_takes_the_place_of_the_old_one(people, judgement):
    old = in_force()
    draft = new_version(by=people.headquarters, title="2027年标准")
    assert [criterion.weight for criterion in draft.criteria.all()] == [25, 20, 20, 10, 15, 10]
    assert (draft.number, draft.is_editable, old.is_editable) == (2, True, False)
    with pytest.raises(NotPermitted):
        perform(draft, "put_in_force", by=people.officer)
    perform(draft, "put_in_force", by=people.headquarters)
    old.refresh_from_db()
    assert (old.state, in_force(), judgement.scheme) == ("retired", draft, old)


def test_a_version_without_criteria_does_not_come_into_force(people):
    Scheme.objects.get().criteria.all().delete()
    draft = new_version(by=people.headquarters, title="空白")
    with pytest.raises(MissingFacts):
        perform(draft, "put_in_force", by=people.headquarters)


def test_what_goes_wrong_midway_leaves_nothing(people, assessors, big_lead):
    criteria = list(in_force().criteria.all())
    with pytest.raises(Refused), transaction.atomic():
        convene(big_lead, {}, by=people.officer)
    other = new_version(by=people.headquarters, title="草案")
    with pytest.raises(Refused):
        convene(
            big_lead,
            {criteria[0]: assessors.plan, other.criteria.first(): assessors.plan},
            by=people.officer,
        )
    assert Assessment.objects.count() == 0
