"""A referral that a document in force names is not taken away behind its back."""

from datetime import date

import pytest
from django.urls import reverse

from commissions.documents.issue import issue
from commissions.models import IssuedDocument
from crm.core.errors import Refused
from crm.core.transitions import move
from leads.models import Agent
from leads.pipeline.referrals import Referrer, set_referrers

K = IssuedDocument.Kind


@pytest.fixture
def other(people, agent):
    return Agent.objects.create(name="甲公司", kind="investment_firm", department=people.city)


def alone(agent):
    return [Referrer(agent, 1, date(2022, 1, 10))]


@pytest.mark.parametrize("kind", [K.REFERRAL, K.CERTIFICATE])
def test_a_referral_with_a_document_in_force_stays_until_that_is_withdrawn(
    people, deal, agent, other, kind
):
    document = issue(kind, deal.project.referrals.get(), by=people.officer)
    with pytest.raises(Refused, match=document.number) as refused:
        set_referrers(deal.project, alone(other), by=people.officer, note="更换")
    assert agent.name in str(refused.value)
    assert deal.project.referrals.get().agent == agent
    move(document, "withdraw", by=people.head, note="引荐人有误")
    set_referrers(deal.project, alone(other), by=people.officer, note="更换")
    assert deal.project.referrals.get().agent == other


def test_the_other_referrers_may_still_change(people, deal, agent, other):
    """What no document names comes and goes."""
    issue(K.REFERRAL, deal.project.referrals.get(), by=people.officer)
    set_referrers(deal.project, [*alone(agent), *alone(other)], by=people.officer, note="共同引荐")
    set_referrers(deal.project, alone(agent), by=people.officer, note="退出")
    assert deal.project.referrals.get().agent == agent


def test_a_document_being_made_holds_as_well(people, deal, other):
    document = issue(K.REFERRAL, deal.project.referrals.get(), by=people.officer)
    IssuedDocument.objects.filter(pk=document.pk).update(state="preparing")
    with pytest.raises(Refused, match=document.number):
        set_referrers(deal.project, alone(other), by=people.officer, note="更换")


def test_the_screen_says_which_document_and_keeps_what_was_typed(client, people, deal, other):
    document = issue(K.REFERRAL, deal.project.referrals.get(), by=people.officer)
    client.force_login(people.officer)
    address = reverse("project:referrers", args=[deal.project.pk])
    form = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-agent": other.pk,
        "form-0-parts": "1",
        "form-0-registered_on": "2022-01-10",
        "form-0-role": "牵线",
        "note": "更换引荐人",
    }
    page = client.post(address, form)
    assert page.status_code == 200
    assert document.number in page.text and "更换引荐人" in page.text and "牵线" in page.text
