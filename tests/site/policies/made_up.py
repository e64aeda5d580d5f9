"""The demonstration's policies as the matching reads them, and 200 made-up enterprises."""

from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path

from yaml import safe_load

import crm.demo
from crm.site.matching import Facts, Rules, check, read
from crm.site.matching.edited import Names, rules_of

DAY = date(2026, 11, 29)
TOLD = Path(crm.demo.__file__).parent / "told" / "policies.yaml"

# Told one by one; what is not named is not known.
NAMED = {
    "batteries": {
        "industry": "3841",
        "capital_from": "other_province",
        "years_here": 0,
        "total_investment": 180_000_000,
        "equipment": 95_000_000,
        "jobs": 119,
        "high_tech": True,
        "specialised": False,
        "tech_sme": False,
        "list500": [],
    },
    "medicine": {
        "industry": "2720",
        "region": "430726",
        "capital_from": "foreign",
        "years_here": 2,
        "total_investment": 300_000_000,
        "equipment": 19_000_000,
        "foreign_capital": 60_000_000,
        "revenue": 80_000_000,
        "freight": 600_000,
        "rent": 1_200_000,
        "research": 12_000_000,
        "interest": 90_000,
        "jobs": 15,
        "talents": 3,
        "size": "large",
        "listing": "none",
        "list500": ["world500"],
        "high_tech": False,
        "specialised": False,
        "tech_sme": False,
        "above_scale": True,
        "green_plant": False,
    },
    "pumps": {
        "industry": "3441",
        "region": "430703",
        "capital_from": "same_province",
        "years_here": 5,
        "total_investment": 60_000_000,
        "equipment": 150_000_000,
        "revenue": 25_000_000,
        "freight": 400_000,
        "research": 20_000_000,
        "interest": 1_500_000,
        "jobs": 400,
        "talents": 20,
        "size": "medium",
        "listing": "listed",
        "list500": [],
        "high_tech": True,
        "specialised": True,
        "tech_sme": False,
        "above_scale": True,
        "green_plant": True,
    },
    "houses": {
        "industry": "7010",
        "capital_from": "foreign",
        "years_here": 0,
        "total_investment": 1_000_000_000,
        "foreign_capital": 500_000_000,
        "jobs": 60,
        "list500": ["private500"],
    },
    "on_the_edge": {
        "industry": "C",
        "capital_from": "other_province",
        "years_here": 1,
        "total_investment": 50_000_000,
        "equipment": 20_000_000,
        "rent": 0,
        "revenue": 20_000_000,
        "research": 1_000_000,
        "interest": 100_000,
        "freight": 500_000,
        "jobs": 20,
        "talents": 1,
        "size": "micro",
        "listing": "filed",
        "list500": [],
        "high_tech": False,
        "specialised": True,
        "tech_sme": False,
        "above_scale": True,
        "green_plant": False,
    },
    "a_fen_below": {
        "industry": "36",
        "capital_from": "other_province",
        "years_here": 0,
        "total_investment": "49999999.99",
        "equipment": "19999999.99",
        "foreign_capital": 0,
        "jobs": 19,
        "list500": ["china500"],
    },
    "stranger": {},
}
FLAGS = ("high_tech", "specialised", "tech_sme", "above_scale", "green_plant")


@cache
def policies() -> dict[str, Rules]:
    """Compiled from what stands in the demonstration, as the editor's page does it."""
    return {each["slug"]: _rules(each) for each in safe_load(TOLD.read_text("utf-8"))["policies"]}


def _rules(told) -> Rules:
    cap = Decimal(told["cap"]) if "cap" in told else None
    stored = rules_of(told["conditions"], told["benefits"], cap, Names())
    check(stored)
    return read(stored, told["slug"], {"zh": told["title"], "en": told["title_en"]})


def facts(told) -> Facts:
    return Facts(DAY, {name: _value(value) for name, value in told.items()})


def _value(value):
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        return value
    return Decimal(value) if isinstance(value, int) or "." in value else value


@cache
def enterprises() -> dict[str, Facts]:
    """The named ones, and others in which every value meets many others: 200 in all."""
    made = {name: facts(told) for name, told in NAMED.items()}
    places = product(("C", "3610", "6510", "5430", "7010"), ("foreign", "other_province", None))
    for number, (industry, origin) in enumerate(list(places) * 13):
        if len(made) == 200:
            break
        made[f"made up {number}"] = facts(_made_up(number, industry, origin))
    return made


def _made_up(number: int, industry: str, origin: str | None) -> dict:
    """Steps of different length, so that the values do not move together."""
    told = {
        "industry": industry,
        "capital_from": origin,
        "region": ("430702", "430725", "430700", None)[number % 4],
        "total_investment": (0, 45, 50, 99, 180, 200, 600, 1500)[number % 8] * 1_000_000,
        "equipment": (0, 15, 17, 20, 140)[number % 5] * 1_000_000,
        "revenue": (1, 18, 20, 45, 50, 90)[number % 6] * 1_000_000,
        "foreign_capital": (0, 9, 10, 2000)[number % 4] * 1_000_000,
        "rent": (0, 300_000, 2_000_000)[number % 3],
        "research": (0, 900_000, 1_000_000, 5_000_000, 30_000_000)[number // 3 % 5],
        "interest": (0, 90_000, 100_000, 2_000_000)[number // 5 % 4],
        "freight": (0, 450_000, 500_000, 20_000_000)[number // 7 % 4],
        "jobs": (0, 17, 20, 500)[number // 2 % 4],
        "talents": (0, 1, 40)[number // 4 % 3],
        "years_here": (0, 1, 9)[number // 11 % 3],
        "size": ("large", "medium", "small", "micro")[number // 6 % 4],
        "listing": ("none", "reformed", "filed", "accepted", "listed")[number // 9 % 5],
        "list500": ([], ["world500"], ["china500", "private500"])[number // 8 % 3],
        **{flag: bool(number >> place & 1) for place, flag in enumerate(FLAGS)},
    }
    if number % 10 == 9:  # of some much is not known
        told = dict(list(told.items())[number % 3 :: 3])
    return {name: value for name, value in told.items() if value is not None}
