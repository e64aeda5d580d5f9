"""Sharing out: evenly within one, within all limits, and once, however many do it at once."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from crm.core.errors import NotPermitted, Refused
from leads.campaigns.allot import Hand, allot
from leads.campaigns.choose import choose
from leads.campaigns.share import Rule, share
from leads.models import CampaignMember, Company, Industry
from tests.leads.campaigns.conftest import new_campaign, new_companies, new_officer

HANDS = some.lists(
    some.tuples(some.integers(0, 12), some.none() | some.integers(0, 12)), min_size=1, max_size=8
)


def hands_of(drawn):
    return [Hand(n, holding, most) for n, (holding, most) in enumerate(drawn)]


# A busy machine is no fault of the rule.
tried = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@tried
@given(HANDS, some.integers(0, 60))
def test_shares_are_even_within_one_and_keep_the_limits(drawn, count):
    hands = hands_of(drawn)
    before = {hand.officer: hand.holding for hand in hands}
    given_to = allot(range(count), hands)
    got = Counter(officer for officer in given_to.values() if officer is not None)
    for hand in hands:
        assert hand.holding == before[hand.officer] + got[hand.officer]
        if got[hand.officer] and hand.most is not None:
            assert hand.holding <= hand.most
        for other in hands:
            is_ahead = got[hand.officer] and hand.holding > other.holding + 1
            assert not is_ahead or other.is_full
    assert list(given_to.values()).count(None) == count - sum(got.values())
    assert None not in given_to.values() or all(hand.is_full for hand in hands)


@tried
@given(some.lists(some.sampled_from("甲乙丙丁"), max_size=40), some.integers(1, 10))
def test_what_somebody_is_named_for_goes_to_nobody_else(kinds, most):
    hands = [
        Hand("a", is_named=True, fits=lambda each: each[1] == "甲", most=most),
        Hand("b", is_named=True, fits=lambda each: each[1] in "甲乙"),
        Hand("c"),
    ]
    given_to = allot(list(enumerate(kinds)), hands)
    for (_n, kind), officer in given_to.items():
        assert officer in {"甲": {"a", "b"}, "乙": {"b"}}.get(kind, {"c"})
    assert list(given_to.values()).count("a") <= most


def test_evenly_and_in_one_hand(people, chosen):
    shared = share(chosen.campaign, Rule.EVEN, by=people.head)
    assert shared.by_officer == {people.officer: 3, people.head: 3}
    assert shared.left == 0
    day = timezone.localdate() + timedelta(days=7)
    assert set(chosen.campaign.targets.values_list("next_on", flat=True)) == {day}
    assert share(chosen.campaign, Rule.EVEN, by=people.head).count == 0


def test_of_a_campaign_still_to_come_the_days_count_from_its_beginning(people, chosen):
    begins = timezone.localdate() + timedelta(days=20)
    chosen.campaign.starts_on = begins
    chosen.campaign.save()
    share(chosen.campaign, Rule.EVEN, by=people.head)
    assert chosen.campaign.targets.first().next_on == begins + timedelta(days=7)


def test_nobody_gets_more_than_their_limit(people, chosen):
    chosen.campaign.members.filter(officer=people.officer).update(most=1)
    chosen.campaign.members.filter(officer=people.head).update(most=2)
    shared = share(chosen.campaign, Rule.EVEN, by=people.head)
    assert shared.by_officer == {people.officer: 1, people.head: 2}
    assert shared.left == 3


def test_by_industry_country_and_region(people, campaign):
    first, second = campaign.members.order_by("pk")
    first.industry_codes, first.countries, first.regions = "38", "德国、日本", "广东"
    first.save()
    electric = Company.objects.create(name="电机", industry=Industry.objects.get(code="3811"))
    german = Company.objects.create(name="汉堡机械", country="德国")
    local = Company.objects.create(name="广东某厂", region_id="44")
    for rule, its in ((Rule.INDUSTRY, electric), (Rule.COUNTRY, german), (Rule.REGION, local)):
        chosen = [each.pk for each in (electric, german, local)]
        campaign.targets.all().delete()
        choose(campaign, chosen, by=people.head)
        share(campaign, rule, by=people.head)
        owners = {target.company: target.owner for target in campaign.targets.all()}
        assert owners.pop(its) == people.officer
        assert set(owners.values()) == {people.head}


def test_what_nobody_is_named_for_is_left(people, campaign):
    campaign.members.update(countries="德国")
    company = Company.objects.create(name="首尔电子", country="韩国")
    choose(campaign, [company.pk], by=people.head)
    assert share(campaign, Rule.COUNTRY, by=people.head).left == 1


def test_without_a_team_or_the_right_nothing_is_shared(people, chosen):
    with pytest.raises(NotPermitted):
        share(chosen.campaign, Rule.EVEN, by=people.officer)
    chosen.campaign.members.all().delete()
    with pytest.raises(Refused):
        share(chosen.campaign, Rule.EVEN, by=people.head)


def test_who_gets_companies_is_told_once_and_each_has_its_history(people, chosen):
    share(chosen.campaign, Rule.EVEN, by=people.head)
    told = people.officer.notifications.get()
    assert told.kind == "companies_shared"
    target = chosen.campaign.targets.first()
    assert [each.history_user for each in target.history.order_by("history_id")] == [
        people.head,
        people.head,
    ]


@pytest.fixture
def committed(committed_database):
    """A campaign with a team of three, sixty companies, and ten heads who share them out."""
    from crm.core.models import Department

    department = Department.objects.create(name="同刻招商局")
    heads = [new_officer(f"head_{n}", department, "section_head") for n in range(10)]
    campaign = new_campaign(department)
    for n in range(3):
        officer = new_officer(f"officer_{n}", department)
        CampaignMember.objects.create(campaign=campaign, officer=officer, most=22)
    companies = new_companies(60)
    choose(campaign, [company.pk for company in companies], by=heads[0])
    return campaign, heads, [company.pk for company in companies]


def at_once(works):
    """Each of the works over a connection of its own; what they came to."""
    together, came_to = threading.Barrier(len(works)), []

    def run(work):
        together.wait()
        try:
            came_to.append(work())
        except Exception as error:  # a test of what is raised at all
            came_to.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came_to


def test_ten_who_share_at_once_share_each_company_once(committed):
    campaign, heads, _companies = committed
    shared = at_once([lambda head=head: share(campaign, Rule.EVEN, by=head) for head in heads])
    assert sorted(each.count for each in shared) == [0] * 9 + [60]
    holding = Counter(campaign.targets.values_list("owner__username", flat=True))
    assert holding == {"officer_0": 20, "officer_1": 20, "officer_2": 20}
    for target in campaign.targets.all():
        assert target.history.count() == 2


def test_ten_campaigns_that_choose_the_same_at_once_have_each_company_once(committed):
    campaign, heads, companies = committed
    campaign.targets.all().delete()
    others = [new_campaign(campaign.department, name=f"行动 {n}") for n in range(10)]
    chosen = at_once(
        [
            lambda n=n: choose(others[n], companies[n:] + companies[:n], by=heads[n])
            for n in range(10)
        ]
    )
    assert sum(each.added for each in chosen) == 60
    assert all(each.added + each.left_out.total() == 60 for each in chosen)
