"""A field that a person enters is on the form, is stored whoever brought the lead, and is shown."""

from decimal import Decimal

import pytest
from django.db import models
from django.urls import reverse

from leads.models import Company, Industry, Lead
from leads.pipeline.register import SAME
from tests.markup import flat

# What the product fills in by itself.
BY_ITSELF = {"id", "number", "received_at", "state", "is_demo", "updated_at"}


@pytest.fixture
def typed(people):
    """{field: what is typed}, in the units of the form, and {field: what is then stored}."""
    industry = Industry.objects.get(code="3841")
    company = Company.objects.create(name="全部填写有限公司")
    posted = {
        "title": "储能电池项目",
        "company": company.pk,
        "channel": "agent",
        "owner": people.officer.pk,
        "department": people.city.pk,
        "industry": industry.pk,
        "investment": "12000",
        "land_mu": "88",
        "content": "建设两条产线",
        "wishes": "靠近港口",
    }
    stored = {
        **posted,
        "company": company,
        "owner": people.officer,
        "department": people.city,
        "industry": industry,
        "investment": Decimal(120_000_000),
        "land_mu": Decimal(88),
    }
    return posted, stored


def test_every_field_is_entered_or_filled_in_by_the_product():
    fields = {field.name for field in Lead._meta.concrete_fields}
    assert fields == set(Lead.ENTERED) | BY_ITSELF


def test_the_form_offers_each(client, people, typed):
    client.force_login(people.officer)
    form = client.get(reverse("lead:add")).context["form"]
    assert set(Lead.ENTERED) <= set(form.fields)
    assert set(typed[0]) | {"agent"} == set(Lead.ENTERED), "a new field is tried below too"


@pytest.mark.parametrize("by_an_agent", [False, True])
def test_each_is_stored_and_shown_whoever_brought_the_lead(
    client, people, agent, typed, by_an_agent
):
    posted, stored = typed
    posted = {**posted, **({"agent": agent.pk} if by_an_agent else {"channel": "chain"})}
    stored = {**stored, "agent": agent if by_an_agent else None, "channel": posted["channel"]}
    client.force_login(people.officer)
    response = client.post(reverse("lead:add"), posted)
    lead = Lead.objects.get()
    assert {name: getattr(lead, name) for name in Lead.ENTERED} == stored, response.content
    page = flat(client.get(reverse("lead:inspect", args=[lead.pk])))
    for name in ("content", "wishes", "title"):
        assert posted[name] in page
    assert "1.2 亿元" in page and "<dd>88" in page


def test_two_leads_that_differ_in_a_field_are_two():
    told_apart = {"company", "title", "owner"}
    assert set(SAME) == set(Lead.ENTERED) - told_apart
    assert all(isinstance(Lead._meta.get_field(name), models.Field) for name in SAME)
