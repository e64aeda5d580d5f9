"""The place that a company's name begins with."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

ENDINGS = (
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "自治州",
    "地区",
    "省",
    "市",
    "县",
    "区",
    "盟",
)
# 阿里 is 阿里巴巴 more often than the prefecture
NO_PLACE = {"阿里", "市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
LEAST = 2  # characters that must be left of a name


def taken_off(text: str) -> tuple[str, frozenset[str]]:
    """(``text`` without the places that it begins with, the codes that the smallest of them may
    have).

    湖南省长沙市佳山电子 → (佳山电子, {4301}): a second place is taken off only where it lies within
    the first.
    """
    codes = frozenset()
    while True:
        length, inner_codes = _longest(text, codes)
        if not length:
            return text, codes
        text, codes = text[length:], inner_codes


def meant_by(text: str) -> frozenset[str]:
    """The codes that ``text``, being nothing but a place, may have."""
    remainder, codes = taken_off(text + "##")
    return codes if remainder == "##" else frozenset()


def touch(one: str, other: str) -> bool:
    """Whether one of the two places is the other, or lies within it."""
    return one.startswith(other) or other.startswith(one)


def _longest(text, within) -> tuple[int, frozenset[str]]:
    names = _names()
    for length in _lengths().get(text[:2], ()):
        codes = names.get(text[:length]) if length <= len(text) - LEAST else None
        inner_codes = (
            frozenset(
                code
                for code in codes
                if any(code.startswith(outer) and code != outer for outer in within)
            )
            if codes and within
            else codes
        )
        if inner_codes:
            return length, inner_codes
    return 0, frozenset()


@cache
def _lengths() -> dict[str, list[int]]:
    """{first two characters: how long the names that begin with them are, the longest first}."""
    by_start = defaultdict(set)
    for name in _names():
        by_start[name[:2]].add(len(name))
    return {start: sorted(lengths, reverse=True) for start, lengths in by_start.items()}


@cache
def _names() -> dict[str, frozenset[str]]:
    """Provinces and cities with and without their ending, counties and districts by their full
    name.
    """
    by_name = defaultdict(set)
    with open(Path(__file__).parents[1] / "data" / "regions.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, code = row["name"], row["code"]
            for written in {name, _short(name) if len(code) <= 4 else name} - NO_PLACE:
                if len(written) >= (2 if len(code) <= 4 else 3):
                    by_name[written].add(code)
    return {name: frozenset(codes) for name, codes in by_name.items()}


def _short(name: str) -> str:
    ending = next(
        (ending for ending in ENDINGS if name.endswith(ending) and len(name) - len(ending) >= 2), ""
    )
    return name.removesuffix(ending)
