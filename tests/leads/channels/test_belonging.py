"""What is written down together belongs together: companies of one group, people of one chamber,
links of one chain.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from leads.channels.facts import record_facts
from leads.models import Agent, Chamber, Company, Invitation, Lead, Native, TalkEvent
from leads.pipeline.register import register_lead
from parks.capital.invest import invest
from parks.models import CapitalCall, Commitment, Fund, Plot, Stake


@pytest.fixture
def lead(people):
    def make(channel, company="示范科技", **facts):
        owner, _made = Company.objects.get_or_create(name=company)
        return register_lead(
            by=people.officer,
            company=owner,
            title="项目",
            channel=channel,
            department=people.city,
            **facts,
        )

    return make


def group(member, *above):
    for parent in above:
        member.parent = parent
        member.save()
        member = parent
    return member


def test_an_expansion_is_of_an_enterprise_of_the_leads_company_or_group(people, lead, deal):
    growing = lead("expansion")
    with pytest.raises(ValidationError, match="湖南示范新能源有限公司"):
        record_facts(growing, {"enterprise": deal.enterprise}, by=people.officer)
    holding = Company.objects.create(name="示范控股")
    group(growing.company, holding)
    group(deal.enterprise.company, Company.objects.create(name="示范新能源集团"), holding)
    assert (
        record_facts(growing, {"enterprise": deal.enterprise}, by=people.officer).enterprise
        == deal.enterprise
    )
    own = register_lead(
        by=people.officer,
        company=deal.enterprise.company,
        title="二期",
        channel="expansion",
        department=people.city,
    )
    assert record_facts(own, {"enterprise": deal.enterprise}, by=people.officer).pk


def test_the_form_names_both_companies_and_loses_nothing(client, people, lead, deal):
    growing = lead("expansion")
    client.force_login(people.officer)
    form = {"enterprise": deal.enterprise.pk, "adds": "新增产线"}
    page = client.post(reverse("lead:channel_facts", args=[growing.pk]), form).content.decode()
    assert (
        "“常德示范新能源有限公司”属于“湖南示范新能源有限公司”，与线索企业“示范科技”不属同一集团。"
        in page
    )
    assert "新增产线" in page
    assert not hasattr(Lead.objects.get(pk=growing.pk), "expansionfacts")


def test_the_company_on_the_list_is_the_leads_own_or_a_group_above_it(people, lead):
    chased, other = lead("list500"), Company.objects.create(name="别家集团")
    with pytest.raises(ValidationError):
        record_facts(chased, {"listed_company": other}, by=people.officer)
    group(chased.company, Company.objects.create(name="示范控股"), other)
    assert record_facts(chased, {"listed_company": other}, by=people.officer).pk


def test_a_company_does_not_join_itself_in_a_chain(people, lead):
    chained = lead("chain")
    with pytest.raises(ValidationError):
        record_facts(chained, {"anchor": chained.company}, by=people.officer)


def test_a_native_of_one_chamber_is_not_credited_to_another(people, lead):
    south, north = Chamber.objects.create(name="深圳商会"), Chamber.objects.create(name="北京商会")
    native, tied = Native.objects.create(name="周女士", chamber=south), lead("hometown")
    with pytest.raises(ValidationError, match="深圳商会"):
        record_facts(tied, {"native": native, "chamber": north}, by=people.officer)
    assert record_facts(tied, {"native": native, "chamber": south}, by=people.officer).pk


def test_who_brought_a_hometown_lead_is_one_person(people, lead):
    first, second = (
        Agent.objects.create(name=name, kind="referrer", department=people.city)
        for name in ("陈先生", "李女士")
    )
    native = Native.objects.create(name="陈先生", agent=first)
    with pytest.raises(ValidationError, match="李女士"):
        record_facts(lead("hometown", agent=second), {"native": native}, by=people.officer)
    assert record_facts(
        lead("hometown", company="示范光学", agent=first), {"native": native}, by=people.officer
    ).pk


def test_natives_are_referrers_and_chambers_are_chambers(people, agent):
    for record in (Native(name="周女士", agent=agent), Chamber(name="深圳商会", agent=agent)):
        with pytest.raises(ValidationError, match="长江招商"):
            record.full_clean()


def test_an_invitation_brings_a_lead_about_its_guest_or_one_that_names_it(people, lead):
    event = TalkEvent.objects.create(
        title="恳谈会", planned_on=date(2026, 9, 1), place="深圳", department=people.city
    )
    native = Native.objects.create(name="周女士", company=Company.objects.create(name="周家企业"))
    strange = lead("hometown", company="别家企业")
    invitation = Invitation(event=event, native=native, lead=strange)
    with pytest.raises(ValidationError):
        invitation.full_clean()
    record_facts(strange, {"native": native}, by=people.officer)
    Invitation(event=event, native=native, lead=Lead.objects.get(pk=strange.pk)).full_clean()
    own = lead("list500", company="周家企业")
    Invitation(event=event, native=native, lead=own).full_clean()
    with pytest.raises(ValidationError, match="周家企业"):
        Invitation(event=event, native=native, company=strange.company).full_clean()


def test_a_lead_keeps_the_company_that_was_registered_for_it(people, lead, deal):
    deal.lead.company = Company.objects.create(name="别家企业")
    with pytest.raises(ValidationError, match="湖南示范新能源有限公司"):
        deal.lead.full_clean()


def test_a_leads_company_changes_only_to_one_that_its_facts_are_about(people, lead, deal):
    growing = register_lead(
        by=people.officer,
        company=deal.enterprise.company,
        title="二期",
        channel="expansion",
        department=people.city,
    )
    record_facts(growing, {"enterprise": deal.enterprise}, by=people.officer)
    growing = Lead.objects.get(pk=growing.pk)
    growing.company = Company.objects.create(name="别家企业")
    with pytest.raises(ValidationError):
        growing.full_clean()
    growing.company = Company.objects.create(name="示范新能源二期", parent=deal.enterprise.company)
    growing.full_clean()


def test_no_company_stands_above_its_own_group(db):
    top = Company.objects.create(name="甲集团")
    middle = Company.objects.create(name="乙集团", parent=top)
    below = Company.objects.create(name="丙公司", parent=middle)
    top.parent = below
    with pytest.raises(ValidationError):
        top.full_clean()


def test_a_stake_stays_with_its_fund_and_takes_only_projects_of_its_group(client, people, deal):
    mother = Fund.objects.create(
        name="母基金",
        size=Decimal(100_000_000),
        founded_on=date(2024, 1, 1),
        department=people.city,
    )
    promised = Commitment.objects.create(
        fund=mother, investor="市财政", amount=Decimal(50_000_000), signed_on=date(2024, 1, 1)
    )
    CapitalCall.objects.create(
        commitment=promised,
        amount=Decimal(50_000_000),
        called_on=date(2024, 1, 2),
        due_on=date(2024, 2, 1),
        state="paid",
        paid_on=date(2024, 1, 9),
    )
    stranger = Company.objects.create(name="别家企业")
    facts = {"amount": Decimal(1_000_000), "invested_on": timezone.localdate() - timedelta(days=9)}
    with pytest.raises(ValidationError):
        invest(by=people.finance, fund=mother, company=stranger, project=deal.project, **facts)
    stake = invest(by=people.finance, fund=mother, company=stranger, **facts)
    other = Fund.objects.create(
        name="子基金",
        size=Decimal(1_000_000),
        founded_on=date(2024, 1, 1),
        department=people.city,
        parent=mother,
    )
    client.force_login(people.finance)
    form = {
        "fund": other.pk,
        "company": deal.project.company_id,
        "project": deal.project.pk,
        "amount": "100",
        "invested_on": "2026-01-05",
    }
    page = client.post(reverse("stake:edit", args=[stake.pk]), form)
    assert page.status_code == 200
    stored = Stake.objects.get(pk=stake.pk)
    assert (stored.fund, stored.company, stored.project) == (mother, stranger, None)


def test_a_plot_on_which_a_project_stands_stays_in_its_park(people, deal):
    from parks.models import Park

    plot = Plot.objects.get(entries__project=deal.project)
    plot.park = Park.objects.create(
        name="别的园区", level="city", department=people.other_department
    )
    with pytest.raises(ValidationError):
        plot.full_clean()
