"""The facts of a channel: its own form and no other's, and the steps that ask for them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.transitions import label_of, missing_facts, move
from leads.channels.facts import record_facts
from leads.models import (
    Activity,
    CapitalFacts,
    Chain,
    Channel,
    Company,
    Industry,
    Lead,
    Link,
    List500Facts,
    Native,
)
from leads.models.channel_facts import facts_model
from leads.pipeline.convert import convert
from leads.pipeline.register import register_lead


@pytest.fixture
def engaged(people):
    """``engaged(channel)``: a lead of the channel that waits for its negotiation."""

    def make(channel, **facts):
        company = Company.objects.create(name="示范科技有限公司")
        lead = register_lead(
            by=people.officer,
            company=company,
            title="项目",
            channel=channel,
            department=people.city,
            owner=people.officer,
            investment=Decimal(50_000_000),
            industry=Industry.objects.get(code="3841"),
            **facts,
        )
        Activity.objects.create(
            lead=lead, kind="call", happened_at=timezone.now(), summary="通话", by=people.officer
        )
        move(lead, "judge", by=people.head)
        move(lead, "engage", by=people.officer)
        return lead

    return make


def missing(lead, step):
    return {
        fact for fact, _label in missing_facts(Lead.objects.get(pk=lead.pk), Lead.TRANSITIONS[step])
    }


@pytest.mark.parametrize(
    ("channel", "to_negotiate", "to_convert"),
    [
        ("list500", {"list500facts.listed_company"}, {"list500facts.plan"}),
        ("chain", {"chainfacts.link"}, set()),
        ("expansion", {"expansionfacts.enterprise"}, {"expansionfacts.names_support"}),
        ("park", {"parkfacts.park"}, set()),
        ("agent", {"is_brought"}, set()),
        ("hometown", {"is_brought"}, set()),
        (
            "capital",
            {"capitalfacts.money_sought", "capitalfacts.has_stake"},
            {"capitalfacts.conditions"},
        ),
    ],
)
def test_each_channel_asks_for_its_own_facts_and_for_no_others(
    engaged, people, channel, to_negotiate, to_convert
):
    lead = engaged(channel)
    assert (missing(lead, "negotiate"), missing(lead, "convert")) == (to_negotiate, to_convert)
    with pytest.raises(MissingFacts) as refused:
        move(lead, "negotiate", by=people.officer)
    assert len(refused.value.labels) == len(to_negotiate)


def test_every_channel_has_a_table_of_its_own():
    assert len({facts_model(channel) for channel in Channel.values}) == 7
    assert all(label_of(Lead, fact) for step in Lead.TRANSITIONS.values() for fact in step.requires)


def test_a_capital_lead_goes_from_talks_to_project_with_its_facts(engaged, people):
    lead = engaged("capital")
    record_facts(
        lead, {"money_sought": Decimal(20_000_000), "stake_offered": Decimal(8)}, by=people.officer
    )
    assert lead.capitalfacts.valuation == Decimal("250000000.00")
    lead = Lead.objects.get(pk=lead.pk)
    move(lead, "negotiate", by=people.officer)
    with pytest.raises(MissingFacts):
        convert(lead, by=people.officer)
    record_facts(lead, {"conditions": "返投一倍"}, by=people.officer)
    assert convert(Lead.objects.get(pk=lead.pk), by=people.officer).channel == "capital"


def test_a_loan_offers_no_stake(engaged, people):
    lead = engaged("capital")
    record_facts(lead, {"money_sought": Decimal(1), "instrument": "loan"}, by=people.officer)
    assert missing(lead, "negotiate") == set()
    assert lead.capitalfacts.valuation is None


@pytest.mark.parametrize(
    "values",
    [
        {"stake_offered": Decimal("100.01")},
        {"stake_offered": Decimal(0)},
        {"money_sought": Decimal(0)},
        {"money_sought": Decimal(-1)},
    ],
)
def test_an_impossible_offer_is_refused(engaged, people, values):
    with pytest.raises(ValidationError):
        record_facts(engaged("capital"), values, by=people.officer)
    assert CapitalFacts.objects.count() == 0


@pytest.mark.parametrize("brought_by", ["native", "agent"])
def test_a_hometown_lead_names_a_native_or_an_agent(engaged, people, agent, brought_by):
    lead = engaged("hometown", **({"agent": agent} if brought_by == "agent" else {}))
    if brought_by == "native":
        record_facts(lead, {"native": Native.objects.create(name="陈乡贤")}, by=people.officer)
    assert missing(lead, "negotiate") == set()


def test_facts_are_written_once_with_their_actor_and_not_again_unchanged(engaged, people):
    lead = engaged("list500")
    for _twice in range(2):
        record_facts(lead, {"listed_company": lead.company, "plan": "base"}, by=people.officer)
    assert List500Facts.objects.get().history.get().history_user == people.officer
    with pytest.raises(NotPermitted):
        record_facts(lead, {"plan": "joint"}, by=people.auditor)


def test_a_lead_of_another_channel_keeps_its_old_facts_and_asks_for_new_ones(engaged, people):
    lead = engaged("capital")
    record_facts(lead, {"money_sought": Decimal(5), "stake_offered": Decimal(5)}, by=people.officer)
    Lead.objects.filter(pk=lead.pk).update(channel="chain")
    assert missing(lead, "negotiate") == {"chainfacts.link"}
    assert CapitalFacts.objects.count() == 1


def test_the_form_has_the_fields_of_the_leads_own_channel(client, people, engaged):
    lead = engaged("capital")
    client.force_login(people.officer)
    url = reverse("lead:channel_facts", args=[lead.pk])
    assert set(client.get(url).context["form"].fields) == {
        "instrument",
        "money_sought",
        "stake_offered",
        "round",
        "use_of_money",
        "conditions",
        "answer_by",
    }
    client.post(url, {"instrument": "equity", "money_sought": "2000", "stake_offered": "12.5"})
    facts = CapitalFacts.objects.get()
    assert (facts.money_sought, facts.valuation, facts.history.get().history_user) == (
        20_000_000,
        160_000_000,
        people.officer,
    )
    page = client.get(reverse("lead:inspect", args=[lead.pk])).content.decode()
    assert "2,000 万元" in page
    assert "1.6 亿元" in page


def test_what_is_wrong_in_the_form_is_said_at_its_field_and_nothing_typed_is_lost(
    client, people, engaged
):
    lead = engaged("capital")
    client.force_login(people.officer)
    page = client.post(
        reverse("lead:channel_facts", args=[lead.pk]),
        {"instrument": "equity", "money_sought": "2000", "stake_offered": "101"},
    )
    assert list(page.context["form"].errors) == ["stake_offered"]
    assert 'value="2000"' in page.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("head", 200), ("auditor", 302), ("outsider", 404), ("agency", 302)]
)
def test_who_may_write_the_facts(client, people, engaged, who, status):
    lead = engaged("chain")
    client.force_login(getattr(people, who))
    assert client.get(reverse("lead:channel_facts", args=[lead.pk])).status_code == status


def test_the_link_of_a_chain_lead_is_chosen_in_its_form(client, people, engaged):
    lead = engaged("chain")
    link = Link.objects.create(chain=Chain.objects.create(name="新能源"), name="电芯")
    client.force_login(people.officer)
    client.post(
        reverse("lead:channel_facts", args=[lead.pk]),
        {"link": link.pk, "side": "upstream", "reason": "补链"},
    )
    assert Lead.objects.get(pk=lead.pk).chainfacts.link == link


def test_facts_need_a_channel_that_has_some(people, engaged, monkeypatch):
    from leads.channels import facts

    lead = engaged("chain")
    monkeypatch.setattr(facts, "facts_model", lambda channel: None)
    with pytest.raises(Refused):
        record_facts(lead, {}, by=people.officer)
