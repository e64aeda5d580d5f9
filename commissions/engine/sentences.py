"""Reasons and rules told in sentences, Chinese ("zh") or English ("en"). Rates are told per mille or per cent."""

from collections.abc import Sequence
from decimal import Decimal

from .document import Policy
from .facts import Step

WORDS = {
    "paid_in": ("实缴资本", "paid-in capital"),
    "fixed_assets": ("固定资产投资", "fixed assets"),
    "equipment": ("设备投资", "equipment"),
    "foreign_capital": ("实际到位外资", "foreign capital"),
    "registered_capital": ("注册资本", "registered capital"),
    "total_tax": ("税收总额", "total tax"),
    "local_tax": ("地方留成税收", "local tax"),
    "revenue": ("营业收入", "revenue"),
    "signed": ("签约", "signing"),
    "registered": ("注册", "registration"),
    "first_capital": ("首笔资金到位", "first capital"),
    "started": ("开工", "start of construction"),
    "producing": ("投产", "start of production"),
    "at_capacity": ("达产", "full capacity"),
    "first_tax": ("首笔纳税", "first tax"),
    "terminated": ("终止", "termination"),
    "registered_late": ("签约后才登记", "registered after the signing"),
    "not_confirmed": ("未经投资方确认", "not confirmed by the investor"),
    "public_servant": ("属公职人员", "a public servant"),
    "excluded": ("（不含土地）", " without land"),
    "included": ("（含土地）", " with land"),
    "industry_section": ("行业门类", "industry section"),
    "list500": ("500强榜单", "500 list"),
    "contract_amount": ("合同金额", "contract amount"),
    "equals": ("应为", "must be"),
    "in": ("应属于", "must be among"),
    "not_in": ("不得属于", "must not be among"),
    "at_least": ("不低于", "must be at least"),
    "less_than": ("应低于", "must be less than"),
    "": ("", ""),
}

STEPS = {
    "base": ("{metric}{land}：{count} 笔，合计 {base} 元。", "{metric}{land}: {count} amounts, {base} yuan in all."),
    "rate": ("{base} 元 × {rate} ＝ {result} 元。", "{base} yuan × {rate} = {result} yuan."),
    "slice": ("{low} 元{high}的部分 {part} 元 × {rate} ＝ {result} 元。", "The slice from {low} yuan{high}: {part} yuan × {rate} = {result} yuan."),
    "whole": ("全额落入 {low} 元{high}一档：{base} 元 × {rate} ＝ {result} 元。", "The whole amount falls into the bracket from {low} yuan{high}: {base} yuan × {rate} = {result} yuan."),
    "flat": ("落入 {low} 元{high}一档，定额 {result} 元。", "In the bracket from {low} yuan{high} the sum is {result} yuan."),
    "steps": ("起点 {first} 元，另每满 {every} 元加 {amount} 元，共 {count} 次，合计 {result} 元。", "{first} yuan at the start, then {amount} yuan for every full {every} yuan, {count} times: {result} yuan."),
    "fixed": ("定额 {result} 元。", "A fixed sum of {result} yuan."),
    "no_bracket": ("{base} 元未达到任何一档。", "{base} yuan fall into no bracket."),
    "multiplier": ("乘以 {by}，得 {result} 元。", "Times {by}: {result} yuan."),
    "cap": ("按上限 {cap} 元计。", "Limited to {cap} yuan."),
    "project_cap": ("单个项目上限 {cap} 元，此项余 {left} 元。", "The project’s cap is {cap} yuan, of which {left} yuan are left."),
    "stage": ("分期支付：{milestone}阶段 {amount} 元。", "Paid by stages: {amount} yuan at {milestone}."),
    "share": ("按份额 {share} 分得 {amount} 元。", "The share of {share} comes to {amount} yuan."),
    "below_threshold": ("{component}：{base} 元，未达到 {at_least} 元的起点。", "{component}: {base} yuan are below the threshold of {at_least} yuan."),
    "component_not_met": ("{component}：{attribute}为“{is}”，{rule} {wanted}，不适用。", "{component}: {attribute} is “{is}” and {rule} {wanted}; it does not apply."),
    "not_eligible": ("{attribute}为“{is}”，{rule} {wanted}，项目不适用本政策。", "{attribute} is “{is}” and {rule} {wanted}; the project is not eligible."),
    "terminated": ("项目已于 {on} 终止，全部追回。", "The project was terminated on {on}; all is taken back."),
    "payee_excluded": ("受奖人 {payee} {reason}，不予兑现。", "Payee {payee} is {reason}; nothing is due."),
    "lower_one": ("{component} {amount} 元低于 {instead}，择高不重复。", "{component}, {amount} yuan, is lower than {instead}; only the higher one is paid."),
}  # fmt: skip
RATES, COUNTS, NAMES = {"rate", "share"}, {"count", "by"}, {"payee", "component", "period", "is", "wanted"}


def explain(steps: Sequence[Step], language: str, policy: Policy | None = None) -> list[str]:
    """One sentence a reason, with the clause it rests on: by its name where the ``policy`` is given, else by its code."""
    return [_sentence(step, _index(language), policy) for step in steps]


def describe(policy: Policy, language: str) -> list[str]:
    """The policy told back: conditions, each component, caps."""
    at, document = _index(language), policy.document
    told = [_condition(condition, at) for condition in document.get("when", [])]
    for component in policy.components:
        told += _component(component, at)
    if cap := document.get("caps", {}).get("project"):
        told.append((f"单个项目累计不超过 {cap:,} 元。", f"No more than {cap:,} yuan a project.")[at])
    if milestone := document.get("payees", {}).get("registered_before"):
        word = WORDS[milestone][at]
        told.append((f"受奖人须在{word}前登记备案。", f"Payees must be registered before {word}.")[at])
    if document["on_termination"] == "claw_back":
        told.append(("项目终止的，已付款项追回。", "What was paid is taken back if the project is terminated.")[at])
    return told


def _component(component, at) -> list[str]:
    name = component["name"][("zh", "en")[at]]
    metric = _word(component.get("metric", ""), at) + _word(component.get("land", ""), at)
    told = [f"{name}：{metric}" if at == 0 else f"{name}: {metric}"]
    if window := component.get("window"):
        start = _word(window["from"], at)
        length = (f"{window['years']} 年", f"{window['years']} years") if "years" in window else (f"{window['months']} 个月", f"{window['months']} months")
        told[0] += (f"，{start}起 {length[0]}内", f", within {length[1]} from {start}")[at]
    if component["per"] == "year":
        told[0] += ("，按年计算", ", year by year")[at]
    told[0] += "。" if at == 0 else "."
    told += [_condition(condition, at) for condition in component.get("when", [])]
    told += _schedule(component["schedule"], at)
    for stage in component.get("stages", []):
        word = _word(stage["milestone"], at)
        told.append((f"{word}后支付 {_rate(stage['share'])}。", f"{_rate(stage['share'])} are paid at {word}.")[at])
    for key, words in (("cap", ("每期上限 {} 元。", "At most {} yuan a period.")), ("cap_total", ("累计上限 {} 元。", "At most {} yuan in all."))):
        if key in component:
            told.append(words[at].format(f"{component[key]:,}"))
    if component.get("outside_cap"):
        told.append(("不计入项目上限。", "It does not count towards the project’s cap.")[at])
    return told


def _schedule(schedule, at) -> list[str]:
    mode = schedule["mode"]
    if mode == "single":
        return [(f"按 {_rate(schedule['rate'])} 计算。", f"{_rate(schedule['rate'])} of it.")[at]]
    if mode == "fixed":
        return [(f"定额 {schedule['amount']:,} 元。", f"A fixed sum of {schedule['amount']:,} yuan.")[at]]
    if mode == "steps":
        first, every, amount, start = (f"{schedule[key]:,}" for key in ("first", "every", "amount", "from"))
        zh = f"满 {start} 元奖 {first} 元，另每满 {every} 元加 {amount} 元。"
        return [(zh, f"{first} yuan from {start} yuan on, and {amount} yuan for every full {every} yuan more.")[at]]
    how = {"marginal": ("超额累进", "each slice at its own rate"), "whole": ("全额适用一档", "the whole amount at one rate"), "flat": ("定额", "a fixed sum")}[mode][at]
    lines = []
    for bracket in schedule["brackets"]:
        value = _rate(bracket["rate"]) if "rate" in bracket else (f"{bracket['amount']:,} 元", f"{bracket['amount']:,} yuan")[at]
        lines.append((f"{bracket['from']:,} 元{_upto(bracket.get('to'), at)}：{value}", f"from {bracket['from']:,} yuan{_upto(bracket.get('to'), at)}: {value}")[at])
    return [f"{how}：" + "；".join(lines) + "。" if at == 0 else f"{how}: " + "; ".join(lines) + "."]


def _condition(condition, at) -> str:
    rule = next(key for key in ("equals", "in", "not_in", "at_least", "less_than") if key in condition)
    wanted = condition[rule]
    wanted = ("、", ", ")[at].join(map(str, wanted)) if isinstance(wanted, (list, tuple)) else wanted
    return f"{_word(condition['attribute'], at)}{('', ' ')[at]}{WORDS[rule][at]} {wanted}{'。.'[at]}"


def _sentence(step: Step, at: int, policy: Policy | None) -> str:
    values = {name: _value(name, text, at) for name, text in step.values}
    sentence = STEPS[step.kind][at].format(**values)
    clause = policy.clause_text(step.clause) if policy else step.clause
    return f"〔{clause}〕{sentence}" if clause else sentence


def _value(name: str, text: str, at: int) -> str:
    if name == "high":
        return _upto(text, at)
    if text in WORDS:
        return WORDS[text][at]
    if name in NAMES:
        return text
    try:
        number = Decimal(text)
    except ArithmeticError:
        return text
    if name in RATES:
        return _rate(number)
    return f"{number.normalize():f}" if name in COUNTS else f"{number:,.2f}"


def _upto(high, at) -> str:
    if high in (None, ""):
        return ("以上", " up")[at]
    return (f"至 {Decimal(high):,} 元", f" to {Decimal(high):,} yuan")[at]


def _rate(rate: Decimal) -> str:
    """0.005 → 5‰; 0.05 → 5%."""
    if rate < Decimal("0.01"):
        return f"{(rate * 1000).normalize():f}‰"
    return f"{(rate * 100).normalize():f}%"


def _word(word: str, at: int) -> str:
    return WORDS[word][at] if word in WORDS else word


def _index(language: str) -> int:
    return 1 if language.startswith("en") else 0
