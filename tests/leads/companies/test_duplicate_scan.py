"""Searching what is stored for pairs that may be one; nothing is joined by the program."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from crm.core.models import Parameter
from leads.companies.likeness import find_duplicates
from leads.models import Company, MatchCandidate
from leads.targets.importing import import_plan, read_plan


def companies(*names):
    return [Company.objects.create(name=name) for name in names]


def pairs():
    return {
        (candidate.company.name, candidate.other.name, candidate.kind)
        for candidate in MatchCandidate.objects.all()
    }


def test_the_scan_writes_each_pair_down_once(people):
    companies(
        "潍坊市光翔新能源有限公司",
        "大桃纺织有限公司",
        "光翔新能源有限责任公司",
        "潍坊市光祥新能源有限公司",
    )
    scan = find_duplicates(by=people.head)
    assert scan.companies == 4
    assert ("光翔新能源有限责任公司", "潍坊市光翔新能源有限公司", "same") in pairs()
    assert ("潍坊市光祥新能源有限公司", "潍坊市光翔新能源有限公司", "similar") in pairs()
    assert not any("大桃" in name for pair in pairs() for name in pair)
    assert MatchCandidate.history.count() == scan.candidates
    assert MatchCandidate.history.first().history_user == people.head
    assert find_duplicates().candidates == 0


def test_a_judged_pair_is_not_held_up_again(db):
    companies("光翔新能源有限公司", "光翔新能源有限责任公司")
    find_duplicates()
    MatchCandidate.objects.get().delete()
    newer, older = Company.objects.order_by("-pk")
    MatchCandidate.objects.create(company=older, other=newer, score=100, verdict="different")
    assert find_duplicates().candidates == 0


def test_groups_and_branches_are_written_down_as_related(db):
    companies("光翔新能源有限公司", "光翔新能源集团有限公司", "光翔新能源有限公司常德分公司")
    find_duplicates()
    assert {kind for *_names, kind in pairs()} == {"group", "branch"}
    assert Company.objects.count() == 3


def test_namesakes_in_other_places_are_not_held_up(db):
    companies("湖南长城科技有限公司", "广东长城科技有限公司")
    assert find_duplicates().candidates == 0


def test_the_bureau_sets_how_like_is_alike(db):
    companies("潍坊市光翔新能源有限公司", "潍坊市光祥新能源有限公司")
    parameter = Parameter.objects.get(code="duplicate_likeness")
    parameter.value = 99
    parameter.save()
    assert find_duplicates().candidates == 0


def test_the_command_can_be_told_to_look_at_what_changed(db):
    old, _new = companies("光翔新能源有限公司", "光翔新能源有限责任公司")
    Company.objects.filter(pk__gte=old.pk).update(updated_at=timezone.now() - timedelta(days=9))
    for days, told in ((3, "0 companies compared, 0 new"), (10, "2 companies compared, 1 new")):
        out = StringIO()
        call_command("find_duplicates", days=days, workers=1, stdout=out, stderr=StringIO())
        assert told in out.getvalue()


def test_a_stale_core_is_put_right_by_the_whole_scan(db):
    first, _second = companies("光翔新能源有限公司", "光翔新能源有限责任公司")
    Company.objects.filter(pk=first.pk).update(name_key="something")
    call_command("find_duplicates", workers=1, stdout=StringIO(), stderr=StringIO())
    assert Company.objects.get(pk=first.pk).name_key == "光翔新能源"


def test_an_import_never_joins_namesakes_groups_or_branches(db):
    companies("湖南长城科技有限公司", "恒力有限公司", "大桃纺织有限公司常德分公司")
    text = (
        "rank,name_zh,province,revenue_10k_cny\n1,广东长城科技有限公司,广东省,9\n2,"
        "恒力集团有限公司,江苏省,8\n3,大桃纺织有限公司,湖南省,7\n4,湖南长城科技股份有限公司,"
        "湖南省,6\n"
    )
    result = import_plan(read_plan("p.csv", text.encode()), kind="private500", year=2026)
    assert result.new_companies == 3
    assert Company.objects.count() == 6
    assert {kind for *_names, kind in pairs()} == {"group", "branch"}
