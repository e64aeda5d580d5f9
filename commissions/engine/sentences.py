"""The sentences in which a reason is told, by its kind: Chinese and English.

What stands in braces is a value of the reason, or what ``explain`` makes of its values.
"""

SENTENCES = {
    "base": (
        "{metric}{plus}：{count} 笔，合计 {base} {counted_in}。",
        "{metric}{plus}: {count} amounts, {base} {counted_in} in all.",
    ),
    "deducted": ("扣除{metrics} {amount}{unit}。", "Less {metrics}: {amount}{unit}."),
    "counted_share": (
        "按 {rate_by} 计入，得 {result}{unit}。",
        "{rate_by} of it counts: {result}{unit}.",
    ),
    "counted_times": (
        "按 {factor_by} 倍计入，得 {result}{unit}。",
        "It counts {factor_by} times: {result}{unit}.",
    ),
    "counted_above": (
        "扣除基数 {by}{unit}{used_before}，得 {result}{unit}。",
        "Only what exceeds {by}{unit}{used_before} counts: {result}{unit}.",
    ),
    "nothing_left": (
        "计入金额为零或负数，不予奖励。",
        "Nothing is left to count, so nothing is earned.",
    ),
    "builds_on": (
        "以{components}为基数，合计 {base} {pays}。",
        "Based on {components}: {base} {pays}.",
    ),
    "rate": (
        "{base}{unit} × {rate} ＝ {result}{unit}。",
        "{base}{unit} × {rate} = {result}{unit}.",
    ),
    "slice": (
        "{low} {high} 的部分 {part}{unit} × {rate} ＝ {result}{unit}。",
        "The slice from {low}{high}: {part}{unit} × {rate} = {result}{unit}.",
    ),
    "whole": (
        "全额落入 {low} {high} 一档：{base}{unit} × {rate} ＝ {result}{unit}。",
        (
            "The whole amount falls into the bracket from {low}{high}: {base}{unit} × {rate} = "
            "{result}{unit}."
        ),
    ),
    "flat": (
        "{base} {counted_in}落入 {low} {high} 一档，定额 {result} {paid_in}。",
        (
            "{base} {counted_in} falls into the bracket from {low}{high}: the sum is {result} "
            "{paid_in}."
        ),
    ),
    "steps": (
        "起点奖 {first} {paid_in}，另每满 {every} {counted_in}加 {amount} {paid_in}，共 "
        "{count} 次，合计 {result} {paid_in}。",
        (
            "{first} {paid_in} at the start, then {amount} {paid_in} for every full {every} "
            "{counted_in}, {count} times: {result} {paid_in}."
        ),
    ),
    "rate_steps": (
        "起点 {rate}，另每满 {every} {counted_in}加 {rate_more}，共 {count} 次，为 "
        "{rate_total}；{base}{unit} × {rate_total} ＝ {result}{unit}。",
        (
            "{rate} at the start and {rate_more} more for every full {every} {counted_in}, "
            "{count} times: {rate_total}; {base}{unit} × {rate_total} = {result}{unit}."
        ),
    ),
    "pro_rata": (
        "完成 {base} {counted_in}，目标 {of} {counted_in}，按比例得 {amount} {paid_in}中的 "
        "{result} {paid_in}。",
        (
            "{base} of the target {of} {counted_in}: {result} out of {amount} {paid_in}, in "
            "proportion."
        ),
    ),
    "fixed": ("定额 {result} {paid_in}。", "A fixed sum of {result} {paid_in}."),
    "no_bracket": (
        "{base} {counted_in}未达到任何一档。",
        "{base} {counted_in} falls into no bracket.",
    ),
    "multiplier": (
        "乘以 {factor_by}，得 {result} {paid_in}。",
        "Times {factor_by}: {result} {paid_in}.",
    ),
    "exchanged": (
        "{amount} {currency}按{rate_day}汇率 {plain_rate} 折合 {result} {pays}。",
        "{amount} {currency} at the rate of {rate_day}, {plain_rate}: {result} {pays}.",
    ),
    "parameter": (
        "{year} 年的{parameter_name}为 {plain_value}。",
        "{parameter_name} for {year} is {plain_value}.",
    ),
    "stated": (
        "{attribute}由 {by_whom} 确定为 {plain_value}{open}：{why}。",
        "{attribute} was set to {plain_value} by {by_whom}{open}: {why}.",
    ),
    "parameter_of_agreement": (
        "协议第 {year} 年的{parameter_name}为 {plain_value}。",
        "{parameter_name} in year {year} of the agreement is {plain_value}.",
    ),
    "amount_exchanged": (
        "{amount} {currency}按{rate_day}汇率 {plain_rate} 折合 {result} 元。",
        "{amount} {currency} at the rate of {rate_day}, {plain_rate}: {result} yuan.",
    ),
    "not_agreed": (
        "各受奖人尚未一致推选其中一位。",
        "The payees have not agreed on one of them yet.",
    ),
    "agent_project_terminated": (
        "该协议名下有项目终止，其金额不再计入。",
        "A project of the agreement was terminated, and its amounts count no longer.",
    ),
    "tax_free": ("此项免税。", "It is free of tax."),
    "floor": (
        "不足 {floor} {pays}，按 {floor} {pays}计。",
        "Raised to the least of {floor} {pays}.",
    ),
    "cap": ("超过上限，按 {cap} {pays}计。", "Limited to {cap} {pays}."),
    "cap_total": (
        "此项累计上限 {cap} {pays}，此前已计 {paid} {pays}。",
        "Over all periods at most {cap} {pays}, of which {paid} are used.",
    ),
    "of_year": (
        "整个项目合计 {all} {pays}，其中 {year} 年新增 {amount} {pays}，计入该年。",
        (
            "{all} {pays} for the project as a whole, of which {year} added {amount} {pays}; "
            "they count in that year."
        ),
    ),
    "project_cap": (
        "单个项目上限 {cap} {pays}，已用 {used} {pays}，余 {left} {pays}。",
        "The project’s cap is {cap} {pays}; {used} are used, {left} are left.",
    ),
    "project_year_cap": (
        "单个项目年度上限 {cap} {pays}，已用 {used} {pays}，余 {left} {pays}。",
        "The project’s cap for the year is {cap} {pays}; {used} are used, {left} are left.",
    ),
    "payee_cap": (
        "受奖人累计上限 {cap} {pays}，已用 {used} {pays}，余 {left} {pays}。",
        "The payee’s cap is {cap} {pays}; {used} are used, {left} are left.",
    ),
    "payee_year_cap": (
        "受奖人年度上限 {cap} {pays}，已用 {used} {pays}，余 {left} {pays}。",
        "The payee’s cap for the year is {cap} {pays}; {used} are used, {left} are left.",
    ),
    "all_cap": (
        "资金总额 {cap} {pays}，已用 {used} {pays}，余 {left} {pays}。",
        "The policy’s funds are {cap} {pays}; {used} are used, {left} are left.",
    ),
    "all_year_cap": (
        "年度资金总额 {cap} {pays}，已用 {used} {pays}，余 {left} {pays}。",
        "The policy’s funds for the year are {cap} {pays}; {used} are used, {left} are left.",
    ),
    "stage": (
        "分期支付：{milestone}节点 {amount} {pays}。",
        "Paid by stages: {amount} {pays} with {milestone}.",
    ),
    "kept": (
        "项目终止后保留 {rate_share}：{amount} {pays}。",
        "After the termination {rate_share} is kept: {amount} {pays}.",
    ),
    "share": (
        "按 {plain_part}/{plain_all} 的份额分得 {amount} {pays}。",
        "The share of {plain_part}/{plain_all} comes to {amount} {pays}.",
    ),
    "tax_withheld": (
        "代扣税款 {base} × {rate} ＝ {tax} {pays}。",
        "Tax withheld: {base} × {rate} = {tax} {pays}.",
    ),
    "tax_added": (
        "税后 {net} {pays}，按税率 {rate} 还原，税款 {tax} {pays}，税前 {result} {pays}。",
        "{net} {pays} after tax; at {rate} the tax is {tax} and the gross amount {result} {pays}.",
    ),
    "changed": (
        "此前已计 {before} {pays}，现应计 {due} {pays}，差额 {difference} {pays}。",
        (
            "{before} {pays} were posted before, {due} {pays} are due now: a difference of "
            "{difference} {pays}."
        ),
    ),
    "taken_back": (
        "此前已计 {before} {pays}，现不应得，全部冲回。",
        "{before} {pays} were posted before, nothing is due now: all of it is taken back.",
    ),
    "unsound": (
        "政策须修订后才能计发：{what}",
        "The policy has to be mended before anything is due: {what}",
    ),
    "no_agreement": (
        "受奖人没有覆盖本项目的有效协议。",
        "No agreement of the payee covers the project.",
    ),
    "no_longer_counted": (
        "原计入的金额已被更正或撤销，不再计入。",
        "The amounts that were counted have been corrected or withdrawn and count no longer.",
    ),
    "not_reached": (
        "{milestone}节点未达到或日期已更正，暂不支付。",
        "{milestone} is not reached, or its day was corrected: nothing is paid yet.",
    ),
    "advance": (
        "预付 {amount} 元，{by_whom}：{why}。",
        "An advance of {amount} yuan, {by_whom}: {why}.",
    ),
    "base_fee": (
        "{year} 年度基础服务费：每年 {fee} 元，合同期内 {days}/{of_days} 天，计 {result} 元。",
        (
            "Base fee for {year}: {fee} yuan a year, {days} of {of_days} days lie in the term: "
            "{result} yuan."
        ),
    ),
    "fee_reduced": (
        "{year} 年度考核扣减 {reduction} 元（考核人 {by_whom}），计 {result} 元。",
        "The review of {year} by {by_whom} takes {reduction} yuan off: {result} yuan.",
    ),
    "below_threshold": (
        "{component}{period}：{base} {counted_in}{below}。",
        "{component}{period}: {base} {counted_in} {below}.",
    ),
    "component_not_met": (
        "{component}{period}不适用：{condition}；{now}。",
        "{component}{period} does not apply: {condition}; {now}.",
    ),
    "no_schedule": (
        "{component}{period}：没有适用的标准。",
        "{component}{period}: no rule applies.",
    ),
    "not_eligible": (
        "项目不适用本政策：{condition}；{now}。",
        "The project is not eligible: {condition}; {now}.",
    ),
    "not_valid": (
        "{milestone}日期 {on} 不在政策有效期 {start} 至 {end} 内。",
        "The day of {milestone}, {on}, is outside the policy’s validity from {start} to {end}.",
    ),
    "terminated": (
        "项目已于 {on} 终止，追回 {rate_share}。",
        "The project was terminated on {on}; {rate_share} is taken back.",
    ),
    "payee_excluded": (
        "受奖人 {payee} 不予兑现：{reason}。",
        "Payee {payee} receives nothing: {reason}.",
    ),
    "lower_one": (
        "{component} {amount} {pays}低于{instead}，择高不重复。",
        "{component}, {amount} {pays}, is lower than {instead}; only the higher one is paid.",
    ),
    "undecided": (
        "{component}：{attribute}尚未确定，暂不计发。",
        "{component}: {attribute} has not been set; nothing is due until it is.",
    ),
    "out_of_range": (
        "{component}：{attribute}为 {value}，超出允许范围（{allowed}），暂不计发。",
        (
            "{component}: {attribute} is {value}, which is none of what it may be ({allowed}); "
            "nothing is due."
        ),
    ),
    "no_milestone": (
        "{component}：尚无{milestone}日期，暂不计发。",
        "{component}: the day of {milestone} is not known; nothing is due until it is.",
    ),
    "pending": (
        "{component}：尚未{milestone}，期限{until}未过，暂不计发。",
        (
            "{component}: {milestone} is not reached and its time is not over{until}; nothing is "
            "due until one of them is."
        ),
    ),
    "nothing_to_share": (
        "{component}：尚无{metric}金额，无法计算占比，暂不计发。",
        "{component}: there is no {metric} to take a share of; nothing is due.",
    ),
    "shares_open": (
        "{component}：各项比例为 {shares}，合计 {plain_sum}，应为 1，暂不计发。",
        "{component}: the shares {shares} add up to {plain_sum}, not to 1; nothing is due.",
    ),
    "no_parameter": (
        "{component}：{parameter_name}没有 {year} 年的数值。",
        "{component}: {parameter_name} has no value for {year}.",
    ),
    "no_rate": (
        "{component}：缺少 {on} 的{currency}汇率。",
        "{component}: the rate of exchange of {currency} on {on} is not known.",
    ),
}
