import pytest

from leads.models import Company, MatchCandidate, TargetEntry
from leads.naming.names import core_name
from leads.targets.importing import import_plan, read_plan

WORLD = (
    "rank,name_zh,name_en,country_zh,revenue_musd\n1,沃尔玛,WALMART,美国,713163\n2,"
    "恒力集团有限公司,HENGLI,中国,120000\n"
)
PRIVATE = (
    "rank,name_zh,province,revenue_10k_cny\n1,京东集团,北京市,130908500\n2,"
    "恒力集团股份有限公司,江苏省,89906901\n"
)


def test_a_company_on_both_lists_is_one_company(db):
    import_plan(read_plan("w.csv", WORLD.encode()), kind="world500", year=2026)
    import_plan(read_plan("p.csv", PRIVATE.encode()), kind="private500", year=2026)
    assert (TargetEntry.objects.count(), Company.objects.count()) == (4, 3)
    assert Company.objects.get(name_en="HENGLI").list_kinds() == {"world500", "private500"}
    assert str(TargetEntry.objects.get(rank=1, currency="CNY").revenue) == "1309085000000.00"


def test_a_second_import_changes_nothing(db):
    plan = read_plan("w.csv", WORLD.encode())
    import_plan(plan, kind="world500", year=2026)
    again = import_plan(plan, kind="world500", year=2026)
    assert (again.new_entries, again.new_companies, again.candidates) == (0, 0, 0)
    assert Company.history.count() == 2


def test_nearly_the_same_name_is_shown_to_people(db):
    Company.objects.create(name="北京京东世纪贸易技术有限公司")
    text = PRIVATE.replace("京东集团", "北京京东世纪贸易科技有限公司")
    import_plan(read_plan("p.csv", text.encode()), kind="private500", year=2026)
    assert MatchCandidate.objects.get().score >= 86


def test_gb18030_is_read(db):
    assert read_plan("w.csv", WORLD.encode("gb18030")).rows[0].name == "沃尔玛"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (WORLD.replace("name_zh", "firm").replace("name_en", "motto").encode(), (1, "企业")),
        (WORLD.replace("2,恒", "1,恒").encode(), (3, "rank")),
        (WORLD.replace("713163", "much").encode(), (2, "revenue_musd")),
        (b"rank,name_zh,revenue_musd\n1,\xff\xff\xff,2\n", (None, "")),
        (b"", (None, "")),
    ],
)
def test_a_faulty_file_is_refused_with_row_and_column(content, problem):
    assert [(row, column) for row, column, _message in read_plan("f.csv", content).problems] == [
        problem
    ]


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("腾讯控股有限公司", "腾讯"),
        ("华为投资控股有限公司", "华为投资"),
        ("阿里巴巴（中国）有限公司", "阿里巴巴"),
        ("湖南三一重工股份有限公司", "三一重工"),
        ("SAMSUNG ELECTRONICS CO., LTD.", "samsungelectronics"),
        ("騰訊控股有限公司", "腾讯"),
    ],
)
def test_a_name_comes_down_to_its_core(name, core):
    assert core_name(name) == core
