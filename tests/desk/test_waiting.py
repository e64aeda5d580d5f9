"""What of the desk stands in whose work queue."""

from datetime import timedelta

from django.utils import timezone

from crm.core.transitions import move, perform
from crm.desk.knowledge.write import write_entry
from crm.desk.models import AssignmentRule
from crm.desk.requests.joint import ask_for_help, supervise
from crm.desk.requests.say import hear, mark_read
from crm.desk.requests.settle import confirm
from crm.dispatch.models import Waiting
from crm.dispatch.queue.read import count_of, waiting_for
from crm.dispatch.queue.reconcile import check_all


def steps(user) -> list[str]:
    """Of what waits for them; as many are shown as are counted."""
    shown = waiting_for(user)
    assert len(shown) == count_of(user)
    return sorted(each.row.step for each in shown)


def test_it_goes_from_hand_to_hand(desk):
    people = desk.people
    request = desk.ask()
    assert (steps(people.officer), steps(people.head)) == (["take_up"], [])
    move(request, "take_up", by=people.officer)
    assert steps(people.officer) == ["answer"]
    perform(request, "answer", by=people.officer, answer="好了")
    assert steps(people.officer) == []
    confirm(request, satisfaction="unsatisfied", word="不行")
    assert (steps(people.officer), steps(people.head)) == ([], ["take_up"])
    assert steps(people.headquarters) == ["take_up"] and steps(people.leader) == []
    move(request, "take_up", by=people.head)
    perform(request, "answer", by=people.head, answer="好了")
    confirm(request, satisfaction="unsatisfied", word="还不行")
    assert (steps(people.head), steps(people.leader)) == ([], ["take_up"])
    assert check_all() == {}


def test_without_a_person_it_waits_for_the_department_and_without_one_for_who_assigns(desk):
    people = desk.people
    AssignmentRule.objects.update(person=None, department=people.park_department)
    desk.ask()
    assert steps(people.park_officer) == ["take_up"] and steps(people.outsider) == []
    AssignmentRule.objects.all().delete()
    desk.ask()
    assert "assign" in steps(people.head) and "assign" in steps(people.outsider)
    desk.ask("complaint")
    assert steps(people.outsider).count("assign") == 1, "what is confidential is not theirs"
    assert steps(people.headquarters).count("assign") == 2


def test_what_the_enterprise_writes_waits_to_be_read_even_when_it_is_settled(desk):
    people, request = desk.people, desk.ask()
    move(request, "take_up", by=people.officer)
    perform(request, "answer", by=people.officer, answer="好了")
    confirm(request, satisfaction="satisfied")
    hear(request, "谢谢，再问一句", via="mail")
    assert steps(people.officer) == ["read_message"]
    mark_read(request)
    assert steps(people.officer) == [] and check_all() == {}


def test_help_supervision_and_publishing(desk):
    people, request = desk.people, desk.ask()
    move(request, "take_up", by=people.officer)
    day = timezone.localdate() + timedelta(days=2)
    ask_for_help(
        request, by=people.officer, department=people.park_department, task="看", due_on=day
    )
    assert (steps(people.officer), steps(people.park_officer)) == ([], ["contribute"])
    supervise(request, text="快", due_on=day, by=people.headquarters)
    assert steps(people.officer) == ["answer"]
    entry = write_entry(question="问", answer="答", kind=request.kind, by=people.head)
    move(entry, "submit", by=people.head)
    assert "publish" in steps(people.leader) and "publish" not in steps(people.head)
    rows = Waiting.objects.of(entry)
    assert rows.get().is_decision and check_all() == {}
