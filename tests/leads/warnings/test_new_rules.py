"""A warning rule for a measure that has none: proposed by one person, decided on by another."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.core.models import Proposal
from leads.models import Company, WarningLight, WarningRule
from leads.pipeline.register import register_lead

NUMBERS = {"yellow_from": "0.5", "red_from": "3", "out_from": "", "why_proposed": "试行"}


@pytest.fixture
def no_rule(db):
    """Nobody has a rule for leads without progress."""
    WarningRule.objects.filter(measure="lead_no_progress").delete()
    return NUMBERS | {"measure": "lead_no_progress"}


@pytest.fixture
def asked(client, people, no_rule):
    client.force_login(people.headquarters)
    client.post(reverse("warningrule:add"), no_rule)
    return Proposal.objects.get()


def decide(client, by, proposal):
    client.force_login(by)
    return client.post(reverse("proposal:step", args=[proposal.pk]), {"step": "approve"})


def test_the_second_person_puts_it_into_force(client, people, asked):
    assert not WarningRule.objects.filter(measure="lead_no_progress").exists()
    decide(client, people.leader, asked)
    rule = WarningRule.objects.get(measure="lead_no_progress")
    assert (rule.yellow_from, rule.red_from, rule.out_from) == (Decimal("0.5"), Decimal(3), None)
    assert rule.is_active and not rule.is_automatic
    assert rule.history.get().history_user == people.leader


def test_it_lights_at_once(client, people, asked):
    lead = register_lead(
        by=people.officer,
        company=Company.objects.create(name="示范科技有限公司"),
        title="芯片项目",
        channel="list500",
        department=people.city,
        owner=people.officer,
        received_at=timezone.now() - timedelta(days=40),
    )
    decide(client, people.leader, asked)
    assert [light.lead for light in WarningLight.objects.all()] == [lead]


def test_who_proposed_it_does_not_decide(client, people, asked):
    decide(client, people.headquarters, asked)
    assert not WarningRule.objects.filter(measure="lead_no_progress").exists()


@pytest.mark.parametrize("who", ["officer", "head", "leader", "auditor", "finance"])
def test_others_add_none(client, people, no_rule, who):
    client.force_login(getattr(people, who))
    assert client.get(reverse("warningrule:add")).status_code in (302, 403, 404)
    client.post(reverse("warningrule:add"), no_rule)
    assert not Proposal.objects.exists()


def test_a_measure_has_one_rule_and_the_form_says_so(client, people):
    client.force_login(people.headquarters)
    page = client.get(reverse("warningrule:add"))
    assert page.context["form"].fields["measure"].choices == [("", "—")]
    answer = client.post(reverse("warningrule:add"), NUMBERS | {"measure": "lead_no_progress"})
    assert answer.context["form"].errors.keys() == {"measure"}
    assert not Proposal.objects.exists()


def test_numbers_that_do_not_grow_are_refused_with_what_was_typed(client, people, no_rule):
    client.force_login(people.headquarters)
    answer = client.post(reverse("warningrule:add"), no_rule | {"red_from": "0.1"})
    assert answer.status_code == 200
    assert answer.context["form"]["red_from"].value() == "0.1"
    assert not Proposal.objects.exists()
