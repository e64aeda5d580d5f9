"""The parks of the demonstration as they lie: land and standard plants with their boundaries, and
the industries they are for.
"""

from decimal import Decimal
from math import cos, radians

from crm.core.writing.history import create_many
from parks.models import Park, ParkIndustry, Plot
from parks.space.map import METRES_PER_DEGREE

# Metres: the width of a row of land and of plants, between plots, between rows.
ROWS, GAP, ROAD = {"land": 1600, "plant": 820}, 10, 36
A_ROW = 6  # plots in a row
LATITUDE = 29.03
# Industry: codes of GB/T 4754.
CODES = {
    "智能终端": "391、392",
    "新能源": "384、382",
    "新材料": "398、32",
    "装备制造": "34、35、36",
    "生物医药": "27、358",
    "电子信息": "39",
    "食品医药": "13、14、15、27",
    "光电显示": "397",
    "现代物流": "",
    "绿色建材": "30",
    "纺织服装": "17、18",
}
AUXILIARY = {
    "经开区": ["绿色建材", "现代物流"],
    "高新区": ["新能源", "现代物流", "新材料"],
    "桃源县": ["绿色建材", "纺织服装"],
}
# A third auxiliary industry of a provincial park goes beyond the plan, with its reason.
BEYOND = {"桃源县": ("现代物流", "依托桃花源机场货运，经市产业立市指挥部专题会议同意")}
INNER = {
    "德国工业园": "装备制造",
    "智能终端产业园": "智能终端",
    "新型光电产业园": "光电显示",
    "新能源产业园": "新能源",
    "生物医药产业园": "生物医药",
}
PLANTS = 4


def industries(park: Park, key: str, leading: list[str]):
    beyond = BEYOND.get(key)
    for name in leading:
        ParkIndustry.objects.create(
            park=park, name=name, role="leading", industry_codes=CODES[name]
        )
    for name in AUXILIARY.get(key, []):
        ParkIndustry.objects.create(
            park=park, name=name, role="auxiliary", industry_codes=CODES[name]
        )
    if beyond:
        ParkIndustry.objects.create(
            park=park,
            name=beyond[0],
            role="auxiliary",
            industry_codes=CODES[beyond[0]],
            over_reason=beyond[1],
        )


def land_and_plants(park: Park, inner: list[Park], number: int, count: int) -> list[Plot]:
    """``count`` plots of land, which are returned, and standard plants in the parks within
    ``park``, or else in it.
    """
    land = [
        Plot(
            park=park,
            code=f"A-{n:02d}",
            kind="land",
            area_sqm=Decimal(16_675 * n),
            price_per_sqm=Decimal(240 + 12 * number),
            zoning=["M1", "M2", "M1", "M0"][n % 4],
            power_kva=Decimal(2000 * n),
            water_t_day=Decimal(300 * n),
            sewage_t_day=Decimal(200 * n),
            steam_t_hour=Decimal(5 * (n % 3)),
            gas_m3_hour=Decimal(200),
        )
        for n in range(1, count + 1)
    ]
    plants = [
        Plot(
            park=place,
            code=f"{'BCD'[index % 3]}-{n:02d}",
            kind="plant",
            area_sqm=Decimal(6000 + 3000 * n),
            rent_per_sqm=Decimal(8 + n + number % 4),
            zoning="M1",
            floor_load_t=Decimal(["2", "1.5", "1", "0.8"][n - 1]),
            height_m=Decimal(["9", "7.5", "6", "4.5"][n - 1]),
            power_kva=Decimal(800 + 400 * n),
            water_t_day=Decimal(60),
            sewage_t_day=Decimal(50),
        )
        for index, place in enumerate(inner or [park])
        for n in range(1, PLANTS + 1)
    ]
    for plot, boundary in zip([*land, *plants], boundaries([*land, *plants], number), strict=True):
        plot.boundary = boundary
    create_many(Plot, [*land, *plants], by=None)
    return land


def boundaries(plots: list[Plot], number: int) -> list[list]:
    """Rectangles of the plots' areas in rows with a road between them, from the north-west corner
    of the park down; plants stand closer than land.
    """
    west, north = 111.60 + 0.03 * number, LATITUDE + 0.02 * (number % 3)
    wide = METRES_PER_DEGREE * cos(radians(LATITUDE))
    rectangles, down = [], 0.0
    for start in range(0, len(plots), A_ROW):
        row = plots[start : start + A_ROW]
        depth, along = float(sum(plot.area_sqm for plot in row)) / ROWS[row[0].kind], 0.0
        for plot in row:
            length = float(plot.area_sqm) / depth
            x1, x2 = west + along / wide, west + (along + length - GAP) / wide
            y1, y2 = (
                north - down / METRES_PER_DEGREE,
                north - (down + depth - GAP) / METRES_PER_DEGREE,
            )
            rectangles.append(
                [[round(x, 6), round(y, 6)] for x, y in ((x1, y1), (x2, y1), (x2, y2), (x1, y2))]
            )
            along += length
        down += depth + ROAD
    return rectangles
