"""From the call to its end, and what leads beside the usual way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.core.errors import MissingFacts, NotPermitted, Refused, SamePerson, WrongState
from crm.core.transitions import move, next_steps, perform
from crm.demo.clock import at
from crm.desk.models import ServiceRequest
from crm.desk.requests.joint import ask_for_help, supervise
from crm.desk.requests.say import hear, reply
from crm.desk.requests.settle import close_by_time, confirm, merge, reopen, transfer, withdraw


def in_days(days):
    return at(timezone.now() + timedelta(days=days))


def answered(desk, **facts) -> ServiceRequest:
    request = desk.ask(**facts)
    move(request, "take_up", by=desk.people.officer)
    perform(request, "answer", by=desk.people.officer, answer="凭批复到三楼环保窗口。")
    return request


def test_the_usual_way(desk):
    request = desk.ask()
    assert request.state == "assigned", "the rule gives it to the officer at once"
    assert (request.person, request.department) == (desk.people.officer, desk.people.city)
    move(request, "take_up", by=desk.people.officer)
    perform(request, "answer", by=desk.people.officer, answer="凭批复到三楼环保窗口。")
    assert request.was_in_time and request.due_at is None
    confirm(request, satisfaction="satisfied", word="很快")
    assert request.state == "closed" and request.closed_at
    steps = list(request.moves().values_list("name", flat=True))
    assert steps == ["assign", "take_up", "answer", "confirm"]
    said = request.messages.values_list("is_from_enterprise", "is_answer", "text")
    assert list(said) == [
        (True, False, "环评批复后排污许可证怎么变更？"),
        (False, True, "凭批复到三楼环保窗口。"),
    ]


def test_where_no_rule_fits_it_waits_to_be_assigned(desk):
    from crm.desk.models import AssignmentRule

    AssignmentRule.objects.all().delete()
    request = desk.ask()
    assert request.state == "received" and request.departments == []
    with pytest.raises(MissingFacts):
        move(request, "assign", by=desk.people.head)
    move(request, "assign", by=desk.people.head, department=desk.people.other_department)
    assert request.state == "assigned"
    assert request.departments == [desk.people.other_department.pk]


def test_nothing_is_answered_without_an_answer(desk):
    request = desk.ask()
    move(request, "take_up", by=desk.people.officer)
    with pytest.raises(MissingFacts):
        perform(request, "answer", by=desk.people.officer, answer="")
    assert request.messages.count() == 1


def test_another_department_does_not_take_what_is_not_its_own(desk):
    request = desk.ask()
    with pytest.raises(Refused):
        move(request, "take_up", by=desk.people.outsider)


def test_who_handled_it_does_not_say_how_satisfied_the_enterprise_is(desk):
    request = answered(desk)
    with pytest.raises(SamePerson):
        confirm(request, by=desk.people.officer, satisfaction="satisfied")
    confirm(request, by=desk.people.head, satisfaction="content")
    assert request.state == "closed"


def test_who_is_not_satisfied_comes_before_the_next_level_and_then_the_leader(desk):
    people, request = desk.people, answered(desk)
    confirm(request, satisfaction="unsatisfied", word="窗口说不归他们办")
    assert (request.state, request.level, request.times_reopened) == ("reopened", 1, 1)
    assert request.answer == "" and request.due_at, "its times run again"
    with pytest.raises(Refused, match="科长|section head"):
        move(request, "take_up", by=people.officer)
    move(request, "take_up", by=people.head)
    perform(request, "answer", by=people.head, answer="已协调窗口受理。")
    reopen(request, note="还是没有受理")
    assert request.level == 2
    with pytest.raises(Refused):
        move(request, "take_up", by=people.head)
    move(request, "take_up", by=people.leader)
    perform(request, "answer", by=people.leader, answer="当天已办结。")
    reopen(request, note="再看看")
    assert request.level == 2, "there is nobody above the leader"


def test_what_is_settled_can_be_opened_again_for_some_working_days_only(desk):
    request = answered(desk)
    confirm(request, satisfaction="satisfied")
    with in_days(8):
        reopen(request, note="又退回来了")
    assert request.state == "reopened"
    late = answered(desk, phone="13800000001")
    confirm(late, satisfaction="satisfied")
    with in_days(30), pytest.raises(Refused, match=late.number):
        reopen(late, note="又退回来了")


def test_without_a_word_it_is_settled_after_the_days_set_and_not_before(desk):
    request, other = answered(desk), answered(desk, phone="13800000001")
    with in_days(1):
        close_by_time()
    assert ServiceRequest.objects.filter(state="answered").count() == 2
    hear(other, "窗口没有受理", via="form")
    with in_days(15):
        close_by_time()
    request.refresh_from_db(), other.refresh_from_db()
    assert (request.state, request.satisfaction) == ("closed", "")
    assert other.state == "answered", "what nobody has read is read first"


def test_the_days_without_a_word_begin_with_the_last_word(desk, people):
    request = answered(desk)
    with in_days(7):
        hear(request, "还没办好", via="form")
        request.messages.update(seen_at=timezone.now())
    with in_days(9):
        close_by_time()
    request.refresh_from_db()
    assert request.state == "answered"
    with in_days(40):
        close_by_time()
    request.refresh_from_db()
    assert request.state == "closed"


def test_ends_beside_the_way_have_their_reason(desk):
    people = desk.people
    request = desk.ask()
    with pytest.raises(MissingFacts):
        withdraw(request, note=" ")
    withdraw(request, note="已自行办好")
    assert request.state == "withdrawn" and not request.clocks.running().exists()
    other = desk.ask(phone="13800000001")
    transfer(other, by=people.officer, note="归住建部门", transferred_to="市住建局")
    assert other.state == "transferred"
    assert "市住建局" in other.messages.last().text and "归住建部门" in other.messages.last().text
    with pytest.raises(WrongState):
        move(other, "take_up", by=people.officer)


def test_of_two_that_are_one_the_second_is_read_in_the_first(desk):
    first, second = desk.ask(), desk.ask(content="窗口在几楼？", phone="13800000001")
    merge(second, by=desk.people.officer, note="同一件事", merged_into=first)
    assert (second.state, second.merged_into) == ("merged", first)
    assert "窗口在几楼？" in first.messages.last().text
    assert first.number in second.messages.last().text
    third = desk.ask(phone="13800000002")
    with pytest.raises(Refused):
        merge(third, by=desk.people.officer, note="同一件事", merged_into=second)
    with pytest.raises(Refused):
        merge(third, by=desk.people.officer, note="同一件事", merged_into=desk.ask("complaint"))


def test_departments_give_their_part_before_the_one_in_the_lead_answers(desk):
    people, request = desk.people, desk.ask()
    move(request, "take_up", by=people.officer)
    day = timezone.localdate() + timedelta(days=2)
    helping = {"department": people.park_department, "task": "到现场看一次", "due_on": day}
    with pytest.raises(NotPermitted):
        ask_for_help(request, by=people.outsider, **helping)
    assistance = ask_for_help(request, by=people.officer, **helping)
    assert request.departments == sorted([people.city.pk, people.park_department.pk])
    with pytest.raises(MissingFacts):
        perform(request, "answer", by=people.officer, answer="好了")
    assert {step.name for step in next_steps(assistance, people.park_officer)} == {
        "contribute",
        "release",
    }
    for other in (people.outsider, people.officer):  # of neither department; who asked
        with pytest.raises(Refused):
            move(assistance, "contribute", by=other, part="不是我的")
    move(assistance, "contribute", by=people.park_officer, part="现场已看，可以办")
    perform(request, "answer", by=people.officer, answer="现场已看，可以办。")
    assert request.state == "answered"


def test_a_department_that_is_released_sees_it_no_longer(desk):
    people, request = desk.people, desk.ask()
    day = timezone.localdate()
    assistance = ask_for_help(
        request, by=people.officer, department=people.other_department, task="看", due_on=day
    )
    assert ServiceRequest.objects.visible_to(people.outsider).exists()
    move(assistance, "release", by=people.officer, note="不需要了")
    assert not ServiceRequest.objects.visible_to(people.outsider).exists()


def test_supervision_is_answered_by_who_handles_it(desk):
    people, request = desk.people, desk.ask()
    day = timezone.localdate() + timedelta(days=1)
    with pytest.raises(NotPermitted):
        supervise(request, text="请尽快", due_on=day, by=people.officer)
    supervision = supervise(request, text="请尽快", due_on=day, by=people.headquarters)
    with pytest.raises(Refused):
        move(supervision, "answer", by=people.head, answer="代答")
    move(supervision, "answer", by=people.officer, answer="明天办结")
    assert supervision.state == "answered"


def test_only_the_lead_writes_to_the_enterprise(desk):
    request = desk.ask()
    with pytest.raises(NotPermitted):
        reply(request, "我们来答", by=desk.people.outsider)
    with pytest.raises(Refused):
        reply(request, "  ", by=desk.people.officer)
    reply(request, "正在核实", by=desk.people.officer)
    assert not request.messages.last().is_answer


def test_what_is_asked_again_names_what_was_asked_before(desk):
    first = desk.ask()
    assert desk.ask(content="还是那件事").repeat_of == first
    assert desk.ask("land").repeat_of is None, "another kind"
    assert desk.ask(phone="13800000009").repeat_of is None, "somebody else"
