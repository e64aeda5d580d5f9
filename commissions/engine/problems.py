"""What can be wrong with a policy document, said in both languages: where, what, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

MESSAGES = {
    "not_a_mapping": ("这里应为“键: 值”的结构。", "must be a mapping of keys and values"),
    "not_a_list": ("这里应为列表，每项以“- ”开头。", "must be a list, each item after a “- ”"),
    "unknown_key": (
        "没有这个键；这里可用：{known}。",
        "is not a key of the format; known here: {known}",
    ),
    "needed": ("必须填写。", "is needed: {help}"),
    "empty": ("至少要有一项。", "at least one is needed"),
    "format": ("应为 {format}。", "must be {format}"),
    "text": ("应为文字。", "must be text"),
    "names": ("应有两种语言的名称：zh 和 en。", "is needed in both languages: zh and en"),
    "flag": ("应为 true 或 false。", "must be true or false"),
    "count": ("应为不小于 0 的整数。", "must be a whole number, 0 or more"),
    "date": ("应为日期，如 2026-01-31。", "must be a date such as 2026-01-31"),
    "word": ("应为以下之一：{among}。", "must be one of {among}"),
    "own_word": (
        "代码应为小写字母开头的字母、数字和下划线，最多 20 个，且不是本格式已有的词。",
        (
            "needs a code of at most 20 small letters, digits and “_” that begins with a letter "
            "and is no word of the format"
        ),
    ),
    "number": (
        "“{value}”不是数；请只写数字，如 20000000 或 0.005。",
        "{value} is not a number; write digits only, such as 20000000 or 0.005",
    ),
    "float": (
        '“{value}”不是精确的数；请加引号写成 "0.005"。',
        '{value} is not an exact number; write it in quotes, such as "0.005" for 5‰',
    ),
    "percent_sign": (
        "比率写成小数：5% 写 0.05，5‰ 写 0.005。",
        "write a rate as a fraction: 0.05 for 5%, 0.005 for 5‰",
    ),
    "percent": (
        "比率大于 1；若指百分之 {value}，请写 {fraction}。",
        "is more than 1; if {value} per cent is meant, write {fraction}",
    ),
    "negative": ("不能为负数。", "cannot be negative"),
    "zero": ("必须大于 0。", "must be more than zero"),
    "reference": (
        "只能是数、choose、parameter、attribute 或外币金额 amount 之一。",
        "must be a number, or one of choose, parameter, attribute, amount",
    ),
    "no_amount": (
        "此处是比率或倍数，不能写外币金额。",
        "is a rate or a factor; an amount cannot stand here",
    ),
    "yuan_only": (
        "外币金额在此折算为元，只能用于以元计的金额；请直接写该币种的数。",
        (
            "a foreign amount becomes yuan, so it stands only where amounts are in yuan; write "
            "the number itself here"
        ),
    ),
    "agreement_year": (
        "按协议年度的数值只能用于 per: agreement_year 的组成部分。",
        "a number by years of the agreement stands only in a component with per: agreement_year",
    ),
    "year_number": (
        "应为年份（如 2026）；按协议年度的应为 1、2、3……",
        "must be a year such as 2026; for years of the agreement 1, 2, 3 …",
    ),
    "of_agreement": (
        "以其他组成部分为基数的，不能按协议年度计算。",
        "what builds on other components cannot be reckoned by years of the agreement",
    ),
    "of_agent": (
        "属于代理机构本身的奖励不能用 {what}：它不属于任何一个项目。",
        "a reward of the agent itself cannot use {what}: it belongs to no single project",
    ),
    "component_tax": ("须先在政策的 tax 中写明税率。", "needs the policy’s tax with its rate"),
    "teams": (
        "teams_as_one 不能与 caps.payee、caps.payee_year "
        "同用：跨项目的团队成员可能不同；请改用 caps.project。",
        (
            "teams_as_one cannot stand with caps.payee or caps.payee_year, as a team may differ "
            "from project to project; cap the project"
        ),
    ),
    "no_parameter": (
        "引用了 {name}，但 parameters 中没有。",
        "names {name}, which is not among the document’s parameters",
    ),
    "no_attribute": (
        "引用了 {name}，它既非系统自带，也未在 attributes 中声明；系统自带：{known}。",
        "names {name}, which is neither built in nor declared under attributes; built in: {known}",
    ),
    "not_numeric": (
        "{name} 不是数值属性，不能用作数。",
        "{name} is not a number, so it cannot stand for one",
    ),
    "range": (
        "由人确定的数要写明 from 和 to，或列出 choices；政策未设上限的，写 from 和 "
        "open_above: true。",
        (
            "a number that a person sets needs from and to, or choices; where the text sets no "
            "upper limit, from and open_above: true"
        ),
    ),
    "open_above": (
        "只与 from 同用，不与 to 或 choices 同用。",
        "stands with from alone, not with to or choices",
    ),
    "choices": ("应列出 choices。", "needs its choices"),
    "not_a_choice": (
        "{value} 不在 {name} 的选项中：{choices}。",
        "{value} is not among the choices of {name}: {choices}",
    ),
    "condition": (
        "条件须以 attribute、metric、milestone、any、all 或 not 之一开头。",
        "a condition begins with one of attribute, metric, milestone, any, all, not",
    ),
    "operator": ("须恰好有一个：{among}。", "needs exactly one of {among}"),
    "mode": ("mode 应为以下之一：{among}。", "the mode must be one of {among}"),
    "bracket_order": ("这一档的终点须大于起点。", "must be more than where the bracket begins"),
    "bracket_gap": (
        "与下一档之间有空档：下一档从 {next} 起，此处应相同。",
        "leaves a gap: the next bracket begins at {next}; make both the same",
    ),
    "bracket_overlap": (
        "与下一档重叠：下一档从 {next} 起，此处应相同。",
        "overlaps the next bracket, which begins at {next}; make both the same",
    ),
    "bracket_open": (
        "只有最后一档可以没有终点。",
        "only the last bracket can be open; say where this one ends",
    ),
    "window_length": (
        "须恰好有一个：months、years、calendar_years、full_years 或 until。",
        "needs exactly one of months, years, calendar_years, full_years, until",
    ),
    "sum_of_shares": ("各项之和应为 1，现为 {sum}。", "the shares must add up to 1, not {sum}"),
    "no_clause": (
        "引用的条款 {name} 不在 clauses 中。",
        "must name one of the document’s clauses; {name} is none",
    ),
    "code_once": ("每个组成部分须有自己的代码。", "each has its own code; {name} is used twice"),
    "no_component": ("引用了 {name}，它不是组成部分。", "names {name}, which is not a component"),
    "cycle": ("循环引用：{way}。请删去其中一个。", "refers to itself: {way}; take one of them out"),
    "land": (
        "固定资产须写明含不含土地：land: included 或 excluded。",
        "fixed assets must say whether land is included or excluded",
    ),
    "currency": (
        "外币金额须写明 currency（如 USD 或 CNY）。",
        "foreign capital must say the currency of its amounts, such as USD or CNY",
    ),
    "rate_day": (
        "须写明按哪一天的汇率折算：arrival 或某一节点。",
        "must say the day whose rate of exchange holds: arrival or a milestone",
    ),
    "pays_in": (
        "本政策以 {currency} 支付：请写 currency 或 pays_in: {currency}，或写 rate_day: "
        "某一节点，按该日汇率折算。",
        (
            "the policy pays in {currency}: write currency or pays_in: {currency}, or as "
            "rate_day the milestone whose rate holds"
        ),
    ),
    "metric_or_of": (
        "须写明 metric 或 of；不按金额计算的，schedule 只能用定额 mode: fixed。",
        (
            "needs a metric, or of with the components that it builds on; what is not counted by "
            "amounts has a schedule of mode: fixed alone"
        ),
    ),
    "cap_below_floor": (
        "上限 {cap} 低于下限 {floor}。",
        "the cap {cap} is below the floor {floor}",
    ),
    "steps": (
        "写 first 和 amount（定额），或 first_rate 和 rate（比率）。",
        "needs first and amount for sums, or first_rate and rate for rates",
    ),
    "period_order": ("终点早于起点。", "ends before it begins"),
    "from_to": ("from 大于 to。", "from is more than to"),
    "roles": ("divide: roles 须列出 roles。", "divide: roles needs the roles"),
    "flag_value": (
        "{name} 是“是/否”属性，只能写 equals: true 或 equals: false。",
        "{name} is a flag: write equals: true or equals: false, not {value}",
    ),
    "no_size": (
        "{name} 不是数值，不能用 {operator}；请用 equals、in 或 not_in。",
        "{name} is not a number, so it has no {operator}; use equals, in or not_in",
    ),
    "outside": (
        "{value} 超出 {name} 的范围（{range}），永远不会成立。",
        "{value} lies outside what {name} can be ({range}) and can never hold",
    ),
    "industry_code": (
        "“{value}”不是行业代码；请写国民经济行业分类代码，如 36 或 3610；门类（如 C）用 "
        "industry_section。",
        "{value} is no code of GB/T 4754 such as 36 or 3610; sections stand under industry_section",
    ),
    "built_in_name": (
        "{name} 是系统自带的属性，请换一个名称。",
        "{name} is supplied by the system; give the attribute another name",
    ),
    "units": (
        "{one} 与 {other} 单位不同，不能相加、相减或相比。",
        "{one} and {other} have different units: they cannot be added, deducted or compared",
    ),
    "count_currency": (
        "{name} 是计数，不是金额，没有币种；请删去 currency 和 rate_day。",
        "{name} is a count, not money, and has no currency; take currency and rate_day out",
    ),
    "rate_of_a_count": (
        "{name} 是计数，不是金额，不能乘以比率；请用 flat、steps（first 和 "
        "amount）、pro_rata 或 fixed。",
        (
            "{name} is a count: a rate of it is no money; use flat, steps with first and amount, "
            "pro_rata or fixed"
        ),
    ),
    "pays_in_rate": (
        "按比率计算的奖励与金额同币种；pays_in 只与定额（flat、first 和 "
        "amount、pro_rata、fixed）同用。",
        (
            "a rate earns in the currency of the amounts; pays_in stands with sums alone (flat, "
            "first and amount, pro_rata, fixed)"
        ),
    ),
    "fee_window": (
        "每年的费用须写明 window：自哪个节点起、几年。",
        "a yearly fee needs its window: from which milestone, and for how many years",
    ),
    "in_advance": (
        "只用于不按金额计算的年度费用（metric: null，per: year 或 agreement_year）。",
        (
            "stands only with a yearly fee that nothing is counted for (metric: null, per: year "
            "or agreement_year)"
        ),
    ),
    "above_each_year": (
        "只与 per: year 同用，且不与 above 同用。",
        "stands only with per: year, and not beside above",
    ),
    "per_year": (
        "整个项目合并计算时没有“当年”；请删去 per: year，或给组成部分写 per: year。",
        (
            "there is no year where the project is counted as a whole; take per: year out, or "
            "give it to the component"
        ),
    ),
    "otherwise_last": (
        "没有 when 的选项总是成立，其后的选项不会用到；请放在最后。",
        (
            "an alternative without conditions always holds, so what follows is never reached; "
            "put it last"
        ),
    ),
    "parameter_period": (
        "by: period 取当期年份，整个项目合并计算时没有；请写 per: year，或 by 某一节点。",
        (
            "takes the year that is counted, and there is none where the project is counted as a "
            "whole; write per: year, or by a milestone"
        ),
    ),
    "stage_twice": (
        "{name} 已有一期；同一节点只能有一期。",
        "{name} has a stage already; put both into one",
    ),
    "tax_all": (
        "税后金额不能按 100% 税率还原；税率须小于 1。",
        "a reward after tax cannot be grossed up at a rate of 1; the rate must be less",
    ),
    "too_deep": ("嵌套过深；请简化。", "is nested too deeply; make it simpler"),
    "claw_back": (
        "只与 on_termination: claw_back 同用。",
        "stands only with on_termination: claw_back",
    ),
}


@dataclass(frozen=True)
class Problem:
    """Where in the document, and what to do about it. ``line`` is known where the document was read
    from text.
    """

    path: str
    kind: str
    values: tuple[tuple[str, str], ...] = ()
    line: int | None = None

    def told(self, language: str = "en") -> str:
        """The remedy in "zh" or "en"."""
        return MESSAGES[self.kind][0 if language.startswith("zh") else 1].format(
            **dict(self.values)
        )

    @property
    def message(self) -> str:
        return self.told("en")

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def problem(path: str, kind: str, **values: object) -> Problem:
    return Problem(path, kind, tuple((name, str(value)) for name, value in values.items()))


class PolicyError(ValueError):
    """The document cannot be used; ``problems`` holds every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))
