"""Movements of companies on the Fortune Global 500 of 2019 to 2026, whose ranks and spellings were
read off the published lists by hand: English in one year and Chinese in another, and companies that
took another name or were merged in between.
"""

import pytest

from leads.models import TargetList
from leads.targets.learning import note_successors
from leads.targets.movements import movements
from tests.leads.targets.test_movements import bring

ENGLISH = {
    2019: [
        (1, "Walmart"),
        (18, "Daimler"),
        (48, "General Electric"),
        (61, "Huawei Investment & Holding"),
        (88, "Sinochem Group"),
        (138, "China Evergrande Group"),
        (144, "ChemChina"),
        (149, "China Baowu Steel Group"),
        (184, "Facebook"),
        (237, "Tencent Holdings"),
        (468, "Xiaomi"),
    ],
    2022: [
        (1, "Walmart"),
        (31, "Sinochem Holdings"),
        (38, "Mercedes-Benz Group"),
        (44, "China Baowu Steel Group"),
        (71, "Meta Platforms"),
        (96, "Huawei Investment & Holding"),
        (121, "Tencent Holdings"),
        (165, "General Electric (GE Aerospace)"),
        (266, "Xiaomi"),
        (436, "BYD"),
    ],
    2024: [
        (1, "Walmart"),
        (42, "Mercedes-Benz Group"),
        (44, "China Baowu Steel Group"),
        (66, "Meta Platforms"),
        (103, "Huawei Investment & Holding"),
        (141, "Tencent Holdings"),
        (143, "BYD"),
        (191, "General Electric (GE Aerospace)"),
        (397, "Xiaomi"),
    ],
}
BOTH = {
    2021: [
        (1, "沃尔玛", "WALMART"),
        (24, "戴姆勒股份公司", "DAIMLER"),
        (44, "华为投资控股有限公司", "HUAWEI INVESTMENT & HOLDING"),
        (72, "中国宝武钢铁集团有限公司", "CHINA BAOWU STEEL GROUP"),
        (86, "Facebook公司", "FACEBOOK"),
        (104, "通用电气公司", "GENERAL ELECTRIC"),
        (122, "中国恒大集团", "CHINA EVERGRANDE GROUP"),
        (132, "腾讯控股有限公司", "TENCENT HOLDINGS"),
        (151, "中国中化集团有限公司", "SINOCHEM"),
        (161, "中国化工集团有限公司", "CHEMCHINA"),
        (338, "小米集团", "XIAOMI"),
    ],
    2026: [
        (2, "沃尔玛", "WALMART"),
        (28, "英伟达公司", ""),
        (30, "Meta Platforms公司", "Meta Platforms"),
        (51, "梅赛德斯-奔驰集团", ""),
        (81, "华为投资控股有限公司", "HUAWEI INVESTMENT & HOLDING"),
        (91, "比亚迪股份有限公司", ""),
        (97, "腾讯控股有限公司", "TENCENT HOLDINGS"),
        (100, "中国宝武钢铁集团有限公司", "CHINA BAOWU STEEL GROUP"),
        (232, "小米集团", "XIAOMI"),
    ],
}
# (older, newer): {the rank in the newer, or in the older of one that is gone: (way, places)}
MOVED = {
    (2019, 2021): {
        1: ("same", 0),
        24: ("down", -6),
        44: ("up", 17),
        72: ("up", 77),
        86: ("up", 98),
        104: ("down", -56),
        122: ("up", 16),
        132: ("up", 105),
        151: ("down", -63),
        161: ("down", -17),
        338: ("up", 130),
    },
    (2021, 2022): {
        1: ("same", 0),
        31: ("up", 120),  # Sinochem, with ChemChina since
        38: ("down", -14),  # Daimler is Mercedes-Benz
        44: ("up", 28),
        71: ("up", 15),  # Facebook is Meta
        96: ("down", -52),
        121: ("up", 11),
        165: ("down", -61),
        266: ("up", 72),
        436: ("new", None),
        -122: ("gone", None),
        -161: ("gone", None),
    },
    (2024, 2026): {
        2: ("down", -1),
        28: ("new", None),
        30: ("up", 36),
        51: ("down", -9),
        81: ("up", 22),
        91: ("up", 52),
        97: ("up", 44),
        100: ("down", -56),
        232: ("up", 165),
        -191: ("gone", None),
    },
}


@pytest.fixture
def lists(people):
    rows = [
        f'{year},{rank},"{name}",,{10_000 - rank}'
        for year, ranked in ENGLISH.items()
        for rank, name in ranked
    ]
    bring("year,rank,name_en,country,revenue_musd\n" + "\n".join(rows))
    for year, ranked in BOTH.items():
        rows = [f'{rank},"{zh}","{en}",,{10_000 - rank}' for rank, zh, en in ranked]
        header = "rank,name_zh,name_en,country_zh,revenue_musd\n"
        bring(header + "\n".join(rows), year=year)
    note_successors(by=people.headquarters)


def test_movements_are_those_of_the_published_lists(people, lists):
    told = {}
    for older, newer in MOVED:
        then, now = (TargetList.objects.get(kind="world500", year=year) for year in (older, newer))
        found = movements(now, then, people.officer)
        told[older, newer] = {
            each.rank or -each.before: (each.way.value, each.steps) for each in found
        }
        if newer == 2022:
            by_rank = {each.rank or -each.before: each for each in found}
            assert by_rank[-161].successor == by_rank[31].company.name
    assert told == MOVED
