"""Whatever policy and enterprise: a fact that is added never takes a policy away that fits, nor
gives one that is sure not to fit.
"""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.site.matching import Answer, Facts, Rules, Verdict
from crm.site.matching.conditions import judge
from crm.site.matching.match import match_one
from crm.site.matching.stored import from_stored, to_stored

from .made_up import DAY

AMOUNTS = ("equipment", "total_investment", "revenue", "jobs")
FLAGS = ("high_tech", "specialised")
numbers = st.integers(0, 50).map(lambda each: Decimal(each * 1_000_000))
codes = st.sampled_from(["C", "36", "3610", "3620", "I", "65", "6510", "430700", "430702"])
plain = st.one_of(
    st.builds(
        lambda fact, comparison, number, met: {
            "metric": fact,
            comparison: number,
            "can_be_met": met,
        },
        st.sampled_from(AMOUNTS),
        st.sampled_from(["at_least", "more_than", "at_most", "less_than"]),
        numbers,
        st.booleans(),
    ),
    st.builds(
        lambda flag, holds, met: {"attribute": flag, "equals": holds, "can_be_met": met},
        st.sampled_from(FLAGS),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        lambda operator, wanted: {"attribute": "industry", operator: wanted},
        st.sampled_from(["in", "not_in"]),
        st.lists(codes, min_size=1, max_size=3),
    ),
    st.builds(
        lambda wanted: {"attribute": "list500", "in": wanted},
        st.lists(st.sampled_from(["world500", "china500"]), min_size=1, max_size=2),
    ),
)
conditions = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda each: {"any": each}),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: {"all": each}),
        inner.map(lambda each: {"not": each}),
    ),
    max_leaves=6,
)
rules = st.lists(conditions, max_size=5).map(
    lambda each: Rules("made up", {"zh": "—", "en": "—"}, tuple(each))
)
known = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(AMOUNTS, numbers),
        **dict.fromkeys(FLAGS, st.booleans()),
        "industry": codes.filter(lambda each: len(each) != 6),
        "list500": st.frozensets(st.sampled_from(["world500", "private500"])),
    },
)


@settings(max_examples=400, deadline=None)
@given(rules, known, st.data())
def test_a_fact_that_is_added_never_turns_fits_into_missing(policy, all_of_it, data):
    names = data.draw(st.sets(st.sampled_from(sorted(all_of_it))) if all_of_it else st.just(set()))
    before = {name: value for name, value in all_of_it.items() if name not in names}
    less, more = (match_one(policy, Facts(DAY, each)) for each in (before, all_of_it))
    if less.verdict is Verdict.FITS:
        assert more.verdict is Verdict.FITS
    if less.verdict is Verdict.NOT:
        assert more.verdict is Verdict.NOT
    if more.verdict is Verdict.NEARLY:
        assert less.verdict is Verdict.NEARLY


@settings(max_examples=200, deadline=None)
@given(conditions, known)
def test_a_condition_and_its_contrary_never_both_hold(condition, some):
    facts = Facts(DAY, some)
    answers = {judge(condition, facts).answer, judge({"not": condition}, facts).answer}
    assert answers in ({Answer.YES, Answer.NO}, {Answer.UNKNOWN})


@given(known)
def test_facts_survive_being_stored(some):
    assert from_stored(to_stored(some), DAY).values == some
