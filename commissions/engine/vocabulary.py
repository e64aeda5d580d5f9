"""The words of a policy document, in one place: the checker, the published JSON Schema and the
reference are held to it.
"""

from dataclasses import dataclass

from .facts import CURRENCIES, METRICS, MILESTONES, PAYEE_TRAITS
from .nodes import Declared

FORMAT = 1


@dataclass(frozen=True)
class Key:
    """One key: what stands behind it, whether it is needed, and what it means.

    ``kind`` is one of: text, texts, names, flag, count, date, word, words, scalar, scalars, number;
    value (an amount), rate (a fraction), factor; or ``node``, ``nodes`` and ``map`` of the
    vocabulary's ``of``. A word is one ``among`` these, or one that the document declares in its
    section ``own``.
    """

    kind: str
    help: str
    needed: bool = False
    among: tuple[str, ...] = ()
    of: str = ""
    own: str = ""


PER, EDGE = ("project", "year"), ("upper", "lower")
OF_AGREEMENT = "agreement_year"
NAMES = Key("names", "The name in both languages: zh and en.", needed=True)
WHEN = Key("nodes", "Conditions that must all hold.", of="condition")

POLICY = {
    "format": Key("count", f"The version of this format: {FORMAT}.", needed=True),
    "code": Key("text", "A short name in lower case, the same in every version.", needed=True),
    "version": Key("text", "The version of this document.", needed=True),
    "name": NAMES,
    "source": Key(
        "map", "Where the rule is published: place, doc, url, kind, coverage.", of="text"
    ),
    "reading": Key(
        "names", "How an ambiguous text is read here, where other documents read it otherwise."
    ),
    "remarks": Key("texts", "What a reader of the rule should know and the engine need not."),
    "currency": Key(
        "word",
        "The currency in which it pays, with its caps and floors; CNY where this is left out.",
        among=CURRENCIES,
    ),
    "clauses": Key(
        "map", "The clauses that the components rest on: code and text.", needed=True, of="text"
    ),
    "validity": Key("node", "The period in which the policy takes projects.", of="validity"),
    "attributes": Key(
        "map",
        "What the policy asks of a project beyond the built-in facts, and what a person sets.",
        of="attribute",
    ),
    "metrics": Key(
        "map",
        "Amounts and counts that only this policy knows: what is reported for them and verified.",
        of="own_metric",
    ),
    "milestones": Key("map", "Dated facts that only this policy knows.", of="own_milestone"),
    "parameters": Key("map", "Numbers that change from year to year.", of="parameter"),
    "when": WHEN,
    "payees": Key("node", "Who is paid and how several share.", of="payees"),
    "components": Key("nodes", "The rewards, which add up.", needed=True, of="component"),
    "higher_of": Key(
        "nodes", "Groups of components of which only the highest is paid.", of="group"
    ),
    "caps": Key("node", "What all components together may not exceed.", of="caps"),
    "borne_by": Key(
        "nodes", "Which tier of government bears which share; the shares add up to 1.", of="bearer"
    ),
    "tax": Key("node", "The tax on the reward.", of="tax"),
    "on_termination": Key(
        "word",
        "What follows when the project is terminated.",
        needed=True,
        among=("claw_back", "keep"),
    ),
    "claw_back": Key(
        "node",
        "How much is taken back and until when; all and for ever where this is left out.",
        of="claw_back",
    ),
}
VALIDITY = {
    "from": Key("date", "The first day.", needed=True),
    "to": Key("date", "The last day."),
    "by": Key(
        "word",
        "The milestone whose day decides; signed where this is left out.",
        among=MILESTONES,
        own="milestones",
    ),
}
ATTRIBUTE = {
    "name": NAMES,
    "kind": Key(
        "word",
        "What values it has.",
        needed=True,
        among=("flag", "choice", "number", "rate", "text"),
    ),
    "choices": Key("scalars", "The values to choose from, for a choice or a number."),
    "from": Key("number", "The lowest number that a person may set."),
    "to": Key("number", "The highest number that a person may set."),
    "open_above": Key(
        "flag", "Whether the text names no highest number: who sets it answers for it."
    ),
    "clause": Key("text", "The clause that gives the range."),
}
OWN_METRIC = {
    "name": NAMES,
    "unit": Key(
        "names", "What is counted, in both languages; an amount in yuan where this is left out."
    ),
}
OWN_MILESTONE = {"name": NAMES}
PARAMETER = {
    "name": NAMES,
    "by": Key(
        "word",
        (
            "Whose year decides: of the period that is counted, or of a milestone; or the number "
            "of the agreement's year."
        ),
        needed=True,
        among=("period", OF_AGREEMENT, *MILESTONES),
        own="milestones",
    ),
    "values": Key(
        "map",
        "The number of each year; for years of the agreement 1, 2, 3…",
        needed=True,
        of="number",
    ),
}
PAYEES = {
    "never": Key("words", "Traits that exclude a payee.", among=PAYEE_TRAITS),
    "only": Key("words", "Traits of which a payee has at least one.", among=PAYEE_TRAITS),
    "registered_before": Key(
        "word",
        "The milestone before which the payee must be registered.",
        among=MILESTONES,
        own="milestones",
    ),
    "confirmed": Key("flag", "Whether the investor must confirm the payee."),
    "at_most": Key("count", "How many are paid: the first who registered."),
    "divide": Key(
        "word",
        (
            "How several share; by their parts where this is left out. Agreed: the one on whom "
            "all agreed is paid alone."
        ),
        among=("parts", "equally", "roles", "agreed"),
    ),
    "roles": Key("map", "The share of each role; together 1.", of="number"),
    "teams_as_one": Key(
        "flag", "Whether those of a team count as one payee, who share its part by their parts."
    ),
    "excluded_share": Key(
        "word",
        (
            "What becomes of the share of an excluded payee. Left out: it lapses; with at_most "
            "it goes to the others."
        ),
        among=("lapses", "to_the_others"),
    ),
}
COMPONENT = {
    "code": Key("text", "A short name, its own in the document.", needed=True),
    "name": NAMES,
    "clause": Key("text", "The clause that it rests on.", needed=True),
    "belongs_to": Key(
        "word",
        "Whether it is earned by each project, or by the agent on all of its projects together.",
        among=("project", "agent"),
    ),
    "metric": Key("word", "The amounts that are counted.", among=METRICS, own="metrics"),
    "land": Key(
        "word",
        "Whether fixed assets are counted with or without land.",
        among=("included", "excluded"),
    ),
    "plus": Key("words", "Metrics that are added.", among=METRICS, own="metrics"),
    "minus": Key("words", "Metrics that are deducted.", among=METRICS, own="metrics"),
    "of": Key("texts", "Components whose rewards are counted in place of a metric."),
    "share": Key("rate", "The part of the amounts that counts."),
    "times": Key("factor", "A factor on what is counted."),
    "above": Key(
        "value",
        "What is taken off what is counted once, over all years, such as an assigned quota.",
    ),
    "above_each_year": Key(
        "value", "What is taken off what is counted in each year anew, such as a quota of the year."
    ),
    "currency": Key(
        "word",
        "The currency of the component's amounts; CNY where this is left out.",
        among=CURRENCIES,
    ),
    "rate_day": Key(
        "word",
        "The day whose rate of exchange holds: arrival or a milestone.",
        among=("arrival", *MILESTONES),
        own="milestones",
    ),
    "pays_in": Key(
        "word",
        "The currency of the sums in the schedule; that of the amounts where this is left out.",
        among=CURRENCIES,
    ),
    "per": Key(
        "word",
        (
            "Whether the project is counted as a whole, or each calendar year or year of the "
            "agreement by itself."
        ),
        among=(*PER, OF_AGREEMENT),
    ),
    "window": Key("node", "The time in which an amount must arrive to count.", of="window"),
    "when": WHEN,
    "at_least": Key("value", "What must be counted for anything to be due."),
    "more_than": Key("value", "What must be exceeded by what is counted for anything to be due."),
    "in_advance": Key(
        "flag", "Whether a fee that nothing is counted for falls due on the first day of each year."
    ),
    "schedule": Key("node", "From what is counted to the reward.", needed=True, of="schedule"),
    "multipliers": Key("nodes", "Factors on the reward.", of="multiplier"),
    "floor": Key("value", "The least that is paid once anything is due."),
    "cap": Key("value", "The most that is paid a period."),
    "cap_total": Key("value", "The most that is paid over all periods."),
    "tax": Key(
        "word",
        "How its reward is taxed, where that differs from the policy; free: not at all.",
        among=("withheld", "added", "free"),
    ),
    "outside_cap": Key("flag", "Whether the component stands outside the policy's caps."),
    "stages": Key("node", "When it is paid.", of="stages"),
}
WINDOW = {
    "from": Key(
        "word",
        "The milestone with which the time begins.",
        needed=True,
        among=MILESTONES,
        own="milestones",
    ),
    "months": Key("count", "Its length in months."),
    "years": Key("count", "Its length in years, day to day."),
    "calendar_years": Key(
        "count", "Its length in calendar years, that of the milestone being the first."
    ),
    "full_years": Key(
        "count",
        "Its length in calendar years, the first that the milestone leaves whole being the first.",
    ),
    "until": Key(
        "word", "The milestone with which the time ends.", among=MILESTONES, own="milestones"
    ),
}
CONDITIONS = {
    "attribute": {
        "attribute": Key("text", "An attribute of the project.", needed=True),
        "equals": Key("scalar", "Its value."),
        "in": Key("scalars", "One of these."),
        "not_in": Key("scalars", "None of these."),
        "at_least": Key("value", "At least this number."),
        "more_than": Key("value", "More than this number."),
        "at_most": Key("value", "At most this number."),
        "less_than": Key("value", "Less than this number."),
    },
    "metric": {
        "metric": Key("word", "What is counted.", needed=True, among=METRICS, own="metrics"),
        "land": COMPONENT["land"],
        "of": Key(
            "word",
            "Compare its share of this metric instead of the amount.",
            among=METRICS,
            own="metrics",
        ),
        "currency": COMPONENT["currency"],
        "rate_day": COMPONENT["rate_day"],
        "window": COMPONENT["window"],
        "per": Key("word", "The project's whole, or the year that is counted.", among=PER),
        "at_least": Key("value", "At least this amount or share."),
        "more_than": Key("value", "More than this amount or share."),
        "at_most": Key("value", "At most this amount or share."),
        "less_than": Key("value", "Less than this amount or share."),
    },
    "milestone": {
        "milestone": Key(
            "word",
            "A milestone that must be reached.",
            needed=True,
            among=MILESTONES,
            own="milestones",
        ),
        "within": Key("node", "The time in which it must be reached.", of="window"),
        "by": Key("date", "The last day on which it may be reached."),
    },
    "any": {"any": Key("nodes", "At least one of these holds.", needed=True, of="condition")},
    "all": {"all": Key("nodes", "All of these hold.", needed=True, of="condition")},
    "not": {"not": Key("node", "This does not hold.", needed=True, of="condition")},
}
SCHEDULES = {
    "single": {"rate": Key("rate", "The rate on all that is counted.", needed=True)},
    "marginal": {
        "brackets": Key("nodes", "Each slice has its own rate.", needed=True, of="rate_bracket")
    },
    "whole": {
        "brackets": Key(
            "nodes", "One bracket's rate on all that is counted.", needed=True, of="rate_bracket"
        ),
        "edge": Key(
            "word", "The bracket to which an amount on an edge belongs.", needed=True, among=EDGE
        ),
    },
    "flat": {
        "brackets": Key("nodes", "One bracket's sum.", needed=True, of="sum_bracket"),
        "edge": Key(
            "word", "The bracket to which an amount on an edge belongs.", needed=True, among=EDGE
        ),
    },
    "steps": {
        "from": Key("value", "Where the first step begins.", needed=True),
        "first": Key("value", "The sum of the first step."),
        "every": Key("value", "The height of a further step.", needed=True),
        "amount": Key("value", "The sum of a further step."),
        "first_rate": Key("rate", "The rate of the first step, on all that is counted."),
        "rate": Key("rate", "What each further step adds to the rate."),
        "at_most": Key("count", "How many further steps count."),
    },
    "pro_rata": {
        "of": Key("value", "What must be counted for the full sum.", needed=True),
        "amount": Key(
            "value", "The full sum; less is paid in proportion, never more.", needed=True
        ),
    },
    "fixed": {"amount": Key("value", "One sum.", needed=True)},
}
_BRACKET = {
    "from": Key("number", "Where the bracket begins.", needed=True),
    "to": Key("number", "Where it ends; left out in the last."),
    "within": Key(
        "node", "Only amounts that arrived in this time count for the bracket.", of="window"
    ),
    "edge": Key(
        "word",
        (
            "Whether an amount where it begins belongs to it, where that differs from the other "
            "brackets."
        ),
        among=EDGE,
    ),
}
RATE_BRACKET = _BRACKET | {
    "rate": Key("rate", "Its rate.", needed=True),
    "rising_to": Key(
        "rate", "The rate at its end, where the rate rises evenly within the bracket."
    ),
}
SUM_BRACKET = _BRACKET | {"amount": Key("value", "Its sum.", needed=True)}
MULTIPLIER = {
    "by": Key("factor", "The factor.", needed=True),
    "when": WHEN,
    "clause": Key("text", "The clause that gives it."),
}
STAGE = {
    "share": Key("rate", "The part that is paid; all together 1.", needed=True),
    "milestone": Key(
        "word",
        "The milestone with which it may be paid.",
        needed=True,
        among=MILESTONES,
        own="milestones",
    ),
    "months": Key("count", "How many months later."),
}
GROUP = {
    "of": Key("texts", "The codes of the components.", needed=True),
    "per": Key("word", "Whether each year is compared by itself.", among=PER),
}
CAPS = {
    "project": Key("value", "A project."),
    "project_year": Key("value", "A project and calendar year."),
    "payee": Key("value", "A payee, on all projects under the policy, as long as it is in force."),
    "payee_year": Key("value", "A payee and calendar year, on all projects."),
    "all": Key("value", "All payees and projects, as long as the policy is in force."),
    "all_year": Key("value", "All payees and projects of a calendar year."),
}
BEARER = {
    "code": Key("text", "A short name of the tier.", needed=True),
    "name": NAMES,
    "share": Key("rate", "Its share.", needed=True),
}
TAX = {
    "treatment": Key(
        "word",
        "Withheld from the reward, or added so that the payee keeps the reward.",
        needed=True,
        among=("withheld", "added"),
    ),
    "rate": Key("rate", "The rate of the tax on the gross reward.", needed=True),
    "payees": Key(
        "words",
        "Whose rewards it falls on; natural persons where this is left out.",
        among=PAYEE_TRAITS,
    ),
}
CLAW_BACK = {
    "window": Key("node", "Only a termination in this time.", of="window"),
    "share": Key("rate", "The part that is taken back."),
}
FOREIGN_AMOUNT = {
    "amount": Key("number", "An amount in a foreign currency.", needed=True),
    "currency": Key("word", "Its currency.", needed=True, among=CURRENCIES[1:]),
    "rate_day": Key(
        "word",
        "The milestone at whose rate it becomes yuan.",
        needed=True,
        among=MILESTONES,
        own="milestones",
    ),
}
CHOICE = {"when": WHEN, "then": Key("any", "What holds then.", needed=True)}
REFERENCES = ("choose", "parameter", "attribute", "amount")
SECTIONS = ("metrics", "milestones")  # where a document declares words of its own
OWN_WORD = r"[a-z][a-z0-9_]{0,19}"

NODES = {
    "policy": POLICY,
    "validity": VALIDITY,
    "attribute": ATTRIBUTE,
    "own_metric": OWN_METRIC,
    "own_milestone": OWN_MILESTONE,
    "parameter": PARAMETER,
    "payees": PAYEES,
    "component": COMPONENT,
    "window": WINDOW,
    "rate_bracket": RATE_BRACKET,
    "sum_bracket": SUM_BRACKET,
    "multiplier": MULTIPLIER,
    "stage": STAGE,
    "group": GROUP,
    "caps": CAPS,
    "bearer": BEARER,
    "tax": TAX,
    "claw_back": CLAW_BACK,
    "foreign_amount": FOREIGN_AMOUNT,
}

# None of these can be a word of a document's own: each means something where it stands.
KNOWN_WORDS = frozenset(
    {"arrival", "period", OF_AGREEMENT, *METRICS, *MILESTONES, *REFERENCES}.union(
        *NODES.values(), *CONDITIONS.values(), *SCHEDULES.values()
    )
)

# Supplied by the system for every project; a policy need not declare them.
BUILT_IN = {
    "industry": {"zh": "行业代码", "en": "industry code"},
    "industry_section": {"zh": "行业门类", "en": "industry section"},
    "list500": {"zh": "500强榜单", "en": "500 list"},
    "channel": {"zh": "招商渠道", "en": "channel"},
    "origin": {"zh": "资金来源", "en": "origin of the capital"},
    "contract_amount": {"zh": "合同金额", "en": "contract amount"},
}
LISTS = ("world500", "china500", "private500")
# Their possible values. "" of list500 means on none of the lists; an industry is a code of
# GB/T 4754: a section, division, group or class.
BUILT_IN_VALUES: dict[str, Declared] = {
    "industry": {"kind": "text", "pattern": r"[A-T]|\d{2,4}"},
    "industry_section": {"kind": "choice", "choices": tuple("ABCDEFGHIJKLMNOPQRST")},
    "list500": {"kind": "choice", "choices": (*LISTS, "")},
    "channel": {
        "kind": "choice",
        "choices": ("list500", "chain", "expansion", "park", "agent", "hometown", "capital"),
    },
    "origin": {"kind": "choice", "choices": ("foreign", "domestic")},
    "contract_amount": {"kind": "number"},
}
