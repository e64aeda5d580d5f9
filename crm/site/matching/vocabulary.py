"""What may be known of an enterprise and asked by a policy: the words of the commission engine
where they fit, and a few of this library's own. Each is told in Chinese and English.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commissions.engine.facts import METRICS
from commissions.engine.words import UNITS, WORDS

MONEY, COUNT, FLAG, CHOICE, CODE, LISTS = "money", "count", "flag", "choice", "code", "lists"
YUAN = {"zh": "元", "en": "yuan"}


@dataclass(frozen=True)
class Fact:
    """One thing that may be known: what it is called, what values it has and in which unit.

    A ``CODE`` is one of a tree, such as GB/T 4754: a condition that names a branch takes all that
    grows on it. Of ``LISTS`` a company stands on none, one or several.
    """

    name: str
    kind: str
    label: Mapping[str, str]
    unit: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def choice(self, value: object, language: str) -> str:
        """What a value is called; one that is none of the choices stays as it is."""
        names = self.choices.get(str(value))
        return names[language] if names else str(value)


def _named(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _metric(name: str) -> Fact:
    unit = UNITS.get(name)
    return Fact(name, COUNT if unit else MONEY, _named(*WORDS[name]), unit or YUAN)


def _own() -> list[Fact]:
    """Facts that commissions never ask for."""
    people, square = _named("人", "people"), _named("平方米", "m²")
    return [
        Fact("region", CODE, _named("所在区县", "district")),
        Fact("industry", CODE, _named("行业", "industry")),
        Fact("capital_from", CHOICE, _named("资本来源", "origin of the capital"), {}, CAPITAL),
        Fact("size", CHOICE, _named("企业规模", "size of the enterprise"), {}, SIZES),
        Fact("listing", CHOICE, _named("上市进程", "way to the stock exchange"), {}, LISTING),
        Fact("list500", LISTS, _named("三类500强", "the 500 lists"), {}, LIST_NAMES),
        Fact("years_here", COUNT, _named("在本地注册年数", "years here"), _named("年", "years")),
        Fact("research", MONEY, _named("上年研发投入", "research spending of last year"), YUAN),
        Fact("freight", MONEY, _named("上年物流费用", "freight costs of last year"), YUAN),
        Fact("interest", MONEY, _named("上年贷款利息", "interest paid last year"), YUAN),
        Fact("talents", COUNT, _named("引进人才数", "skilled people brought in"), people),
        Fact("plant_sqm", COUNT, _named("租用厂房面积", "plant space rented"), square),
    ]


CAPITAL = {
    "foreign": _named("境外", "abroad"),
    "other_province": _named("省外", "another province"),
    "same_province": _named("省内", "this province"),
}
SIZES = {
    "large": _named("大型", "large"),
    "medium": _named("中型", "medium"),
    "small": _named("小型", "small"),
    "micro": _named("微型", "micro"),
}
LISTING = {
    "none": _named("未启动", "not begun"),
    "reformed": _named("已完成股改", "turned into a joint-stock company"),
    "filed": _named("已辅导备案", "tutoring filed"),
    "accepted": _named("申请已受理", "application accepted"),
    "listed": _named("已上市", "listed"),
}
LIST_NAMES = {name: _named(*WORDS[name]) for name in ("world500", "china500", "private500")}

FACTS: dict[str, Fact] = {
    fact.name: fact for fact in (*(_metric(name) for name in METRICS), *_own())
}
AMOUNTS = tuple(fact.name for fact in FACTS.values() if fact.kind in (MONEY, COUNT))
# The amounts and counts that the commission engine does not know, in the form that it reads.
OWN_METRICS: dict[str, Any] = {
    fact.name: {"name": dict(fact.label), "unit": dict(fact.unit)}
    if fact.kind == COUNT
    else {"name": dict(fact.label)}
    for fact in FACTS.values()
    if fact.name in AMOUNTS and fact.name not in METRICS
}


def fact_named(name: str, label: Mapping[str, str] | None = None) -> Fact:
    """The fact of that name; a qualification is a flag that bears the ``label`` of its policy."""
    return FACTS.get(name) or Fact(name, FLAG, label or _named(name, name))
