"""Movements between two years of a list, and lists of other kinds."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from leads.models import Company, CompanyAlias, CompanyRelation, ListKind, TargetEntry, TargetList
from leads.targets.importing import compare, import_plan, is_ranked, read_plan
from leads.targets.joining import list_key
from leads.targets.movements import movements, pairs_of_lists

TWO_YEARS = (
    "year,rank,name_en,country,revenue_musd\n"
    "2025,1,Northwind Motors,U.S.,900\n2025,2,Old Mill,U.S.,800\n2025,3,Contoso Steel,Japan,700\n"
    "2026,1,Contoso Steel,Japan,990\n2026,2,Northwind Motors,U.S.,980\n2026,3,Tailspin,U.S.,970\n"
)


def bring(text, kind="world500", year=None):
    plan = read_plan("f.csv", text.encode(), ranked=is_ranked(kind))
    compare(plan, kind=kind, year=year)
    assert not plan.problems, plan.problems
    return import_plan(plan, kind=kind, year=year)


def named(company):
    return sorted(TargetEntry.objects.filter(company=company).values_list("name_as_listed"))


def test_several_years_come_in_at_once_and_move(people):
    assert bring(TWO_YEARS).new_entries == 6
    assert [each.year for each in TargetList.objects.all()] == [2026, 2025]
    ((newer, older),) = pairs_of_lists(people.officer)
    told = {
        movement.company.name: (movement.way.value, movement.steps)
        for movement in movements(newer, older, people.officer)
    }
    assert told == {
        "Contoso Steel": ("up", 2),
        "Northwind Motors": ("down", -1),
        "Tailspin": ("new", None),
        "Old Mill": ("gone", None),
    }
    assert Company.objects.get(name="Contoso Steel").country == "日本"
    assert bring(TWO_YEARS).new_entries == 0


def test_a_row_without_a_year_needs_the_year_of_the_list(db):
    plan = read_plan("f.csv", b"rank,name_en,revenue_musd\n1,Northwind,9\n")
    compare(plan, kind="world500")
    assert [(row, column) for row, column, _said in plan.problems] == [(2, "year")]


def test_what_the_movement_means_depends_on_what_we_have_with_it(people, deal):
    bring(TWO_YEARS)
    ((newer, older),) = pairs_of_lists(people.leader)
    here = deal.lead.company
    gone = TargetEntry.objects.get(name_as_listed="Old Mill")
    before = {
        movement.company.name: movement for movement in movements(newer, older, people.leader)
    }
    assert before["Tailspin"].meaning == "新上榜：列为目标企业。"
    gone.company = here
    gone.save()
    CompanyRelation.objects.create(
        company=here,
        kind="successor",
        other=Company.objects.get(name="Tailspin"),
        source="x",
        said_on="2026-01-01",
    )
    (found,) = (
        movement for movement in movements(newer, older, people.leader) if movement.company == here
    )
    assert (found.is_here, found.meaning) == (True, "已由Tailspin承继：转与其对接。")


def test_the_report_is_shown_filtered_and_exported(client, people):
    bring(TWO_YEARS)
    client.force_login(people.officer)
    address = reverse("list_movements")
    assert "Tailspin" in client.get(address).text
    shown = client.get(address, {"way": "gone"}).text
    assert "Old Mill" in shown and "Tailspin" not in shown
    answer = client.post(f"{address}?export=csv", {"reason": "季度分析", "format": "csv"})
    assert "Contoso Steel" in b"".join(answer.streaming_content).decode("utf-8-sig")
    client.force_login(people.agency)
    assert client.get(address).status_code in (302, 403)


@pytest.mark.parametrize("chinese_first", [True, False])
def test_the_names_in_two_languages_become_one_company(db, chinese_first):
    bilingual = (
        "rank,name_zh,name_en,country_zh,revenue_musd\n1,北风汽车公司,NORTHWIND MOTORS,美国,9\n"
    )
    english = "rank,name_en,revenue_musd\n7,Northwind Motors Corp.,8\n"
    lists = [(bilingual, 2021), (english, 2019)]
    for text, year in lists if chinese_first else reversed(lists):
        bring(text, year=year)
    company = Company.objects.get()
    assert (company.name, list_key(company.name_en)) == ("北风汽车公司", "northwindmotors")
    assert [name for (name,) in named(company)] == ["Northwind Motors Corp.", "北风汽车公司"]


def test_of_two_bodies_of_one_name_on_a_list_none_is_guessed(db):
    bring("rank,name_en,revenue_musd\n1,Northwind Group,9\n2,Northwind Holding,8\n", year=2025)
    bring("rank,name_en,revenue_musd\n5,Northwind,9\n", year=2026)
    assert Company.objects.count() == 3


def test_a_shared_rank_is_a_tie_where_the_revenue_is_the_same(db):
    tie = "rank,name_en,revenue_musd\n1,Northwind,9\n1,Tailspin,{}\n3,Contoso,7\n"
    assert bring(tie.format("9.0"), year=2026).new_entries == 3
    plan = read_plan("f.csv", tie.format("8").encode())
    assert [(row, column) for row, column, _said in plan.problems] == [(3, "rank")]


def test_a_renamed_company_stays_the_same_and_a_merged_one_is_followed(db):
    bring("rank,name_en,revenue_musd\n1,Facebook,9\n2,Peugeot,8\n", year=2019)
    bring("rank,name_en,revenue_musd\n1,Meta Platforms,9\n2,Stellantis,8\n", year=2024)
    assert Company.objects.count() == 3
    assert CompanyAlias.objects.filter(name="Meta Platforms").exists()
    relation = CompanyRelation.objects.get()
    assert (relation.company.name, relation.kind) == ("Peugeot", "successor")
    assert relation.other.name == "Stellantis"


def test_a_list_without_ranks_comes_in_as_a_kind_that_is_data(db):
    ListKind.objects.create(code="fair", name="示范展会参展商", is_ranked=False)
    text = (
        "full_name,short_name,name_en,area,industry\n"
        "示范电子股份有限公司,示范电子,Demo Electronics,湖南,电子\n"
    )
    assert bring(text, "fair", 2026).new_entries == 1
    entry = TargetEntry.objects.get()
    assert (entry.rank, entry.field, entry.revenue) == (None, "电子", None)
    assert CompanyAlias.objects.count() == 0  # the short name is the same beyond doubt
    assert bring(text, "fair", 2026).new_entries == 0
    assert "示范展会参展商" in str(entry.target_list)


def test_the_screen_takes_every_kind_and_no_year_where_the_rows_have_one(client, people):
    client.force_login(people.headquarters)
    upload = SimpleUploadedFile("w.csv", TWO_YEARS.encode())
    page = client.post(
        reverse("targetentry:import"), {"kind": "chain_leader", "year": "", "file": upload}
    )
    assert page.context["preview"].new_entries == 6
    client.post(reverse("targetentry:import"), {"confirmed": page.context["confirmed"]})
    assert TargetList.objects.filter(kind="chain_leader").count() == 2


def test_the_command_names_the_kinds_there_are(db, tmp_path):
    file = tmp_path / "w.csv"
    file.write_text(TWO_YEARS, encoding="utf-8")
    with pytest.raises(CommandError, match="a_share"):
        call_command("import_targets", file, "--list", "nothing")
    call_command("import_targets", file, "--list", "world500")
    assert TargetEntry.objects.get(target_list__year=2026, rank=1).revenue == Decimal(990_000_000)


def test_who_keeps_the_kinds(client, people):
    address = reverse("listkind:add")
    facts = {"code": "zhuanjing", "name": "省级专精特新", "name_en": "", "place": 9}
    client.force_login(people.officer)
    assert client.get(address).status_code in (302, 403)
    client.force_login(people.headquarters)
    client.post(address, facts)
    assert ListKind.objects.get(code="zhuanjing").is_ranked is False
