"""Finding the stored company that a name means."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from leads.companies.identify import companies_named
from leads.companies.matching import likely
from leads.models import Company, CompanyAlias
from tests.set_up import with_history

STORED = "潍坊市光翔新能源有限公司"


@pytest.fixture
def companies(db):
    names = [
        "潍坊市大桃纺织有限公司",
        "常德佳山电子科技有限公司",
        "湖南明美农业科技股份有限公司",
        "柳州化工股份有限公司",
        "光大新材料有限公司",
        STORED,
    ]
    Company.objects.bulk_create([Company(name=name) for name in names])
    return {company.name: company for company in Company.objects.all()}


@pytest.mark.parametrize(
    "name",
    [
        "潍坊市光翔新能源股份有限公司",
        "光翔新能源有限公司",
        "光翔新能源（潍坊）有限公司",
        "潍坊市光翔 新能源　有限公司",
        "濰坊市光翔新能源有限公司",
        "潍坊市光翔新能源",
        "潍坊市光祥新能源有限公司",
        "潍坊市佳翔新能源有限公司",
        "潍坊市光新能源有限公司",
        "光翔",
        "潍坊光翔",
    ],
)
def test_another_way_of_writing_finds_the_company(companies, name):
    assert likely(name)[0].name == STORED


@pytest.mark.parametrize(
    ("short", "whole"),
    [("柳化股份", "柳州化工股份有限公司"), ("明美农科", "湖南明美农业科技股份有限公司")],
)
def test_a_short_name_finds_the_whole_one(companies, short, whole):
    assert likely(short)[0].name == whole


def test_english_names_aliases_and_credit_codes_are_served(companies):
    samsung = Company.objects.create(
        name="三星电子", name_en="SAMSUNG ELECTRONICS CO., LTD.", credit_code="91430700MA4L16JQ9C"
    )
    CompanyAlias.objects.create(company=samsung, name="三星电子（中国）研发中心")
    assert likely("Samsung Electronic Co., Ltd.")[0].company_id == samsung.pk
    assert likely("完全不同", name_en="samsung electronics")[0].company_id == samsung.pk
    assert likely("三星研发中心")[0].company_id == samsung.pk
    found = likely("毫无关系的名字", credit_code="91430700 ma4l16jq9c")[0]
    assert (found.company_id, found.kind, found.score) == (samsung.pk, "code", 100)


def test_rows_written_past_the_models_are_found_too(companies):
    insert = (
        "insert into leads_company (name, name_key, name_en, name_en_key, credit_code, "
        "country, website, remark, is_demo, updated_at) values ('湖南云岭茶业有限公司', "
        "'云岭茶业', '', '', '', '', '', '', false, now())"
    )
    with connection.cursor() as cursor:
        cursor.execute(with_history(insert, Company))
    assert likely("云岭茶叶有限公司")[0].name == "湖南云岭茶业有限公司"


@pytest.mark.parametrize("name", ["", "　", "，", "%", "a'b", "\\", "有限公司", "x" * 300])
def test_any_text_can_be_asked_for(companies, name):
    assert isinstance(likely(name), list)


def test_a_branch_finds_its_head_office_as_related(companies):
    found = likely(f"{STORED}常德分公司")[0]
    assert (found.name, found.kind, found.is_related) == (STORED, "branch", True)


def test_only_names_beyond_doubt_are_the_same(companies):
    elsewhere = Company.objects.create(name="广东佳山电子科技有限公司")
    assert list(Company.objects.named("广东佳山电子科技有限责任公司")) == [elsewhere]
    assert list(Company.objects.named("佳山电子科技有限公司")) == []
    assert companies_named(["常德佳山电子科技股份有限公司", "湖北佳山电子科技有限公司"]) == {
        "常德佳山电子科技股份有限公司": [companies["常德佳山电子科技有限公司"].pk],
        "湖北佳山电子科技有限公司": [],
    }


def test_names_of_a_file_are_matched_as_json_lines(companies, tmp_path):
    file = tmp_path / "names.txt"
    file.write_bytes("潍坊光翔新能源\r\n\r\n毫无关系的名字\n".encode("gb18030"))
    out = StringIO()
    call_command("match_companies", file, workers=1, stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert first["name"] == "潍坊光翔新能源"
    assert first["candidates"][0] == {
        "id": companies[STORED].pk,
        "name": STORED,
        "credit_code": "",
        "score": 100,
        "kind": "same",
    }
    assert second["candidates"] == []


def test_a_file_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="does not exist"):
        call_command("match_companies", tmp_path / "none.txt")
