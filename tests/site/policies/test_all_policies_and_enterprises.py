"""200 made-up enterprises beside every policy of the demonstration: pairs worked out by hand, and
all of them against the rules written down a second time, in plain Python.
"""

from decimal import Decimal

import pytest

from commissions.engine import Language
from crm.site.matching import Verdict, match
from crm.site.matching.codes import section_of
from crm.site.matching.match import match_one
from crm.site.matching.words import finding_in_words

from .made_up import NAMED, enterprises, policies

FITS, NEARLY, NOT = Verdict.FITS, Verdict.NEARLY, Verdict.NOT

# enterprise, policy, verdict, estimate in yuan (None: nothing known), what it lacks or is asked
BY_HAND = [
    # 95 million × 8 % = 7.6 million, and 2 % more for high tech: 1.9 million
    ("batteries", "equipment", FITS, "9500000", ""),
    ("batteries", "plant-rent", FITS, None, ""),
    ("batteries", "jobs", FITS, "178500", ""),  # 119 × 1,500
    (
        "batteries",
        "major-project",
        NEARLY,
        None,
        "总投资还差 2000 万元：门槛 2 亿元，现为 1.8 亿元",
    ),
    ("batteries", "list500", NOT, "2000000", "须：三类500强：世界500强、中国500强、民营500强"),
    ("batteries", "foreign-capital", NOT, None, "须：资本来源：境外"),
    ("batteries", "listing", NOT, "500000", "在本地注册年数还差 1 年：门槛 1 年，现为 0 年"),
    ("batteries", "research", NEARLY, None, "还需知道：上年研发投入 ≥ 100 万元"),
    ("batteries", "green-plant", NEARLY, "300000", "还需知道：green_plant"),
    # 1 of 20 million is missing, within a fifth; 19 million × 8 %
    (
        "medicine",
        "equipment",
        NEARLY,
        "1520000",
        "设备投资还差 100 万元：门槛 2000 万元，现为 1900 万元",
    ),
    ("medicine", "plant-rent", FITS, "3000000", ""),  # 1.2 million × (1 + 1 + ½)
    ("medicine", "major-project", FITS, None, ""),
    ("medicine", "list500", FITS, "2000000", ""),
    ("medicine", "foreign-capital", FITS, "1200000", ""),  # 60 million × 2 %
    ("medicine", "jobs", NOT, "22500", "就业人数还差 5 人：门槛 20 人，现为 15 人"),
    ("medicine", "logistics", FITS, "48000", ""),  # 600,000 × (5 % + 3 %): a remote county
    ("medicine", "loan-interest", NOT, "45000", "须：企业规模：中型、小型、微型"),
    # three qualifications, none held, each could be: 5 million × 10 % + 7 million × 5 %
    ("medicine", "research", NEARLY, "850000", "还差：high_tech 或 tech_sme 或 specialised"),
    ("medicine", "talent-housing", FITS, "180000", ""),  # 3 × 20,000 × 3 years
    (
        "medicine",
        "listing",
        NEARLY,
        "500000",
        "还差：上市进程：已完成股改、已辅导备案、申请已受理、已上市",
    ),
    ("pumps", "equipment", FITS, "12000000", ""),  # both at their caps: 10 and 2 million
    ("pumps", "plant-rent", NOT, None, "须：资本来源：境外、省外"),
    ("pumps", "listing", FITS, "8000000", ""),  # 0.5 + 1 + 1.5 + 5
    ("pumps", "loan-interest", FITS, "500000", ""),  # half of 1.5 million, at the cap
    ("pumps", "above-scale", FITS, "300000", ""),  # and 100,000 as a specialised one
    ("pumps", "logistics", NOT, "20000", "营业收入还差 2500 万元：门槛 5000 万元，现为 2500 万元"),
    ("pumps", "research", FITS, "1000000", ""),  # 500,000 + 750,000, at the cap
    ("pumps", "talent-housing", FITS, "1000000", ""),  # 1.2 million, at the cap
    ("pumps", "jobs", FITS, "500000", ""),  # 600,000, at the cap
    ("pumps", "green-plant", FITS, "300000", ""),
    ("houses", "foreign-capital", NOT, "10000000", "须：不属于K"),
    ("houses", "list500", FITS, "10000000", ""),  # the bracket from a billion on
    ("houses", "major-project", NOT, None, "须：C、I"),
    ("on_the_edge", "equipment", FITS, "1600000", ""),
    ("on_the_edge", "plant-rent", FITS, "0", ""),
    ("on_the_edge", "loan-interest", FITS, "50000", ""),
    ("on_the_edge", "research", FITS, "100000", ""),
    ("on_the_edge", "jobs", FITS, "30000", ""),
    ("on_the_edge", "listing", FITS, "1500000", ""),
    ("on_the_edge", "above-scale", FITS, "300000", ""),
    ("a_fen_below", "equipment", NEARLY, "1600000", ""),  # 1,599,999.9992, rounded once
    ("a_fen_below", "jobs", NEARLY, "28500", "就业人数还差 1 人：门槛 20 人，现为 19 人"),
    (
        "a_fen_below",
        "list500",
        NOT,
        "0",
        "总投资还差 5000 万元：门槛 1 亿元，现为 5000 万元",
    ),
    ("stranger", "equipment", NEARLY, None, "还需知道：设备投资 ≥ 2000 万元"),
    ("stranger", "list500", NEARLY, None, "还需知道：总投资 ≥ 1 亿元"),
]


@pytest.mark.parametrize(
    ("enterprise", "policy", "verdict", "amount", "says"),
    BY_HAND,
    ids=[f"{enterprise}-{policy}" for enterprise, policy, *_rest in BY_HAND],
)
def test_a_pair_worked_out_by_hand(enterprise, policy, verdict, amount, says):
    found = match_one(policies()[policy], enterprises()[enterprise])
    assert found.verdict is verdict
    assert found.estimate.amount == (None if amount is None else Decimal(amount))
    told = [finding_in_words(each, Language.ZH) for each in found.missing]
    assert says in told if says else True
    assert bool(told) is (verdict is not FITS)


def test_every_reason_against_names_its_clause():
    for name, known in enterprises().items():
        for found in match(policies().values(), known):
            for each in found.missing:
                assert each.clause.startswith("第"), (name, found.policy.key)


def _is_maker(known):
    return section_of(known["industry"]) == "C" if known["industry"] != "C" else True


def _section(known):
    code = known["industry"]
    return code if code.isalpha() else section_of(code)


# Whom each policy takes, once more and by other means.
TAKES = {
    "equipment": lambda k: _is_maker(k) and k["equipment"] >= 20_000_000,
    "plant-rent": lambda k: (
        _section(k) in "CI"
        and k["capital_from"] in ("foreign", "other_province")
        and k["total_investment"] >= 50_000_000
    ),
    "above-scale": lambda k: _is_maker(k) and k["revenue"] >= 20_000_000 and k["above_scale"],
    "listing": lambda k: k["years_here"] >= 1 and k["listing"] != "none",
    "research": lambda k: (
        (k["high_tech"] or k["tech_sme"] or k["specialised"]) and k["research"] >= 1_000_000
    ),
    "talent-housing": lambda k: _section(k) in "CIM" and k["talents"] >= 1,
    "logistics": lambda k: _is_maker(k) and k["revenue"] >= 50_000_000 and k["freight"] >= 500_000,
    "jobs": lambda k: _section(k) in "CGI" and k["jobs"] >= 20,
    "major-project": lambda k: _section(k) in "CI" and k["total_investment"] >= 200_000_000,
    "list500": lambda k: bool(k["list500"]) and k["total_investment"] >= 100_000_000,
    "foreign-capital": lambda k: (
        k["capital_from"] == "foreign" and _section(k) != "K" and k["foreign_capital"] >= 10_000_000
    ),
    "loan-interest": lambda k: (
        _is_maker(k) and k["size"] != "large" and k["years_here"] >= 1 and k["interest"] >= 100_000
    ),
    "green-plant": lambda k: _section(k) in "BCD" and k["green_plant"],
}


def test_all_pairs_agree_with_the_rules_written_a_second_time():
    made = enterprises()
    assert len(made) == 200 and set(TAKES) == set(policies())
    taken = 0
    for name, known in made.items():
        for slug, takes in TAKES.items():
            verdict = match_one(policies()[slug], known).verdict
            try:
                expected = bool(takes(known.values))
            except KeyError:  # what is not known decides: it neither fits nor is it sure not to
                continue
            assert (verdict is FITS) is expected, (name, slug)
            taken += expected
    assert taken > 300  # the table has both kinds


def test_what_is_not_known_never_fits():
    for found in match(policies().values(), enterprises()["stranger"]):
        assert found.verdict is NEARLY and found.is_open_question
        assert found.asks, found.policy.key


def test_the_answer_is_in_order():
    found = match(policies().values(), enterprises()["batteries"])
    verdicts = [list(Verdict).index(each.verdict) for each in found]
    assert verdicts == sorted(verdicts)
    amounts = [each.estimate.amount or 0 for each in found if each.verdict is FITS]
    assert amounts == sorted(amounts, reverse=True)


def test_the_named_ones_are_told_in_facts_that_policies_know():
    from crm.site.matching import FACTS

    flags = {"high_tech", "specialised", "tech_sme", "above_scale", "green_plant"}
    assert all(set(told) <= set(FACTS) | flags for told in NAMED.values())
