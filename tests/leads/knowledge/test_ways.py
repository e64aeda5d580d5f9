"""The shortest ways from us to a company."""

import pytest

from leads.knowledge.ways import ways_to
from leads.models import Company, CompanyRelation, Contact


def named(name, **facts):
    return Company.objects.create(name=name, **facts)


def told(ways):
    return [
        (way.steps, str(way.person or ""), [company.name for company in way.companies])
        for way in ways
    ]


def test_one_of_us_is_one_step_a_native_two(people, company, native, acquaint):
    acquaint(company, native=native, closeness=3)
    assert told(ways_to(company, people.officer)) == [(2, "周远", [company.name])]
    acquaint(company, colleague=people.head)
    assert told(ways_to(company, people.officer))[0] == (1, str(people.head), [company.name])


def test_of_two_ways_as_short_the_closer_acquaintance_comes_first(
    people, company, native, acquaint
):
    other = type(native).objects.create(name="吴近")
    acquaint(company, native=native, closeness=1)
    acquaint(company, native=other, closeness=3)
    assert [str(way.person) for way in ways_to(company, people.officer)] == ["吴近", "周远"]


def test_a_settled_customer_leads_to_its_supplier(people, company, deal, relate):
    relate(deal.lead.company, "supplier", company)
    (way,) = ways_to(company, people.officer)
    assert told([way]) == [(2, "", [deal.lead.company.name, company.name])]
    assert way.hows == ("客户",)


def test_over_one_company_in_between_it_is_three_steps(people, company, native, acquaint, relate):
    middle = named("中间供应有限公司")
    relate(company, "supplier", middle)
    acquaint(middle, native=native)
    (way,) = ways_to(company, people.officer)
    assert told([way]) == [(3, "周远", [middle.name, company.name])]


def test_over_two_companies_only_one_that_works_here_is_near_enough(
    people, company, native, acquaint, relate, deal
):
    first, second = named("第一层有限公司"), named("第二层有限公司")
    relate(company, "customer", first)
    relate(second, "supplier", first)
    acquaint(second, native=native)
    assert ways_to(company, people.officer) == []
    relate(first, "partner", deal.lead.company)
    (way,) = ways_to(company, people.officer)
    assert told([way]) == [(3, "", [deal.lead.company.name, first.name, company.name])]


def test_the_group_is_a_tie_and_a_competitor_is_none(people, company, native, acquaint, relate):
    rival = named("竞争有限公司")
    relate(company, "competitor", rival)
    acquaint(rival, native=native)
    assert ways_to(company, people.officer) == []
    parent = named("示范控股集团有限公司")
    company.parent = parent
    company.save()
    acquaint(parent, native=native)
    assert told(ways_to(company, people.officer)) == [(3, "周远", [parent.name, company.name])]


def test_who_works_there_leads_there(people, company, native):
    native.company, native.position = company, "副总裁"
    native.save()
    (way,) = ways_to(company, people.officer)
    assert (way.steps, way.how) == (2, "在该企业任职，副总裁")


def test_who_does_not_want_to_be_asked_is_no_way(people, company, native, acquaint):
    acquaint(company, native=native, consent="refused")
    assert ways_to(company, people.officer) == []


def test_another_departments_people_are_no_way_of_ours(people, company, native, acquaint):
    contact = Contact.objects.create(company=company, name="密", department=people.city)
    acquaint(company, native=native)
    assert len(ways_to(company, people.officer)) == 2
    assert ways_to(company, people.outsider) == []
    assert contact in Contact.objects.visible_to(people.leader)
    assert len(ways_to(company, people.leader)) == 2


@pytest.mark.parametrize("ties", [3, 700])
def test_a_hub_is_asked_for_as_often_as_a_company_with_few_ties(
    people, company, ties, django_assert_max_num_queries
):
    others = Company.objects.bulk_create(Company(name=f"往来{n}有限公司") for n in range(ties))
    CompanyRelation.objects.bulk_create(
        CompanyRelation(
            company=company, kind="customer", other=other, source="x", said_on="2026-01-01"
        )
        for other in others
    )
    people.leader.has_perm("leads.view_acquaintance")
    with django_assert_max_num_queries(20):
        ways_to(company, people.leader)
