import pytest
from django.db import connection

from leads.companies.grams import grams_of
from leads.naming.likeness_kinds import kind_between
from leads.naming.names import core_name, parts_of


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("湖南省常德市佳山电子有限公司", "佳山电子"),
        ("常德市桃源县佳山电子厂", "佳山电子"),
        ("佳山电子（常德）有限公司", "佳山电子"),
        ("深圳海南花科技有限公司", "海南花科技"),  # a place within the first alone is taken off
        ("光翔新能源(有限合伙)", "光翔新能源"),
        ("光翔新能源有限公司常德分公司", "光翔新能源常德分公司"),
        ("*ST宝实", "宝实"),
        ("深中华A", "深中华"),
        ("有限公司", "有限"),
        ("，。", ""),
    ],
)
def test_the_core_leaves_out_places_forms_and_marks(name, core):
    assert core_name(name) == core


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        ("恒力集团有限公司", "恒力集团股份有限公司", True),
        ("騰訊控股有限公司", "腾讯控股有限公司", True),
        ("湖南长城科技有限公司", "广东长城科技有限公司", False),
        ("湖南长城科技有限公司", "长城科技有限公司", False),
        ("湖南省长沙市长城科技有限公司", "长沙长城科技有限责任公司", True),
        ("恒力集团有限公司", "恒力有限公司", False),
        ("恒力有限公司", "恒力控股有限公司", False),
        ("恒力有限公司", "恒力有限公司常德分公司", False),
        ("恒力食品有限公司", "恒力食品厂", False),
        ("阿里巴巴（中国）有限公司", "阿里巴巴有限公司", False),
        ("WALMART", "Walmart Inc.", True),
        ("HENGLI GROUP", "Hengli Co., Ltd.", False),
    ],
)
def test_two_names_mean_one_body_beyond_doubt_or_they_do_not(one, other, sure):
    assert parts_of(one).is_surely(parts_of(other)) is sure


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("光翔新能源集团有限公司", "光翔新能源有限公司", "group"),
        ("光翔新能源控股有限公司", "光翔新能源有限公司", "group"),
        ("吉利控股集团有限公司", "吉利百矿集团有限公司", "group"),
        ("光翔新能源有限公司常德分公司", "光翔新能源有限公司", "branch"),
        ("光翔新能源有限公司常德分公司", "光翔新能源有限公司湖南分公司", "branch"),
        ("中国银行股份有限公司常德分行", "中国银行股份有限公司", "branch"),
        ("潍坊光翔新能源有限公司", "光翔新能源有限责任公司", "same"),
        ("腾讯", "腾讯控股有限公司", "same"),
        ("湖南光翔新能源有限公司", "广东光翔新能源有限公司", "elsewhere"),
        ("日照钢铁控股集团有限公司", "杭州钢铁有限公司", "elsewhere"),
        ("物美科技集团有限公司", "美光科技公司", "similar"),
        ("光翔新能源有限公司", "光祥新能源有限公司", "similar"),
        ("光翔新能源有限公司常德分公司", "大桃纺织有限公司", "similar"),
    ],
)
def test_what_two_names_say_of_each_other(one, other, kind):
    assert kind_between(parts_of(one), parts_of(other)) == kind
    assert kind_between(parts_of(other), parts_of(one)) == kind


@pytest.mark.parametrize(
    "name",
    [
        "潍坊市光翔新能源有限公司",
        "TCL科技集团股份有限公司",
        "SAMSUNG ELECTRONICS CO., LTD.",
        "HP",
        "A",
        "3M中国",
        "騰訊控股有限公司",
        "柳州化工股份有限公司",
        "",
    ],
)
def test_the_database_cuts_names_as_the_program_does(db, name):
    english = "Ping An Bank Co., Ltd."
    with connection.cursor() as cursor:
        cursor.execute("select name_grams(%s, %s, %s)", [name, core_name(name), core_name(english)])
        assert set(cursor.fetchone()[0]) == grams_of(name, core_name(name), core_name(english))
