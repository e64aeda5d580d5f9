"""Reasons told in sentences, Chinese ("zh") or English ("en"). Rates are told per mille or per cent, amounts in yuan."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from . import words
from .document import Policy
from .facts import Step
from .told_back import condition_told

STEPS = {
    "base": ("{metric}{plus}：{count} 笔，合计 {base} {currency}。", "{metric}{plus}: {count} amounts, {base} {currency} in all."),
    "deducted": ("扣除{metrics} {amount}。", "Less {metrics}: {amount}."),
    "counted_share": ("按 {rate_by} 计入，得 {result}。", "{rate_by} of it counts: {result}."),
    "counted_times": ("按 {factor_by} 倍计入，得 {result}。", "It counts {factor_by} times: {result}."),
    "counted_above": ("扣除基数 {by}，得 {result}。", "Only what exceeds {by} counts: {result}."),
    "builds_on": ("以{components}为基数，合计 {base} 元。", "Based on {components}: {base} yuan."),
    "rate": ("{base} × {rate} ＝ {result}。", "{base} × {rate} = {result}."),
    "slice": ("{low} {high} 的部分 {part} × {rate} ＝ {result}。", "The slice from {low}{high}: {part} × {rate} = {result}."),
    "whole": ("全额落入 {low} {high} 一档：{base} × {rate} ＝ {result}。", "The whole amount falls into the bracket from {low}{high}: {base} × {rate} = {result}."),
    "flat": ("{base} 落入 {low} {high} 一档，定额 {result}。", "{base} falls into the bracket from {low}{high}: the sum is {result}."),
    "steps": ("起点奖 {first}，另每满 {every} 加 {amount}，共 {count} 次，合计 {result}。", "{first} at the start, then {amount} for every full {every}, {count} times: {result}."),
    "rate_steps": ("起点 {rate}，另每满 {every} 加 {rate_more}，共 {count} 次，为 {rate_total}；{base} × {rate_total} ＝ {result}。", "{rate} at the start and {rate_more} more for every full {every}, {count} times: {rate_total}; {base} × {rate_total} = {result}."),
    "pro_rata": ("完成 {base}，目标 {of}，按比例得 {amount} 中的 {result}。", "{base} of the target {of}: {result} out of {amount}, in proportion."),
    "fixed": ("定额 {result}。", "A fixed sum of {result}."),
    "no_bracket": ("{base} 未达到任何一档。", "{base} falls into no bracket."),
    "multiplier": ("乘以 {factor_by}，得 {result}。", "Times {factor_by}: {result}."),
    "exchanged": ("{amount} {currency}按{rate_day}汇率 {plain_rate} 折合 {result} 元。", "{amount} {currency} at the rate of {rate_day}, {plain_rate}: {result} yuan."),
    "parameter": ("{year} 年的{parameter_name}为 {plain_value}。", "{parameter_name} for {year} is {plain_value}."),
    "stated": (
        "{attribute}由 {by_whom} 确定为 {plain_value}{open}：{why}。",
        "{attribute} was set to {plain_value} by {by_whom}{open}: {why}.",
    ),
    "floor": ("不足 {floor} 元，按 {floor} 元计。", "Raised to the least of {floor} yuan."),
    "cap": ("超过上限，按 {cap} 元计。", "Limited to {cap} yuan."),
    "cap_total": ("此项累计上限 {cap} 元，此前已计 {paid} 元。", "Over all periods at most {cap} yuan, of which {paid} are used."),
    "project_cap": ("单个项目上限 {cap} 元，已用 {used} 元，余 {left} 元。", "The project’s cap is {cap} yuan; {used} are used, {left} are left."),
    "project_year_cap": ("单个项目年度上限 {cap} 元，已用 {used} 元，余 {left} 元。", "The project’s cap for the year is {cap} yuan; {used} are used, {left} are left."),
    "payee_cap": ("受奖人累计上限 {cap} 元，已用 {used} 元，余 {left} 元。", "The payee’s cap is {cap} yuan; {used} are used, {left} are left."),
    "payee_year_cap": ("受奖人年度上限 {cap} 元，已用 {used} 元，余 {left} 元。", "The payee’s cap for the year is {cap} yuan; {used} are used, {left} are left."),
    "all_cap": ("资金总额 {cap} 元，已用 {used} 元，余 {left} 元。", "The policy’s funds are {cap} yuan; {used} are used, {left} are left."),
    "all_year_cap": ("年度资金总额 {cap} 元，已用 {used} 元，余 {left} 元。", "The policy’s funds for the year are {cap} yuan; {used} are used, {left} are left."),
    "stage": ("分期支付：{milestone}节点 {amount} 元。", "Paid by stages: {amount} yuan with {milestone}."),
    "kept": ("项目终止后保留 {rate_share}：{amount} 元。", "After the termination {rate_share} is kept: {amount} yuan."),
    "share": ("按 {plain_part}/{plain_all} 的份额分得 {amount} 元。", "The share of {plain_part}/{plain_all} comes to {amount} yuan."),
    "tax_withheld": ("代扣税款 {base} × {rate} ＝ {tax} 元。", "Tax withheld: {base} × {rate} = {tax} yuan."),
    "tax_added": ("税后 {net} 元，按税率 {rate} 还原，税款 {tax} 元，税前 {result} 元。", "{net} yuan after tax; at {rate} the tax is {tax} and the gross amount {result} yuan."),
    "advance": ("预付 {amount} 元，{by_whom}：{why}。", "An advance of {amount} yuan, {by_whom}: {why}."),
    "base_fee": ("{year} 年度基础服务费：每年 {fee} 元，合同期内 {days}/{of_days} 天，计 {result} 元。", "Base fee for {year}: {fee} yuan a year, {days} of {of_days} days lie in the term: {result} yuan."),
    "fee_reduced": ("{year} 年度考核扣减 {reduction} 元（考核人 {by_whom}），计 {result} 元。", "The review of {year} by {by_whom} takes {reduction} yuan off: {result} yuan."),
    "below_threshold": ("{component}{period}：{base} 未达到起点 {at_least}。", "{component}{period}: {base} is below the threshold of {at_least}."),
    "component_not_met": ("{component}{period}不适用：{condition}；现为{found}。", "{component}{period} does not apply: {condition}; it is {found}."),
    "no_schedule": ("{component}{period}：没有适用的标准。", "{component}{period}: no rule applies."),
    "not_eligible": ("项目不适用本政策：{condition}；现为{found}。", "The project is not eligible: {condition}; it is {found}."),
    "not_valid": ("{milestone}日期 {on} 不在政策有效期 {start} 至 {end} 内。", "The day of {milestone}, {on}, is outside the policy’s validity from {start} to {end}."),
    "terminated": ("项目已于 {on} 终止，追回 {rate_share}。", "The project was terminated on {on}; {rate_share} is taken back."),
    "payee_excluded": ("受奖人 {payee} 不予兑现：{reason}。", "Payee {payee} receives nothing: {reason}."),
    "lower_one": ("{component} {amount} 元低于{instead}，择高不重复。", "{component}, {amount} yuan, is lower than {instead}; only the higher one is paid."),
    "undecided": ("{component}：{attribute}尚未确定。", "{component}: {attribute} has not been set."),
    "out_of_range": ("{component}：{attribute}为 {plain_value}，超出允许范围。", "{component}: {attribute} is {plain_value}, outside its range."),
    "no_parameter": ("{component}：{parameter_name}没有 {year} 年的数值。", "{component}: {parameter_name} has no value for {year}."),
    "no_rate": ("{component}：缺少 {on} 的{currency}汇率。", "{component}: the rate of exchange of {currency} on {on} is not known."),
}  # fmt: skip
RATES, COUNTS = {"rate"}, {"count"}
AMOUNTS = {"base", "amount", "result", "low", "part", "first", "every", "of", "by", "cap", "paid", "used", "left", "floor", "net", "tax", "at_least", "fee", "reduction"}


def explain(steps: Sequence[Step], language: str, policy: Policy | None = None) -> list[str]:
    """One sentence a reason, with the clause it rests on: in the policy's own words where ``policy`` is given, else by its codes."""
    at = 1 if language.startswith("en") else 0
    return [_sentence(step, at, policy) for step in steps]


def _sentence(step: Step, at: int, policy: Policy | None) -> str:
    values = dict(step.values)
    told = {field: _told(field, values, at, policy) for field in re.findall(r"{(\w+)}", STEPS[step.kind][at])}
    sentence = STEPS[step.kind][at].format(**told)
    clause = policy.clause_text(step.clause) if policy else step.clause
    return f"〔{clause}〕{sentence}" if clause else sentence


def _told(field: str, values, at, policy) -> str:
    prefix, _, name = field.partition("_")
    if prefix in ("rate", "plain", "factor") and name in values:
        return words.rate(Decimal(values[name])) if prefix == "rate" else words.plain(Decimal(values[name]))
    if field in SPECIAL:
        return SPECIAL[field](values, at, policy)
    text = values.get(field, "")
    if field in RATES:
        return words.rate(Decimal(text))
    return _number(text) if field in AMOUNTS | COUNTS else text


def _number(text) -> str:
    try:
        return words.amount(Decimal(text))
    except InvalidOperation:
        return text


def _component(code, at, policy):
    return policy.name_of(code, ("zh", "en")[at]) if policy and code else code or ("本政策", "the policy")[at]


def _condition(values, at, policy):
    path = values["condition"]
    if policy is None:
        return path
    index = int(path.rpartition("[")[2][:-1])
    holder = policy.by_code[values["component"]] if "component" in values else policy.document
    return condition_told(policy.document, holder["when"][index], at)


def _document(policy):
    return policy.document if policy else {}


def _named(name, at, policy):
    return words.named(_document(policy), name, at)


def _milestone(values, at, policy):
    name, _, months = values["milestone"].partition("+")
    later = (f"满 {months} 个月", f" and {months} months") if months else ("", "")
    return _named(name, at, policy) + later[at]


def _parameter(values, at, policy):
    return policy.document["parameters"][values["name"]]["name"][("zh", "en")[at]] if policy else values["name"]


SPECIAL = {
    "component": lambda values, at, policy: _component(values.get("component", ""), at, policy),
    "instead": lambda values, at, policy: _component(values["instead"], at, policy),
    "components": lambda values, at, policy: ("、", ", ")[at].join(
        policy.name_of(code, ("zh", "en")[at]) if policy else code for code in values["components"].split(", ")
    ),
    "condition": _condition,
    "milestone": _milestone,
    "parameter_name": _parameter,
    "attribute": lambda values, at, policy: words.attribute(_document(policy), values["attribute"], at),
    "metric": lambda values, at, policy: _named(values["metric"], at, policy),
    "metrics": lambda values, at, policy: words.all_named(_document(policy), values["metrics"].split(", "), at),
    "plus": lambda values, at, policy: "＋" + words.all_named(_document(policy), values["plus"].split(", "), at) if values.get("plus") else "",
    "currency": lambda values, at, policy: words.word(values.get("currency") or "CNY", at),
    "rate_day": lambda values, at, policy: _named(values["rate_day"], at, policy),
    "reason": lambda values, at, policy: words.word(values["reason"], at),
    "high": lambda values, at, policy: _high(values["high"], at),
    "period": lambda values, at, policy: f"（{values['period']}）" if values.get("period") else "",
    "found": lambda values, at, policy: _number(words.word(values["found"], at)) or ("无", "none")[at],
    "open": lambda values, at, policy: _open(values["attribute"], at, policy),
    "by_whom": lambda values, at, policy: values["by"],
}


def _open(name, at, policy) -> str:
    """That the number was not bounded by the policy, where it was not."""
    declared = _document(policy).get("attributes", {}).get(name, {})
    return ("（政策未设上限）", " (the policy sets no upper limit)")[at] if declared.get("open_above") else ""


def _high(text, at) -> str:
    if not text:
        return ("以上", " up")[at]
    return (f"至 {_number(text)}", f" to {_number(text)}")[at]
