"""Made-up names of Chinese companies, an eighth of them other writings of an earlier one.

``made_up(count)`` yields the same names each time. What is made here is nobody's name on purpose;
regions are those of leads/data/regions.csv.
"""

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REGIONS = Path(__file__).parents[1] / "leads" / "data" / "regions.csv"
OTHER_WRITINGS = 0.12  # share of the names
AT_HOME = 0.12  # share that bears the name of the demonstration's city
REMEMBERED = 200_000  # companies of which other writings are made
HOME = "4307"
NO_CITY = re.compile("直辖县级行政区划|市辖区|自治区直辖")
KIND_OF_PLACE = re.compile(
    "(省|市|县|区|自治州|地区|特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区)$"
)
BRAND = (
    "华中国金新恒盛鑫瑞宏永泰康德天海龙星云远博达润丰嘉伟正明诚信旺顺安美科创智联合众立万兴东方"
    "南北江湘沅澧武陵德山柳叶桃源长城银锦凯威腾飞鹏翔亿佳乐百福祥和益民大力卓越领先高优品尚雅致"
    "远思源慧灵睿捷迅通达畅广辉煌耀光阳晨曦"
)
TRADES = [
    "科技",
    "新材料科技",
    "生物科技",
    "电子科技",
    "智能装备",
    "机械制造",
    "新能源",
    "新能源科技",
    "农业科技",
    "食品",
    "农产品",
    "医药",
    "生物医药",
    "环保科技",
    "建材",
    "建设工程",
    "工程机械",
    "汽车零部件",
    "电力设备",
    "信息技术",
    "网络科技",
    "供应链管理",
    "物流",
    "贸易",
    "商贸",
    "实业",
    "投资",
    "置业",
    "文化传媒",
    "旅游开发",
    "纺织",
    "服饰",
    "化工",
    "精细化工",
    "非金属材料",
    "包装",
    "印务",
    "烟草机械",
    "铝业",
    "钢构",
    "液压件",
    "电缆",
    "光电",
    "半导体",
    "软件",
    "数据服务",
    "教育科技",
    "健康产业",
    "餐饮管理",
    "酒店管理",
]
FORMS = {  # how often each legal form comes, in per cent
    "有限公司": 70,
    "有限责任公司": 10,
    "股份有限公司": 8,
    "集团有限公司": 5,
    "集团股份有限公司": 1,
    "控股有限公司": 2,
    "（集团）有限公司": 1,
    "厂": 1,
    "（有限合伙）": 1,
    "合作社": 1,
}
TRADITIONAL = str.maketrans(
    "华国龙东云达广万业电车长门马鸟鱼贸团机农医药网络湾泽",
    "華國龍東雲達廣萬業電車長門馬鳥魚貿團機農醫藥網絡灣澤",
)
SOUNDS_LIKE = str.maketrans("科鑫恒盛瑞宏泰德源辉嘉博润诚", "柯新衡胜锐弘太得元晖佳搏闰成")
BRANCHES = ("常德分公司", "湖南分公司", "第一分公司")


@dataclass(frozen=True)
class Parts:
    name: str
    region: str
    brand: str
    trade: str
    form: str
    city: str
    province: str


@dataclass(frozen=True)
class Name:
    """``cluster`` is the number of the company's plain name; ``variant`` is "base" for that one."""

    number: int
    name: str
    cluster: int
    variant: str


def short(place: str) -> str:
    """湖南省 → 湖南"""
    return KIND_OF_PLACE.sub("", place) or place


def districts() -> list[tuple[str, str, str]]:
    """[(district, city, province)], those of the demonstration's city first."""
    with REGIONS.open(encoding="utf-8") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    codes = [code for code in names if len(code) == 6 and code[:4] in names]
    codes.sort(key=lambda code: (code[:4] != HOME, code))
    return [(names[code], names[code[:4]], names[code[:2]]) for code in codes]


def plain_name(chance: random.Random, places: list, at_home: int) -> Parts:
    is_home = chance.random() < AT_HOME
    district, city, province = places[
        chance.randrange(at_home) if is_home else chance.randrange(len(places))
    ]
    if NO_CITY.search(city):
        city = province
    region = chance.choices(
        (short(province), city, short(city), province + city, district), (30, 25, 30, 7, 8)
    )[0]
    brand = "".join(chance.choices(BRAND, k=2 if chance.random() < 0.7 else 3))
    trade = chance.choice(TRADES)
    form = chance.choices(tuple(FORMS), tuple(FORMS.values()))[0]
    name = chance.choices(
        (
            region + brand + trade + form,
            f"{brand}（{short(city)}）{trade}{form}",
            f"{brand}{trade}（{short(province)}）{form}",
        ),
        (82, 10, 8),
    )[0]
    return Parts(name, region, brand, trade, form, city, province)


def in_the_middle(name: str, text: str, instead_of: int = 0) -> str:
    middle = len(name) // 2
    return name[:middle] + text + name[middle + instead_of :]


# Variant → (company, chance) → its name in another writing. A branch is another body of the same
# company; of two hard negatives each is a company of its own.
WRITINGS = {
    "half_bracket": lambda parts, _: parts.name.replace("（", "(").replace("）", ")"),
    "full_width_space": lambda parts, chance: in_the_middle(parts.name, chance.choice(" 　")),
    "suffix_form": lambda parts, _: (
        parts.name.removesuffix(parts.form)
        + ("有限责任公司" if parts.form == "有限公司" else "有限公司")
    ),
    "drop_suffix": lambda parts, _: parts.name.removesuffix(parts.form),
    "drop_region": lambda parts, _: parts.brand + parts.trade + parts.form,
    "add_province": lambda parts, _: (
        parts.name if parts.name.startswith(short(parts.province)) else parts.province + parts.name
    ),
    "trad": lambda parts, _: parts.name.translate(TRADITIONAL),
    "typo_drop": lambda parts, _: in_the_middle(parts.name, "", 1),
    "bracket_move": lambda parts, _: (
        f"{parts.brand}{parts.trade}（{short(parts.city)}）{parts.form}"
    ),
    "short": lambda parts, _: short(parts.city)[:2] + parts.brand,
    "branch_related": lambda parts, chance: parts.name + chance.choice(BRANCHES),
    "homophone_hard_negative": lambda parts, _: parts.name.replace(
        parts.brand, parts.brand.translate(SOUNDS_LIKE)
    ),
    "swap_hard_negative": lambda parts, _: parts.name.replace(
        parts.brand, parts.brand[1] + parts.brand[0] + parts.brand[2:]
    ),
}


def made_up(count: int, seed: int = 7) -> Iterator[Name]:
    chance, places, originals = random.Random(seed), districts(), []
    at_home = sum(city == places[0][1] for _district, city, _province in places)
    number = 0
    while number < count:
        if originals and chance.random() < OTHER_WRITINGS:
            cluster, parts = chance.choice(originals)
            variant = chance.choice(tuple(WRITINGS))
            name = WRITINGS[variant](parts, chance)
            if name == parts.name:
                continue
            number += 1
            yield Name(number, name, cluster, variant)
        else:
            parts = plain_name(chance, places, at_home)
            number += 1
            if len(originals) < REMEMBERED:
                originals.append((number, parts))
            else:
                originals[chance.randrange(REMEMBERED)] = (number, parts)
            yield Name(number, parts.name, number, "base")
