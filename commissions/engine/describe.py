"""A policy told back in sentences, Chinese ("zh") or English ("en"), so that its author sees what
the document says.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from .document import Policy
from .found import currency_of
from .nodes import (
    Bracket,
    Component,
    Condition,
    Document,
    Node,
    PayeeRules,
    Schedule,
    Stages,
    Terms,
    Told,
    Value,
    Window,
)
from .payees import excluded_share
from .scope import COMPARISONS
from .vocabulary import OF_AGREEMENT
from .words import (
    all_named,
    amount,
    attribute,
    in_myriads,
    named,
    plain,
    rate,
    unit_of,
    word,
    words,
)


class Rule(NamedTuple):
    """A part of a policy told back: what it is about, its sentences, the ``clause`` it rests on as
    the policy names it ("" for the policy as a whole), and its brackets as (range, rate).
    """

    code: str
    title: str
    sentences: list[str]
    clause: str = ""
    brackets: list[tuple[str, str]] = []


PARTS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("projects", ("哪些项目", "Which projects")),
    ("payees", ("谁能得", "Who is paid")),
    ("limits", ("封顶", "Limits")),
    ("payment", ("兑付与追回", "Payment and claw-back")),
)


def rules_of(policy: Policy, language: str) -> list[Rule]:
    """The same sentences as ``describe`` tells, by what they are about."""
    at = 1 if language.startswith("en") else 0
    document = policy.document
    told = {
        "projects": list(_scope(document, at)),
        "payees": list(_payees(document, at)),
        "limits": list(_limits(document, at)),
        "payment": list(_payment(document, at)),
    }
    whole = {code: Rule(code, titles[at], told[code]) for code, titles in PARTS if told[code]}
    components = [_rule(policy, component, at) for component in document["components"]]
    before = [whole[code] for code in ("payees", "projects") if code in whole]
    after = [whole[code] for code in ("limits", "payment") if code in whole]
    return [*before, *components, *after]


def _rule(policy: Policy, component: Component, at: int) -> Rule:
    return Rule(
        component["code"],
        component["name"][("zh", "en")[at]],
        list(_component(policy.document, component, at)),
        policy.clause_text(component["clause"]),
        _rates(policy.document, component, at),
    )


def _rates(document: Document, component: Component, at: int) -> list[tuple[str, str]]:
    """(where the bracket begins, its rate) of brackets that are rates as numbers."""
    money = _money(document, component, at)
    brackets = component["schedule"].get("brackets", [])
    if not all(isinstance(bracket.get("rate"), Decimal) for bracket in brackets):
        return []
    return [(_from(bracket, money, at), rate(bracket["rate"])) for bracket in brackets]


def _from(bracket: Bracket, money: Told, at: int) -> str:
    if bracket["from"] == 0 and bracket.get("to") is not None:
        return _say(at, f"至 {money(bracket['to'])}", f"to {money(bracket['to'])}")
    return _say(at, f"{money(bracket['from'])}以上", f"from {money(bracket['from'])}")


def describe(policy: Policy, language: str) -> list[str]:
    """The policy told back: whom and what it takes, each component, limits, payment."""
    at = 1 if language.startswith("en") else 0
    return [
        sentence
        for part in (_scope, _payees, _components, _limits, _payment)
        for sentence in part(policy.document, at)
    ]


def _say(at: int, zh: str, en: str) -> str:
    return en if at else zh


def _scope(document: Document, at: int) -> Iterator[str]:
    if "reading" in document:
        yield _say(
            at, f"读法：{document['reading']['zh']}。", f"Reading: {document['reading']['en']}."
        )
    if validity := document.get("validity"):
        by, end = named(document, validity.get("by", "signed"), at), validity.get("to")
        yield _say(
            at,
            f"有效期：{by}日期自 {validity['from']} 起" + (f"至 {end}" if end else "") + "。",
            f"In force for projects whose {by} falls on {validity['from']} or later"
            + (f", until {end}" if end else "")
            + ".",
        )
    for condition in document.get("when", []):
        yield _say(
            at,
            f"适用项目：{condition_told(document, condition, 0)}。",
            f"Projects: {condition_told(document, condition, 1)}.",
        )


def _payees(document: Document, at: int) -> Iterator[str]:
    rules = document.get("payees", {})
    if rules.get("only"):
        yield _say(
            at,
            f"奖励对象限于：{words(rules['only'], 0)}。",
            f"Only these are paid: {words(rules['only'], 1)}.",
        )
    if rules.get("never"):
        yield _say(
            at,
            f"不予奖励：{words(rules['never'], 0)}。",
            f"Never paid: {words(rules['never'], 1)}.",
        )
    if milestone := rules.get("registered_before"):
        yield _say(
            at,
            f"受奖人须在{named(document, milestone, 0)}前登记备案。",
            f"Payees must be registered before {named(document, milestone, 1)}.",
        )
    if rules.get("confirmed"):
        yield _say(at, "受奖人须经投资方确认。", "Payees must be confirmed by the investor.")
    if "at_most" in rules:
        yield _say(
            at,
            f"只奖励最先登记的 {rules['at_most']} 位。",
            f"Only the first {rules['at_most']} who registered are paid.",
        )
    yield from _division(rules, at)


def _division(rules: PayeeRules, at: int) -> Iterator[str]:
    if rules.get("divide") == "equally":
        yield _say(at, "多位受奖人平分。", "Several payees share equally.")
    if rules.get("divide") == "agreed":
        yield _say(
            at,
            "有多位受奖人的，只奖励各方一致推选的一位。",
            "Of several payees only the one on whom all agreed is paid.",
        )
    if rules.get("teams_as_one"):
        yield _say(
            at,
            "同一团队视为一位受奖人，内部按份额分配。",
            "A team counts as one payee; its members share by their parts.",
        )
    if rules.get("divide") == "roles":
        roles = "；".join(f"{name} {rate(share)}" for name, share in rules["roles"].items())
        yield _say(at, f"按角色分配：{roles}。", f"Shared by roles: {roles}.")
    if rules.keys() & EXCLUDING and rules.get("divide") != "agreed":
        yield EXCLUDED_SHARE[excluded_share(rules)][at]


EXCLUDING = {"never", "only", "registered_before", "confirmed"}
EXCLUDED_SHARE = {
    "lapses": ("不予奖励者的份额不再分配。", "The share of an excluded payee lapses."),
    "to_the_others": (
        "不予奖励者的份额归其他受奖人。",
        "The share of an excluded payee goes to the others.",
    ),
}


def _components(document: Document, at: int) -> Iterator[str]:
    for component in document["components"]:
        name, told = component["name"][("zh", "en")[at]], list(_component(document, component, at))
        yield _say(at, f"{name}：{'；'.join(told)}。", f"{name}: {'; '.join(told)}.")


def _component(document: Document, component: Component, at: int) -> Iterator[str]:
    """The parts of one component's sentence."""
    if component.get("belongs_to") == "agent":
        yield _say(
            at,
            "属于受托机构本身，按其全部项目合计，每份协议只计一次，不计入总上限",
            (
                "earned by the agent itself on all of its projects together, once an agreement, "
                "outside the policy’s caps"
            ),
        )
    yield _counted(document, component, at)
    for condition in component.get("when", []):
        yield _say(
            at,
            f"条件：{condition_told(document, condition, 0)}",
            f"if {condition_told(document, condition, 1)}",
        )
    if "at_least" in component:
        least = value_told(document, component["at_least"], at, _money(document, component, at))
        yield _say(at, f"起点 {least}", f"nothing below {least}")
    if "more_than" in component:
        least = value_told(document, component["more_than"], at, _money(document, component, at))
        yield _say(at, f"须超过 {least}", f"only above {least}")
    pays = {"currency": currency_of(document, component)}
    yield from _schedule(
        document,
        component["schedule"],
        at,
        _money(document, component, at),
        _money(document, pays, at),
    )
    for multiplier in component.get("multipliers", []):
        yield _when(document, multiplier, at) + _say(
            at,
            f"乘以 {value_told(document, multiplier['by'], 0, plain)}",
            f"times {value_told(document, multiplier['by'], 1, plain)}",
        )
    yield from _bounds(document, component, at)
    yield from _stages(document, component.get("stages", []), at, _fee_begins(component))
    if "tax" in component:
        yield OWN_TAX[component["tax"]][at]


OWN_TAX = {
    "withheld": ("此项从奖励中代扣税款", "its tax is withheld"),
    "added": ("此项为税后金额，税款另加", "it is after tax, which comes on top"),
    "free": ("此项免税", "it is free of tax"),
}


def _fee_begins(component: Component) -> str:
    """The milestone from which the years of a fee are reckoned, each for itself."""
    is_fee = component.get("per") == "year" and "metric" not in component and "of" not in component
    if component.get("per") == OF_AGREEMENT and "metric" not in component:
        return "appointed"
    return component["window"]["from"] if is_fee else ""


def _money(document: Document, terms: Terms, at: int) -> Told:
    """How to tell an amount: with its currency, in Chinese in 万 and 亿 where these are whole
    enough.
    """
    unit = unit_of(document, terms.get("metric", ""))
    currency = unit[("zh", "en")[at]] if unit else word(terms.get("currency", "CNY"), at)

    def told(number: Decimal) -> str:
        return f"{amount(number)} {currency}" if at else in_myriads(number) + currency

    return told


def _paid(document: Document, at: int) -> Told:
    """How to tell what is paid: in the currency of the policy."""
    return _money(document, {"currency": document.get("currency", "CNY")}, at)


def _counted(document: Document, component: Component, at: int) -> str:
    if "of" in component:
        names = [
            each["name"][("zh", "en")[at]]
            for each in document["components"]
            if each["code"] in component["of"]
        ]
        told = _say(at, "以" + "、".join(names) + "为基数", "based on " + ", ".join(names))
    elif "metric" not in component:
        told = _say(at, "不按金额计算", "not counted by amounts") + _fee_day(component, at)
    else:
        told = named(document, component["metric"], at) + _land(component, at)
    if "plus" in component:
        told += _say(
            at,
            f"加{all_named(document, component['plus'], 0)}",
            f" plus {all_named(document, component['plus'], 1)}",
        )
    if "minus" in component:
        told += _say(
            at,
            f"，扣除{all_named(document, component['minus'], 0)}",
            f", less {all_named(document, component['minus'], 1)}",
        )
    for key, zh, en in (
        ("share", "，计入 {}", ", of which {} counts"),
        ("times", "，乘以 {} 计入", ", counted {} times"),
        ("above", "，超过 {} 的部分", ", as far as above {}"),
        ("above_each_year", "，每年超过 {} 的部分", ", as far as above {} in each year"),
    ):
        if key in component:
            form = {
                "share": rate,
                "times": plain,
                "above": _money(document, component, at),
                "above_each_year": _money(document, component, at),
            }[key]
            told += _say(at, zh, en).format(value_told(document, component[key], at, form))
    if component.get("currency", "CNY") != "CNY" or "rate_day" in component:
        day = named(document, component["rate_day"], at)
        told += _say(
            at,
            f"，以{word(component.get('currency', 'CNY'), 0)}计，按{day}汇率折算",
            f", in {word(component.get('currency', 'CNY'), 1)} at the rate of {day}",
        )
    if "window" in component:
        told += _say(at, "，", ", ") + window_told(document, component["window"], at)
    if component.get("per") == OF_AGREEMENT:
        return told + _say(at, "，按协议年度计算", ", by years of the agreement")
    return told + (
        _say(at, "，按年计算", ", year by year") if component.get("per") == "year" else ""
    )


def _fee_day(component: Component, at: int) -> str:
    """When a yearly fee falls due."""
    if component.get("per") not in ("year", OF_AGREEMENT):
        return ""
    if component.get("in_advance"):
        return _say(at, "，每年首日预付", ", due in advance on the first day of each year")
    return _say(at, "，每满一年支付", ", due on each anniversary")


def _land(holder: Node, at: int) -> str:
    if "land" not in holder:
        return ""
    return {
        "excluded": ("（不含土地）", " without land"),
        "included": ("（含土地）", " with land"),
    }[holder["land"]][at]


def window_told(document: Document, window: Window, at: int) -> str:
    start = named(document, window["from"], at)
    if "until" in window:
        return _say(
            at,
            f"{start}至{named(document, window['until'], 0)}",
            f"from {start} to {named(document, window['until'], 1)}",
        )
    if "calendar_years" in window:
        count = window["calendar_years"]
        return _say(
            at,
            f"{start}当年起 {count} 个日历年内",
            f"in {count} calendar years from that of {start}",
        )
    if "full_years" in window:
        count = window["full_years"]
        if count == 1:
            return _say(
                at, f"{start}后首个完整会计年度内", f"in the first full fiscal year after {start}"
            )
        return _say(
            at,
            f"{start}后前 {count} 个完整会计年度内",
            f"in the first {count} full fiscal years after {start}",
        )
    if "years" in window:
        return _say(
            at, f"{start}起 {window['years']} 年内", f"within {window['years']} years of {start}"
        )
    return _say(
        at, f"{start}起 {window['months']} 个月内", f"within {window['months']} months of {start}"
    )


def _schedule(
    document: Document, schedule: Schedule, at: int, money: Told, pays: Told
) -> Iterator[str]:
    if "choose" in schedule:
        for choice in schedule["choose"]:
            yield _when(document, choice, at, is_choice=True) + _say(at, "；", "; ").join(
                _schedule(document, choice["then"], at, money, pays)
            )
        return
    yield SCHEDULES[schedule["mode"]](document, schedule, at, money, pays)


def _when(document: Document, holder: Node, at: int, is_choice: bool = False) -> str:
    if not holder.get("when"):
        return _say(at, "其他情形，", "otherwise: ") if is_choice else ""
    told = _say(at, "且", " and ").join(
        condition_told(document, each, at) for each in holder["when"]
    )
    return _say(at, f"{told}的，", f"where {told}: ")


def _single(document: Document, schedule: Schedule, at: int, money: Told, pays: Told) -> str:
    return _say(at, "按 {} 计算", "{} of it").format(
        value_told(document, schedule["rate"], at, rate)
    )


def _brackets(document: Document, schedule: Schedule, at: int, money: Told, pays: Told) -> str:
    lines = [_bracket(document, bracket, at, money, pays) for bracket in schedule["brackets"]]
    edge = {
        "upper": ("，界点归较高档", ", an edge belongs to the higher bracket"),
        "lower": ("，界点归较低档", ", an edge belongs to the lower bracket"),
    }
    note = edge[schedule["edge"]][at] if "edge" in schedule else ""
    return (
        BRACKETS[schedule["mode"]][at]
        + note
        + _say(at, "：", ": ")
        + _say(at, "；", "; ").join(lines)
    )


def _bracket(document: Document, bracket: Bracket, at: int, money: Told, pays: Told) -> str:
    if "rate" in bracket:
        result = value_told(document, bracket["rate"], at, rate)
        if "rising_to" in bracket:
            result += _say(at, " 均匀升至 ", " rising evenly to ") + value_told(
                document, bracket["rising_to"], at, rate
            )
    else:
        result = value_told(document, bracket["amount"], at, pays)
    end = bracket.get("to")
    ends = (
        _say(at, "以上", " and more")
        if end is None
        else _say(at, f"至 {money(end)}", f" to {money(end)}")
    )
    deadline = (
        _say(at, "（", " (") + window_told(document, bracket["within"], at) + _say(at, "）", ")")
        if "within" in bracket
        else ""
    )
    return f"{money(bracket['from'])}{_own_edge(bracket, at)}{ends}{deadline} {result}"


def _own_edge(bracket: Bracket, at: int) -> str:
    """Whether the bracket's lower end belongs to it, where the bracket says so itself."""
    told = {"upper": ("（含）", " (itself in it)"), "lower": ("（不含）", " (itself not in it)")}
    return told[bracket["edge"]][at] if "edge" in bracket else ""


def _steps(document: Document, schedule: Schedule, at: int, money: Told, pays: Told) -> str:
    start, every = (value_told(document, schedule[key], at, money) for key in ("from", "every"))
    keys, form = (
        (("first_rate", "rate"), rate) if "first_rate" in schedule else (("first", "amount"), pays)
    )
    first, more = (value_told(document, schedule[key], at, form) for key in keys)
    most = (
        _say(at, f"，最多加 {schedule['at_most']} 次", f", at most {schedule['at_most']} times")
        if "at_most" in schedule
        else ""
    )
    return _say(
        at,
        f"满 {start} 奖 {first}，另每满 {every} 加 {more}{most}",
        f"{first} from {start} on, and {more} for every full {every} more{most}",
    )


def _pro_rata(document: Document, schedule: Schedule, at: int, money: Told, pays: Told) -> str:
    target, full = (
        value_told(document, schedule["of"], at, money),
        value_told(document, schedule["amount"], at, pays),
    )
    return _say(
        at, f"完成 {target} 得 {full}，不足按比例", f"{full} for {target}, less in proportion"
    )


def _fixed(document: Document, schedule: Schedule, at: int, money: Told, pays: Told) -> str:
    return _say(at, "定额 {}", "a fixed sum of {}").format(
        value_told(document, schedule["amount"], at, pays)
    )


BRACKETS = {
    "marginal": ("超额累进", "each slice at its own rate"),
    "whole": ("全额适用一档", "all at the rate of one bracket"),
    "flat": ("按档定额", "a sum by the bracket"),
}
SCHEDULES = {
    "single": _single,
    "marginal": _brackets,
    "whole": _brackets,
    "flat": _brackets,
    "steps": _steps,
    "pro_rata": _pro_rata,
    "fixed": _fixed,
}


def _bounds(document: Document, component: Component, at: int) -> Iterator[str]:
    told = {
        "floor": ("不低于 {}", "at least {}"),
        "cap": ("每期上限 {}", "at most {} a period"),
        "cap_total": ("累计上限 {}", "at most {} in all"),
    }
    for key, sentences in told.items():
        if key in component:
            yield sentences[at].format(
                value_told(document, component[key], at, _paid(document, at))
            )
    if component.get("outside_cap"):
        yield _say(at, "不计入总上限", "outside the policy’s caps")


def _stages(document: Document, stages: Stages, at: int, fee_begins: str = "") -> Iterator[str]:
    if isinstance(stages, dict):
        for each in stages["choose"]:
            yield _when(document, each, at, is_choice=True) + _say(at, "，", ", ").join(
                _stages(document, each["then"], at, fee_begins)
            )
        return
    for stage in stages:
        share, day = (
            value_told(document, stage["share"], at, rate),
            named(document, stage["milestone"], at),
        )
        later = (
            _say(at, f"满 {stage['months']} 个月", f" and {stage['months']} months")
            if stage.get("months")
            else ""
        )
        if stage["milestone"] == fee_begins:
            day = _say(at, "当年首日", "the first day of its year")
        yield _say(at, f"{day}{later}后支付 {share}", f"{share} is paid after {day}{later}")


CAPS = {
    "project": ("单个项目", "a project"),
    "project_year": ("单个项目每年", "a project and year"),
    "payee": ("每位受奖人累计", "a payee"),
    "payee_year": ("每位受奖人每年", "a payee and year"),
    "all": ("全部奖励累计", "all rewards together"),
    "all_year": ("全部奖励每年", "all rewards of a year"),
}


def _limits(document: Document, at: int) -> Iterator[str]:
    for group in document.get("higher_of", []):
        names = [
            component["name"][("zh", "en")[at]]
            for component in document["components"]
            if component["code"] in group["of"]
        ]
        years = _say(at, "逐年", " year by year") if group.get("per") == "year" else ""
        yield _say(
            at,
            f"{'、'.join(names)}{years}择高，不重复奖励。",
            f"Only the highest of {', '.join(names)} is paid{years}.",
        )
    for name, told in CAPS.items():
        if name in document.get("caps", {}):
            limit = value_told(document, document["caps"][name], at, _paid(document, at))
            yield _say(at, f"{told[0]}不超过 {limit}。", f"No more than {limit} for {told[1]}.")
    if any(name.endswith("_year") for name in document.get("caps", {})) and any(
        map(_is_on_the_whole, document["components"])
    ):
        yield _say(
            at,
            "按项目整体计算的奖励，受年度上限时计入资金到位的年度。",
            (
                "What is reckoned on the project as a whole counts under a cap of the year in "
                "the years whose money added it."
            ),
        )


def _is_on_the_whole(component: Component) -> bool:
    """Whether what arrives in several years is counted together."""
    return component.get("per", "project") == "project" and (
        "metric" in component or "of" in component
    )


def _payment(document: Document, at: int) -> Iterator[str]:
    for bearer in document.get("borne_by", []):
        share = value_told(document, bearer["share"], at, rate)
        yield _say(
            at, f"{bearer['name']['zh']}承担 {share}。", f"{bearer['name']['en']} bears {share}."
        )
    if tax := document.get("tax"):
        share, whose = (
            value_told(document, tax["rate"], at, rate),
            words(tax.get("payees", ["natural_person"]), at),
        )
        withheld = _say(
            at,
            f"{whose}的奖励代扣税款 {share}。",
            f"{share} tax is withheld from the rewards of {whose}.",
        )
        added = _say(
            at,
            f"{whose}的奖励为税后金额，税率 {share}，税款另加。",
            f"The rewards of {whose} are after tax; {share} tax comes on top.",
        )
        yield withheld if tax["treatment"] == "withheld" else added
    yield _termination(document, at)


def _termination(document: Document, at: int) -> str:
    if document["on_termination"] == "keep":
        return _say(
            at,
            "项目终止的，已得奖励不追回，此后不再计奖。",
            "If the project is terminated, nothing is taken back and nothing new is earned.",
        )
    rule = document.get("claw_back", {})
    share = value_told(document, rule.get("share", Decimal(1)), at, rate)
    when = (
        _say(
            at,
            f"（{window_told(document, rule['window'], 0)}）",
            f" ({window_told(document, rule['window'], 1)})",
        )
        if "window" in rule
        else ""
    )
    return _say(
        at,
        f"项目终止的{when}，追回 {share}。",
        f"If the project is terminated{when}, {share} is taken back.",
    )


def condition_told(document: Document, condition: Condition, at: int) -> str:
    """A condition in words."""
    for key, joint in (("any", ("或", " or ")), ("all", ("且", " and "))):
        if key in condition:
            return (
                _say(at, "（", "(")
                + joint[at].join(condition_told(document, each, at) for each in condition[key])
                + _say(at, "）", ")")
            )
    if "not" in condition:
        inner = condition["not"]
        if isinstance(inner.get("equals"), bool):
            return condition_told(document, {**inner, "equals": not inner["equals"]}, at)
        return _say(at, "以下不成立：", "not: ") + condition_told(document, inner, at)
    if "milestone" in condition:
        return _reached(document, condition, at)
    if isinstance(condition.get("equals"), bool):
        return _flag(attribute(document, condition["attribute"], at), condition["equals"], at)
    operator = next(key for key in ("equals", "in", "not_in", *COMPARISONS) if key in condition)
    wanted = condition[operator]
    if operator in COMPARISONS:
        told = value_told(
            document, wanted, at, lambda number: _compared(document, condition, number, at)
        )
    else:
        told = _words_wanted(condition, wanted if isinstance(wanted, list) else [wanted], at)
    return (
        subject_told(document, condition, at)
        + _say(at, word(operator, 0) + " " * told[:1].isdigit(), f" {word(operator, 1)} ")
        + told
    )


def _words_wanted(condition: Condition, wanted: Sequence[object], at: int) -> str:
    return _say(at, "、", ", ").join(
        word(each, at) if each != "" else _say(at, "不在其列", "none of them") for each in wanted
    )


def subject_told(document: Document, condition: Condition, at: int) -> str:
    """What a plain condition compares."""
    return (
        _measured(document, condition, at)
        if "metric" in condition
        else attribute(document, condition["attribute"], at)
    )


def _compared(document: Document, condition: Condition, number: Decimal, at: int) -> str:
    if "metric" in condition:
        return amount_told(document, condition, number, at)
    if condition["attribute"] == "contract_amount":
        return _money(document, {}, at)(number)
    declared = document.get("attributes", {}).get(condition["attribute"], {})
    return rate(number) if declared.get("kind") == "rate" else amount(number)


def amount_told(document: Document, terms: Terms, number: Decimal, at: int) -> str:
    """An amount of a metric condition with its unit; a share as a rate."""
    return rate(number) if "of" in terms else _money(document, terms, at)(number)


def _flag(name: str, is_true: bool, at: int) -> str:
    if is_true:
        return _say(at, f"“{name}”成立", f"“{name}” holds")
    return _say(at, f"“{name}”不成立", f"“{name}” does not hold")


def _reached(document: Document, condition: Condition, at: int) -> str:
    told = _say(
        at,
        f"已{named(document, condition['milestone'], 0)}",
        f"{named(document, condition['milestone'], 1)} is reached",
    )
    if "within" in condition:
        told += _say(
            at,
            f"（{window_told(document, condition['within'], 0)}）",
            f" ({window_told(document, condition['within'], 1)})",
        )
    return told + (
        _say(at, f"（不晚于 {condition['by']}）", f" (by {condition['by']})")
        if "by" in condition
        else ""
    )


def _measured(document: Document, condition: Condition, at: int) -> str:
    told = named(document, condition["metric"], at) + _land(condition, at)
    if "of" in condition:
        told = _say(
            at,
            f"{told}占{named(document, condition['of'], 0)}的比例",
            f"the share of {told} in {named(document, condition['of'], 1)}",
        )
    if "window" in condition:
        told = window_told(document, condition["window"], at) + _say(at, "的", " ") + told
    return _say(at, "当年", "the year’s ") + told if condition.get("per") == "year" else told


def value_told(document: Document, given: Value, at: int, form: Told) -> str:
    """A value in words: the number as ``form`` tells it, or where it comes from."""
    if not isinstance(given, dict):
        return form(given)
    if "parameter" in given:
        parameter = document["parameters"][given["parameter"]]
        name = parameter["name"][("zh", "en")[at]]
        if parameter["by"] == OF_AGREEMENT:
            return _by_agreement_years(name, parameter["values"], at, form)
        return _say(at, f"当年公布的{name}", f"{name} of the year")
    if "amount" in given:
        sum_, day = (
            _money(document, given, at)(given["amount"]),
            named(document, given["rate_day"], at),
        )
        return sum_ + _say(at, f"（按{day}汇率折算）", f" (at the rate of {day})")
    if "attribute" in given:
        return _range(document, given["attribute"], at, form)
    lines = [
        _when(document, choice, at, is_choice=True) + value_told(document, choice["then"], at, form)
        for choice in given["choose"]
    ]
    return _say(at, "；", "; ").join(lines)


def _by_agreement_years(name: str, values: Mapping[str, Decimal], at: int, form: Told) -> str:
    """A parameter with its number for each year of the agreement."""
    told = [
        _say(at, f"第 {year} 年 {form(number)}", f"year {year}: {form(number)}")
        for year, number in values.items()
    ]
    return name + _say(at, "（", " (") + _say(at, "，", ", ").join(told) + _say(at, "）", ")")


def _range(document: Document, name: str, at: int, form: Told) -> str:
    told, limits = attribute(document, name, at), document.get("attributes", {}).get(name, {})
    if "choices" in limits:
        return (
            told
            + _say(at, "（可选：", " (one of ")
            + _say(at, "、", ", ").join(form(Decimal(str(limit))) for limit in limits["choices"])
            + _say(at, "）", ")")
        )
    if "from" in limits and "to" in limits:
        return told + _say(
            at,
            f"（{form(limits['from'])} 至 {form(limits['to'])}）",
            f" ({form(limits['from'])} to {form(limits['to'])})",
        )
    if limits.get("open_above"):
        least = form(limits["from"])
        return told + _say(
            at,
            f"（不低于 {least}，政策未设上限，由核定人说明理由）",
            f" (at least {least}; the policy sets no upper limit, who sets it says why)",
        )
    return told
