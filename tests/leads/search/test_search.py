"""One box over everything: what is typed, what it finds, and for whom."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from crm.core.database.statistics import analyze
from leads.models import Company, CompanyAlias
from leads.search.find import find
from leads.search.found import matching
from leads.search.spelling import keys, ways_to_read
from tests.database_accounts import tampering
from tests.set_up import with_history


def titles(text, by):
    return {group.kind.list_name: [hit.title for hit in group.hits] for group in find(text, by=by)}


def companies(text):
    return sorted(matching(Company.objects.all(), text).values_list("name", flat=True))


@pytest.mark.parametrize(
    "typed",
    [
        "常德",
        "经开",
        "常德经开区",
        "cdjkq",
        "CDJKQ",
        "changde",
        "changd",
        "changdejingkaiqu",
        "cdjingkai",
        "changdej",
        "changdeji",
        "常德 cdjk",
        "常 德",
        "德经",
    ],
)
def test_a_park_is_found_by_characters_initials_and_syllables(people, plot, typed):
    assert titles(typed, people.officer)["park"] == ["常德经开区"]


@pytest.mark.parametrize("typed", ["常州", "cdjqk", "changsha", "经常", "jkqc"])
def test_what_only_resembles_it_is_not_found(people, plot, typed):
    assert titles(typed, people.officer) == {}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单县朝阳重工有限公司", "sxcyzg"),
        ("单县朝阳重工有限公司", "dxcy"),
        ("重庆长安汽车股份有限公司", "cqcaqc"),
        ("重庆长安汽车股份有限公司", "chongqingchangan"),
        ("華為技術有限公司", "华为"),
        ("华为技术有限公司", "華為"),
        ("华润（常德）医药有限公司", "华润常德"),
        ("华润（常德）医药有限公司", "华润(常德)"),
        ("常德　经开　实业", "常德经开"),
        ("TCL科技集团", "tclkj"),
        ("TCL科技集团", "ＴＣＬ科技"),
        ("女娲绿能", "nvwalvneng"),
        ("西安精工", "xian"),
        ("5G基站设备", "5gjz"),
    ],
)
def test_a_company_is_found_however_its_name_is_typed(db, name, typed):
    Company.objects.create(name=name)
    Company.objects.create(name="不相干贸易行")
    assert companies(typed) == [name]


def test_english_names_credit_codes_and_aliases_are_found(db):
    samsung = Company.objects.create(
        name="三星电子", name_en="SAMSUNG ELECTRONICS", credit_code="91430700MA4L16JQ9C"
    )
    CompanyAlias.objects.create(company=samsung, name="三星半导体")
    for typed in (
        "samsung",
        "Samsung Elec",
        "sung",
        "91430700MA4L16JQ9C",
        "ma4l16",
        "半导体",
        "sxbdt",
    ):
        assert companies(typed) == ["三星电子"], typed
    samsung.aliases.all().delete()
    assert companies("半导体") == []


def test_like_signs_and_patterns_are_taken_literally(db):
    Company.objects.create(name="百分百实业")
    for typed in (
        "%%",
        "__",
        "a.*b",
        "(",
        "\\",
        "'; drop table leads_company; --",
        "[a-z]",
        "\0\0",
        "||",
    ):
        assert companies(typed) == [], typed


def test_punctuation_alone_finds_nothing_and_one_character_nothing_in_the_box(people, plot):
    assert titles("（）", people.officer) == {}
    assert titles("常", people.officer) == {}
    assert titles("", people.officer) == {}


def test_a_lead_is_found_by_its_number_title_company_and_agent(people, deal):
    for typed in (
        deal.lead.number,
        deal.lead.number.lower().replace("-", ""),
        "动力电池",
        "dldcxm",
        "示范新能源",
        "91430700MA4L16JQ9C",
        "长江招商",
        "cjzszx",
    ):
        assert titles(typed, people.officer)["lead"] == ["动力电池项目"], typed


def test_a_renamed_company_is_found_by_its_new_name_and_so_are_its_leads(people, deal):
    company = deal.lead.company
    company.name = "沅江光电有限公司"
    company.save()
    assert titles("yjgd", people.officer)["lead"] == ["动力电池项目"]
    assert titles("沅江", people.officer)["project"] == [deal.project.name]
    assert "lead" not in titles("示范新能源", people.officer)


def test_rows_written_past_the_software_are_found_too(people):
    insert = (
        "insert into leads_company (name, name_key, name_en, name_en_key, credit_code, "
        "country, website, remark, is_demo, updated_at) values ('柳叶湖文旅', '', '', "
        "'', '', '', '', '', false, now())"
    )
    with connection.cursor() as cursor:
        cursor.execute(with_history(insert, Company))
    assert companies("lyh") == ["柳叶湖文旅"]


def test_results_are_limited_to_what_a_person_sees(people, deal, plot):
    assert set(titles("示范新能源", people.officer)) == {"company", "lead", "project", "enterprise"}
    assert set(titles("示范新能源", people.auditor)) == {"company", "lead", "project", "enterprise"}
    assert set(titles("示范新能源", people.outsider)) == {"company"}
    assert titles("示范新能源", people.agency) == {}
    assert titles("长江招商", people.outsider) == {}
    assert set(titles("长江招商", people.officer)) >= {"agent"}


def test_the_box_answers_colleagues_alone(client, people, deal):
    url = reverse("find")
    client.force_login(people.officer)
    groups = client.get(url, {"q": "dldc"}).json()["groups"]
    assert [(group["label"], [hit["title"] for hit in group["hits"]]) for group in groups] == [
        ("线索", ["动力电池项目"]),
        ("项目", ["动力电池项目"]),
    ]
    assert groups[0]["hits"][0]["url"] == reverse("lead:inspect", args=[deal.lead.pk])
    client.force_login(people.outsider)
    assert client.get(url, {"q": "dldc"}).json() == {"groups": []}
    for who in (people.agency, people.referrer, None):
        client.force_login(who) if who else client.logout()
        response = client.get(url, {"q": "dldc"})
        assert response.status_code == 302 and "动力电池" not in response.content.decode()


def test_the_very_name_comes_first_then_names_that_begin_so_then_the_newest(people):
    for name in ("湖南沅江实业", "沅江", "沅江光电", "大沅江", "沅江汽配"):
        Company.objects.create(name=name)
    assert titles("沅江", people.officer)["company"] == [
        "沅江",
        "沅江汽配",
        "沅江光电",
        "大沅江",
        "湖南沅江实业",
    ]


def test_more_than_a_few_hits_lead_to_the_list(client, people):
    for number in range(8):
        Company.objects.create(name=f"沅江{number}号")
    (group,) = find("沅江", by=people.officer)
    assert (len(group.hits), group.more) == (6, "/admin/company/?q=%E6%B2%85%E6%B1%9F")
    client.force_login(people.officer)
    assert client.get(group.more).content.decode().count("沅江7号") > 0


def test_lists_and_choosers_search_by_the_same_index(client, people, deal):
    client.force_login(people.officer)
    assert deal.lead.number in client.get(reverse("lead:index"), {"q": "dldcxm"}).content.decode()
    assert (
        deal.lead.number not in client.get(reverse("lead:index"), {"q": "dldcxx"}).content.decode()
    )
    assert (
        deal.lead.number
        in client.get(reverse("lead_chooser:choose_results"), {"q": "dldcxm"}).content.decode()
    )
    client.force_login(people.outsider)
    assert (
        deal.lead.number not in client.get(reverse("lead:index"), {"q": "dldcxm"}).content.decode()
    )
    assert (
        deal.lead.number
        not in client.get(reverse("lead_chooser:choose_results"), {"q": "dldcxm"}).content.decode()
    )


def test_an_export_of_a_search_holds_what_was_found(client, people, deal):
    Company.objects.create(name="不相干贸易行")
    client.force_login(people.officer)
    body = b"".join(
        client.post(
            f"{reverse('company:index')}?q=sfxny&export=csv",
            {"reason": "走访企业名单", "format": "csv"},
        ).streaming_content
    ).decode()
    assert "湖南示范新能源有限公司" in body and "不相干" not in body


def test_reindexing_fills_in_what_is_missing(people, deal):
    with tampering(Company), connection.cursor() as cursor:
        cursor.execute("update leads_company set search_text = null, search_pinyin = null")
    assert companies("示范新能源") == []
    history = Company.history.count()
    call_command("reindex_search", verbosity=0)
    assert companies("示范新能源") == ["湖南示范新能源有限公司"]
    assert Company.history.count() == history


def test_letters_are_read_as_initials_and_as_syllables():
    assert ways_to_read("cdjkq") == [("c", "d", "j", "k", "q")]
    assert ways_to_read("xian") == [("x", "i", "a", "n"), ("xi", "an")]
    assert ways_to_read("changde") == [("chang", "de")]
    assert ways_to_read("changd") == [("c", "h", "a", "n", "g", "d"), ("chang", "d")]
    assert ways_to_read("hean") == [("h", "e", "a", "n"), ("he", "an")]
    assert ways_to_read("c") == ways_to_read("常德") == []
    assert len(ways_to_read("zhonghuarenmingongheguozhengfu")) <= 5
    assert keys(("c", "d")) == ["'cd'"]
    assert keys(("chang", "de", "jing", "k")) == ["' chang de'", "' de jing'", "' jing k':*"]
    assert keys(("c", "de", "jing")) == ["(' de jing')", "'cdj'"]
    assert keys(("chang", "d")) == ["' chang d':*"]
    assert keys(("chang", "sha")) == [
        "(' chang sha' | ' chang shai' | ' chang shan' | ' chang shang' | ' chang shao')"
    ]


def test_a_search_does_not_read_the_whole_table(people):
    """The plan for a rare word uses the index, for every word that has two characters or more."""
    Company.objects.bulk_create([Company(name=f"批量企业{number}") for number in range(3000)])
    Company.objects.create(name="沅澧兰芷")
    analyze("leads_company")
    for typed in ("澧兰", "yllz", "lizhi lan"):
        assert "leads_company_search" in matching(Company.objects.all(), typed).explain(), typed
