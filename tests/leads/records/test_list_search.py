"""Lists without an index of their own are searched through the companies, leads, projects and
agents that their rows name.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.staff.searches import search
from leads.models import Activity, Agent, Company, Contact, Registration, TargetEntry, TargetList
from leads.pipeline.register import register_lead
from leads.protection.register import register


def pages(client, list_name, typed):
    response = client.get(reverse(f"{list_name}:index"), {"q": typed})
    assert response.status_code == 200
    return list(response.context["object_list"])


@pytest.fixture
def battery(people):
    """A company with everything that has a list; and another one with as much."""

    def one(name, english, person):
        company = Company.objects.create(name=name, name_en=english)
        listed = TargetList.objects.get_or_create(kind_id="world500", year=2026)[0]
        entry = TargetEntry.objects.create(
            target_list=listed,
            rank=TargetEntry.objects.count() + 1,
            company=company,
            name_as_listed=english,
        )
        contact = Contact.objects.create(
            company=company, name=person, phone=f"1380000{TargetEntry.objects.count()}111"
        )
        lead = register_lead(
            by=people.officer,
            company=company,
            title=f"{name[:2]}基地",
            channel="list500",
            department=people.city,
        )
        activity = Activity.objects.create(
            lead=lead,
            kind="call",
            happened_at=timezone.now(),
            summary=f"与{person}通话",
            by=people.officer,
        )
        return {"targetentry": entry, "contact": contact, "activity": activity}

    found = one("宁德时代新能源科技股份有限公司", "CATL", "张伟")
    one("国轩高科股份有限公司", "Gotion", "李娜")
    return found


@pytest.mark.parametrize(
    "typed", ["时代", "宁德", "ndsd", "ningde", "寧德", "ＣＡＴＬ", "宁德 时代"]
)
@pytest.mark.parametrize("list_name", ["targetentry", "contact", "activity"])
def test_a_row_is_found_by_its_company_in_characters_pinyin_and_english(
    client, people, battery, list_name, typed
):
    client.force_login(people.headquarters if list_name == "targetentry" else people.officer)
    assert pages(client, list_name, typed) == [battery[list_name]]


@pytest.mark.parametrize(
    ("list_name", "typed"),
    [
        ("contact", "张伟"),
        ("contact", "13800001"),
        ("contact", "张 ndsd"),
        ("activity", "张伟通话"),
        ("activity", "宁德基地"),
        ("activity", "ndjd"),
        ("targetentry", "catl"),
    ],
)
def test_own_texts_are_searched_too_and_each_word_counts(client, people, battery, list_name, typed):
    client.force_login(people.officer)
    assert pages(client, list_name, typed) == [battery[list_name]]


@pytest.mark.parametrize("typed", ["李 ndsd", "比亚迪", "%%", "byd", "(", "   ."])
def test_what_no_row_holds_is_not_found(client, people, battery, typed):
    client.force_login(people.officer)
    assert pages(client, "contact", typed) == []


def test_the_search_shows_nothing_beyond_what_is_visible(client, people, battery):
    client.force_login(people.outsider)
    assert pages(client, "activity", "ndsd") == []


def test_registrations_agreements_and_disputes_are_found_by_agents_and_companies(
    client, people, agent, agreement
):
    from leads.protection.arbitrate import open_dispute

    held = register(
        by=people.agency, agent=agent, company_name="宁德时代新能源科技股份有限公司", title="电池"
    )
    rival = Agent.objects.create(
        name="珠江招商有限公司", kind="investment_firm", department=people.city
    )
    rival.users.add(people.referrer)
    other = register(
        by=people.referrer, agent=rival, company_name="宁德时代新能源科技", title="储能"
    )
    dispute = open_dispute(other, text="我方在先", by=people.referrer)
    assert set(search(Registration.objects.all(), "ndsd", ["company__name"])) == {held, other}
    client.force_login(people.officer)
    assert pages(client, "registration", "cjzs") == [held]
    assert pages(client, "dispute", "zjzs") == [dispute]
    assert pages(client, "agreement", "cjzs") == [agreement]


def test_the_number_of_questions_does_not_grow_with_the_fields(
    people, battery, django_assert_num_queries
):
    """One for the words as the index holds them, for each indexed
    relation, one for the texts that are spelled, and one for the rows.
    """
    with django_assert_num_queries(4):
        list(
            search(
                Activity.objects.all(),
                "ndsd",
                ["summary", "next_step", "lead__title", "lead__number", "project__name"],
            )
        )
