"""An introduction is asked for, answered, thanked, and counts for who made it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.transitions import move
from leads.channels.hometown import ties_of
from leads.knowledge.introductions import ask
from leads.models import Introduction
from leads.pipeline.register import register_lead


@pytest.fixture
def known(company, native, acquaint):
    return acquaint(company, native=native, how="同学")


@pytest.fixture
def asked(people, known, company):
    return ask(known, company, by=people.officer, wish="约见分管副总裁")


def register(company, people, title):
    facts = {"channel": "list500", "department": people.city, "owner": people.officer}
    return register_lead(by=people.officer, company=company, title=title, **facts)


def test_it_goes_its_way(people, asked):
    move(asked, "agree", by=people.officer, answer="下周可约")
    move(asked, "introduce", by=people.officer)
    with pytest.raises(MissingFacts):
        move(asked, "thank", by=people.officer)
    move(asked, "thank", by=people.officer, thanked_how="登门致谢")
    assert (asked.state, asked.answered_on) == ("thanked", timezone.localdate())


def test_a_lead_that_comes_after_the_consent_counts_for_the_person(
    people, asked, company, native, known
):
    early = register(company, people, "先到的线索")
    asked.refresh_from_db()
    assert asked.lead is None
    move(asked, "agree", by=people.officer, answer="好")
    lead = register(company, people, "后来的线索")
    asked.refresh_from_db()
    assert asked.lead == lead
    assert ties_of(people.leader).native_of_lead == {lead.pk: native.pk}
    assert early.pk not in ties_of(people.leader).native_of_lead


def test_nobody_is_asked_who_does_not_want_it(people, company, native, acquaint):
    unwilling = acquaint(company, native=native, consent="refused")
    with pytest.raises(Refused):
        ask(unwilling, company, by=people.officer, wish="x")


def test_without_consent_nobody_agrees(people, company, native, acquaint):
    unasked = acquaint(company, native=native, consent="not_asked", consent_on=None)
    asked = ask(unasked, company, by=people.officer, wish="x")
    with pytest.raises(Refused):
        move(asked, "agree", by=people.officer, answer="好")


def test_one_person_is_asked_once_at_a_time(people, asked, known, company):
    with pytest.raises(ValidationError):
        ask(known, company, by=people.officer, wish="再问")
    move(asked, "decline", by=people.officer, answer="不便")
    assert ask(known, company, by=people.officer, wish="再问").state == "asked"


def test_who_may_not_ask_does_not(people, known, company):
    with pytest.raises(NotPermitted):
        ask(known, company, by=people.auditor, wish="x")


def test_consent_has_its_day_and_an_acquaintance_one_person(company, native, acquaint, people):
    with pytest.raises(ValidationError):
        acquaint(company, native=native, consent="given", consent_on=None)
    with pytest.raises(ValidationError):
        acquaint(company, native=native, colleague=people.head)
    with pytest.raises(ValidationError):
        acquaint(company)


def test_another_department_sees_neither(people, known, asked):
    assert asked in Introduction.objects.visible_to(people.officer)
    assert asked not in Introduction.objects.visible_to(people.outsider)
    assert known not in type(known).objects.visible_to(people.outsider)
    assert known.consent_on == date(2026, 9, 1)


def test_the_lists_and_pages_show_one_of_which_no_lead_came(client, people, asked, known, company):
    client.force_login(people.officer)
    for address in (
        reverse("introduction:index"),
        reverse("introduction:inspect", args=[asked.pk]),
        reverse("acquaintance:index"),
        reverse("acquaintance:inspect", args=[known.pk]),
    ):
        answer = client.get(address)
        assert answer.status_code == 200 and "周远" in answer.text
    export = client.post(
        f"{reverse('introduction:index')}?export=csv", {"reason": "年度分析", "format": "csv"}
    )
    assert company.name in b"".join(export.streaming_content).decode("utf-8-sig")
