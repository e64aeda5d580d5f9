"""A policy told back in sentences, Chinese ("zh") or English ("en"), so that its author sees what
the document says.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from .describe_component import component_in_words
from .describe_values import condition_in_words, value_in_words, window_in_words
from .document import Policy
from .language import Language
from .nodes import Bracket, Component, NumberFormat, PayeeRules
from .payees import excluded_share
from .words import Words, rate

TITLES = {
    "projects": ("哪些项目", "Which projects"),
    "payees": ("谁能得", "Who is paid"),
    "limits": ("封顶", "Limits"),
    "payment": ("兑付与追回", "Payment and claw-back"),
}
EXCLUDING = {"never", "only", "registered_before", "confirmed"}
EXCLUDED_SHARE = {
    "lapses": ("不予奖励者的份额不再分配。", "The share of an excluded payee lapses."),
    "to_the_others": (
        "不予奖励者的份额归其他受奖人。",
        "The share of an excluded payee goes to the others.",
    ),
}
CAPS = {
    "project": ("单个项目", "a project"),
    "project_year": ("单个项目每年", "a project and year"),
    "payee": ("每位受奖人累计", "a payee"),
    "payee_year": ("每位受奖人每年", "a payee and year"),
    "all": ("全部奖励累计", "all rewards together"),
    "all_year": ("全部奖励每年", "all rewards of a year"),
}


class Rule(NamedTuple):
    """A part of a policy told back: what it is about, its sentences, the ``clause`` it rests on as
    the policy names it ("" for the policy as a whole), and its brackets as (range, rate).
    """

    code: str
    title: str
    sentences: list[str]
    clause: str = ""
    brackets: list[tuple[str, str]] = []


def describe(policy: Policy, language: str) -> list[str]:
    """The policy told back: whom and what it takes, each component, limits, payment."""
    words = Words(policy.document, Language.of(language))
    parts = (_projects, _payees, _components, _limits, _payment)
    return [sentence for part in parts for sentence in part(words)]


def rules_of(policy: Policy, language: str) -> list[Rule]:
    """The same sentences as ``describe`` tells, by what they are about."""
    words = Words(policy.document, Language.of(language))
    return [
        *_of_the_whole(words, {"payees": _payees, "projects": _projects}),
        *(_rule(policy, words, component) for component in policy.document["components"]),
        *_of_the_whole(words, {"limits": _limits, "payment": _payment}),
    ]


def _of_the_whole(
    words: Words, parts: dict[str, Callable[[Words], Iterator[str]]]
) -> Iterator[Rule]:
    for code, part in parts.items():
        if sentences := list(part(words)):
            yield Rule(code, words.say(*TITLES[code]), sentences)


def _rule(policy: Policy, words: Words, component: Component) -> Rule:
    return Rule(
        component["code"],
        words.name_of(component),
        list(component_in_words(words, component)),
        policy.clause_text(component["clause"]),
        _rates(words, component),
    )


def _rates(words: Words, component: Component) -> list[tuple[str, str]]:
    """(where the bracket begins, its rate) of brackets that are rates as numbers."""
    money = words.money(component)
    brackets = component["schedule"].get("brackets", [])
    if not all(isinstance(bracket.get("rate"), Decimal) for bracket in brackets):
        return []
    return [(_range(words, bracket, money), rate(bracket["rate"])) for bracket in brackets]


def _range(words: Words, bracket: Bracket, money: NumberFormat) -> str:
    if bracket["from"] == 0 and bracket.get("to") is not None:
        return words.say(f"至 {money(bracket['to'])}", f"to {money(bracket['to'])}")
    return words.say(f"{money(bracket['from'])}以上", f"from {money(bracket['from'])}")


def _projects(words: Words) -> Iterator[str]:
    if reading := words.document.get("reading"):
        yield words.say(f"读法：{reading['zh']}。", f"Reading: {reading['en']}.")
    yield from _validity(words)
    for condition in words.document.get("when", []):
        text = condition_in_words(words, condition)
        yield words.say(f"适用项目：{text}。", f"Projects: {text}.")


def _validity(words: Words) -> Iterator[str]:
    validity = words.document.get("validity")
    if not validity:
        return
    day, first, ending = words.named(validity.get("by", "signed")), validity["from"], ""
    if end := validity.get("to"):
        ending = words.say(f"至 {end}", f", until {end}")
    yield words.say(
        f"有效期：{day}日期自 {first} 起{ending}。",
        f"In force for projects whose {day} falls on {first} or later{ending}.",
    )


def _payees(words: Words) -> Iterator[str]:
    rules = words.document.get("payees", {})
    if rules.get("only"):
        payees = words.all_words(rules["only"])
        yield words.say(f"奖励对象限于：{payees}。", f"Only these are paid: {payees}.")
    if rules.get("never"):
        excluded_payees = words.all_words(rules["never"])
        yield words.say(f"不予奖励：{excluded_payees}。", f"Never paid: {excluded_payees}.")
    if milestone := rules.get("registered_before"):
        day = words.named(milestone)
        yield words.say(f"受奖人须在{day}前登记备案。", f"Payees must be registered before {day}.")
    if rules.get("confirmed"):
        yield words.say("受奖人须经投资方确认。", "Payees must be confirmed by the investor.")
    if "at_most" in rules:
        count = rules["at_most"]
        yield words.say(
            f"只奖励最先登记的 {count} 位。", f"Only the first {count} who registered are paid."
        )
    yield from _division(words, rules)


def _division(words: Words, rules: PayeeRules) -> Iterator[str]:
    if rules.get("divide") == "equally":
        yield words.say("多位受奖人平分。", "Several payees share equally.")
    if rules.get("divide") == "agreed":
        yield words.say(
            "有多位受奖人的，只奖励各方一致推选的一位。",
            "Of several payees only the one on whom all agreed is paid.",
        )
    if rules.get("teams_as_one"):
        yield words.say(
            "同一团队视为一位受奖人，内部按份额分配。",
            "A team counts as one payee; its members share by their parts.",
        )
    if rules.get("divide") == "roles":
        roles = "；".join(f"{name} {rate(share)}" for name, share in rules["roles"].items())
        yield words.say(f"按角色分配：{roles}。", f"Shared by roles: {roles}.")
    if rules.keys() & EXCLUDING and rules.get("divide") != "agreed":
        yield words.say(*EXCLUDED_SHARE[excluded_share(rules)])


def _components(words: Words) -> Iterator[str]:
    for component in words.document["components"]:
        name, text = words.name_of(component), words.in_turn(component_in_words(words, component))
        yield words.say(f"{name}：{text}。", f"{name}: {text}.")


def _limits(words: Words) -> Iterator[str]:
    yield from _highest(words)
    caps = words.document.get("caps", {})
    for name, phrase in CAPS.items():
        if name in caps:
            limit, subject = value_in_words(words, caps[name], words.paid), words.say(*phrase)
            yield words.say(f"{subject}不超过 {limit}。", f"No more than {limit} for {subject}.")
    if any(name.endswith("_year") for name in caps) and any(
        map(_is_on_the_whole, words.document["components"])
    ):
        yield words.say(
            "按项目整体计算的奖励，受年度上限时计入资金到位的年度。",
            "What is reckoned on the project as a whole counts under a cap of the year in "
            "the years whose money added it.",
        )


def _highest(words: Words) -> Iterator[str]:
    """The groups of components of which only the highest is paid."""
    for group in words.document.get("higher_of", []):
        names = words.listed(
            words.name_of(component)
            for component in words.document["components"]
            if component["code"] in group["of"]
        )
        years = words.say("逐年", " year by year") if group.get("per") == "year" else ""
        yield words.say(
            f"{names}{years}择高，不重复奖励。", f"Only the highest of {names} is paid{years}."
        )


def _is_on_the_whole(component: Component) -> bool:
    """Whether what arrives in several years is counted together."""
    return component.get("per", "project") == "project" and (
        "metric" in component or "of" in component
    )


def _payment(words: Words) -> Iterator[str]:
    for bearer in words.document.get("borne_by", []):
        name, share = words.name_of(bearer), value_in_words(words, bearer["share"], rate)
        yield words.say(f"{name}承担 {share}。", f"{name} bears {share}.")
    yield from _tax(words)
    yield _termination(words)


def _tax(words: Words) -> Iterator[str]:
    tax = words.document.get("tax")
    if not tax:
        return
    share = value_in_words(words, tax["rate"], rate)
    payees = words.all_words(tax.get("payees", ["natural_person"]))
    if tax["treatment"] == "withheld":
        yield words.say(
            f"{payees}的奖励代扣税款 {share}。",
            f"{share} tax is withheld from the rewards of {payees}.",
        )
    else:
        yield words.say(
            f"{payees}的奖励为税后金额，税率 {share}，税款另加。",
            f"The rewards of {payees} are after tax; {share} tax comes on top.",
        )


def _termination(words: Words) -> str:
    if words.document["on_termination"] == "keep":
        return words.say(
            "项目终止的，已得奖励不追回，此后不再计奖。",
            "If the project is terminated, nothing is taken back and nothing new is earned.",
        )
    rule = words.document.get("claw_back", {})
    share = value_in_words(words, rule.get("share", Decimal(1)), rate)
    period = words.aside(window_in_words(words, rule["window"])) if "window" in rule else ""
    return words.say(
        f"项目终止的{period}，追回 {share}。",
        f"If the project is terminated{period}, {share} is taken back.",
    )
