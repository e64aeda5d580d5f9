"""Chains: what makes a link strong, who could fill one, and how the picture is laid out."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from crm.core.errors import NotPermitted, Refused
from leads.channels.chain import candidates, projects_of, set_strength, standing
from leads.channels.chain_edit import set_edges
from leads.channels.chain_file import load_chains
from leads.channels.chain_graph import graph, layers
from leads.channels.facts import record_facts
from leads.models import (
    Chain,
    Company,
    Edge,
    Industry,
    Lead,
    Link,
    LinkCompany,
    Project,
    TargetEntry,
    TargetList,
)
from leads.pipeline.register import register_lead


@pytest.fixture
def link(db):
    chain = Chain.objects.create(name="新能源")
    return Link.objects.create(
        chain=chain, name="电芯", industry_codes="384", keywords="电池、锂能"
    )


@pytest.fixture
def project(people):
    def make(industry="3841", state="producing", company=None):
        investor = company or Company.objects.create(name=f"示范企业{Company.objects.count()}")
        lead = register_lead(
            by=people.officer,
            company=investor,
            title=f"项目{Lead.objects.count()}",
            channel="chain",
            department=people.city,
            owner=people.officer,
        )
        return Project.objects.create(
            number=f"XM-{lead.pk}",
            name="项目",
            lead=lead,
            company=investor,
            channel="chain",
            owner=people.officer,
            department=people.city,
            industry=Industry.objects.get(code=industry),
            investment=Decimal(1),
            contract_amount=Decimal(1),
            signed_on=date(2026, 1, 1),
            state=state,
        )

    return make


@pytest.mark.parametrize(
    ("settled", "coming", "strength"),
    [(0, 0, "missing"), (0, 1, "weak"), (1, 0, "weak"), (2, 0, "weak"), (3, 0, "strong")],
)
def test_a_link_is_as_strong_as_what_has_settled_in_it(link, project, settled, coming, strength):
    for _each in range(settled):
        project()
    for _each in range(coming):
        project(state="signed")
    project(industry="1511")
    assert standing(link).strength == strength


def test_two_projects_of_one_company_are_one_enterprise(link, project):
    same = Company.objects.create(name="同一企业")
    for _each in range(3):
        project(company=same)
    LinkCompany.objects.create(link=link, company=same)
    assert (len(standing(link).companies), standing(link).strength) == (1, "weak")


def test_an_enterprise_that_is_known_to_be_here_counts_without_a_project(link):
    LinkCompany.objects.create(
        link=link, company=Company.objects.create(name="链主"), is_leading=True
    )
    assert standing(link).strength == "weak"


def test_a_lead_that_names_its_link_counts_there_whatever_its_industry(link, people, project):
    other = Link.objects.create(chain=link.chain, name="回收利用", industry_codes="42")
    named = project(industry="3841")
    record_facts(named.lead, {"link": other}, by=people.officer)
    assert [list(projects_of(each)) for each in (link, other)] == [[], [named]]


def test_a_code_covers_all_below_it_and_a_letter_its_section(link, project):
    battery = project(industry="3849")
    section = Link.objects.create(
        chain=Chain.objects.create(name="制造"), name="制造", industry_codes="C"
    )
    nothing = Link.objects.create(chain=link.chain, name="空")
    assert [list(projects_of(each)) for each in (link, section, nothing)] == [
        [battery],
        [battery],
        [],
    ]


def test_a_strength_set_by_hand_needs_the_right_and_a_reason_and_is_shown_beside_the_computed_one(
    link, people
):
    with pytest.raises(Refused):
        set_strength(link, "strong", by=people.officer, reason=" ")
    with pytest.raises(NotPermitted):
        set_strength(link, "strong", by=people.auditor, reason="隐形冠军")
    set_strength(link, "strong", by=people.officer, reason="两家隐形冠军未入库")
    found = standing(link)
    assert (found.strength, found.computed) == ("strong", "missing")
    assert "两家隐形冠军未入库" in found.reason
    assert link.history.first().history_user == people.officer
    set_strength(link, "", by=people.officer, reason="已入库")
    assert (standing(link).strength, link.set_reason) == ("missing", "")


@pytest.fixture
def listed(db):
    def make(name, rank, kind="private500", year=2026, industry=None):
        company = Company.objects.create(
            name=name, industry=industry and Industry.objects.get(code=industry)
        )
        target_list, _new = TargetList.objects.get_or_create(kind_id=kind, year=year)
        TargetEntry.objects.create(
            target_list=target_list, rank=rank, company=company, name_as_listed=name
        )
        return company

    return make


def test_candidates_come_from_the_newest_lists_with_their_reasons_the_best_first(
    link, people, listed
):
    listed("远方电池集团", 30)
    listed("宁德时代", 60, industry="3841")
    both = listed("锂能电池集团", 90, industry="3842")
    listed("旧电池厂", 1, year=2024)
    listed("示范酒业", 2)
    found = candidates(link, people.officer)
    assert [each.company.name for each in found] == ["锂能电池集团", "远方电池集团", "宁德时代"]
    assert [len(each.reasons) for each in found] == [2, 1, 1]
    assert "3842" in found[0].reasons[0]
    assert "电池" in found[1].reasons[0]
    lead = register_lead(
        by=people.officer, company=both, title="锂能", channel="chain", department=people.city
    )
    assert candidates(link, people.officer)[0].lead == lead
    assert candidates(link, people.outsider)[0].lead is None, (
        "another department's lead stays unseen"
    )


def test_who_is_in_the_link_already_is_no_candidate_nor_is_its_group(link, people, listed):
    group = listed("大电池集团", 5)
    LinkCompany.objects.create(
        link=link, company=Company.objects.create(name="大电池（常德）", parent=group)
    )
    assert candidates(link, people.officer) == []


def test_a_company_on_two_lists_is_one_candidate(link, people, listed):
    company = listed("大电池集团", 5)
    world = TargetList.objects.create(kind_id="world500", year=2026)
    TargetEntry.objects.create(
        target_list=world, rank=400, company=company, name_as_listed="大电池集团"
    )
    assert [
        candidate.entry.target_list.kind_id for candidate in candidates(link, people.officer)
    ] == ["world500"]


def test_a_company_on_two_lists_stands_where_its_best_place_does(link, people, listed):
    company = listed("大电池集团", 400)
    listed("次电池集团", 7)
    world = TargetList.objects.create(kind_id="world500", year=2026)
    TargetEntry.objects.create(
        target_list=world, rank=400, company=company, name_as_listed="大电池集团"
    )
    names = [candidate.company.name for candidate in candidates(link, people.officer)]
    assert names == ["大电池集团", "次电池集团"]


def test_each_link_stands_one_layer_after_the_furthest_that_feeds_it():
    assert layers([1, 2, 3, 4], [(1, 2), (2, 4), (1, 4), (3, 4)]) == {1: 0, 2: 1, 3: 0, 4: 2}


def test_links_in_a_circle_are_still_laid_out():
    assert set(layers([1, 2, 3], [(1, 2), (2, 3), (3, 1)])) == {1, 2, 3}


def test_edges_are_replaced_as_a_whole_with_history(link, people):
    chain, other = link.chain, Link.objects.create(chain=link.chain, name="储能")
    stranger = Link.objects.create(chain=Chain.objects.create(name="烟草"), name="卷烟")
    set_edges(chain, [(link, other, "电芯")], by=people.officer)
    set_edges(chain, [(link, other, "电芯")], by=people.officer)
    assert Edge.history.count() == 1, "what did not change leaves no history"
    for wrong in (
        [(link, stranger, "")],
        [(link, link, "")],
        [(link, other, ""), (link, other, "x")],
    ):
        with pytest.raises(Refused):
            set_edges(chain, wrong, by=people.officer)
    with pytest.raises(NotPermitted):
        set_edges(chain, [], by=people.auditor)
    set_edges(chain, [(other, link, "")], by=people.officer)
    assert [(edge.source, edge.target) for edge in Edge.objects.all()] == [(other, link)]


def test_the_citys_chains_load_once(db):
    from pathlib import Path

    from leads import models

    text = (Path(models.__file__).parents[2] / "crm" / "demo" / "chains.yaml").read_text(
        encoding="utf-8"
    )
    assert (load_chains(text), load_chains(text)) == (6, 0)
    assert LinkCompany.objects.get().company.name == "常德卷烟厂"
    smoke = Chain.objects.get(name="烟草")
    picture = graph(smoke, [standing(link) for link in smoke.links.all()])
    assert (len(picture["nodes"]), len(picture["edges"]), picture["columns"]) == (6, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        "chains: 3",
        "{",
        "chains: [{name: 甲, links: [{name: 一, feeds: [二]}]}]",
        "chains: [{name: 甲, links: [{name: 一, codes: [ZZZ]}]}]",
        "chains: [{links: []}]",
    ],
)
def test_a_faulty_file_stores_nothing(db, text):
    with pytest.raises(Refused):
        load_chains(
            f"chains: [{{name: 好, links: []}}, {text[9:-1]}]"
            if text.startswith("chains: [{")
            else text
        )
    assert Chain.objects.count() == 0


def test_the_page_draws_the_graph_and_says_the_same_in_a_table(client, people, link):
    client.force_login(people.officer)
    page = client.get(reverse("chain:inspect", args=[link.chain_id]))
    assert page.context["graph"]["nodes"][0]["url"] == reverse("link:inspect", args=[link.pk])
    body = page.content.decode()
    assert "echarts.min.js" in body
    assert body.count(reverse("link:inspect", args=[link.pk])) == 2
    assert client.get(reverse("link:inspect", args=[link.pk])).status_code == 200


def test_edges_strength_and_enterprises_are_edited_on_the_screen(client, people, link):
    other, company = (
        Link.objects.create(chain=link.chain, name="储能"),
        Company.objects.create(name="链主"),
    )
    client.force_login(people.officer)
    rows = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-source": link.pk,
        "form-0-target": other.pk,
        "form-0-goods": "电芯",
    }
    client.post(reverse("chain:edges", args=[link.chain_id]), rows)
    client.post(reverse("link:strength", args=[link.pk]), {"strength": "weak", "reason": "样品线"})
    for _twice in range(2):
        client.post(
            reverse("link:enterprise", args=[link.pk]), {"company": company.pk, "is_leading": "on"}
        )
    link.refresh_from_db()
    assert (Edge.objects.get().goods, link.set_strength, link.enterprises.get().company) == (
        "电芯",
        "weak",
        company,
    )
    client.force_login(people.auditor)
    for name, pk in (
        ("chain:edges", link.chain_id),
        ("link:strength", link.pk),
        ("link:enterprise", link.pk),
    ):
        assert client.post(reverse(name, args=[pk]), {}).status_code in (302, 403)
    assert Edge.objects.count() == 1


def test_a_code_that_no_industry_has_is_refused_at_its_field(client, people, link):
    client.force_login(people.officer)
    page = client.post(
        reverse("link:edit", args=[link.pk]),
        {"chain": link.chain_id, "name": "电芯", "industry_codes": "384、9999", "keywords": ""},
    )
    assert "9999" in str(page.context["form"].errors["industry_codes"])
