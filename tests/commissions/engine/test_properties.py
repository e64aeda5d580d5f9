"""What must hold for every policy and all facts, tried on generated ones."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from commissions.engine import Contribution, Facts, Payee, Policy, assess, load_policy
from commissions.engine.payees import Part, split
from tests.commissions.engine.built import rule

SIGNED = date(2023, 3, 31)
amounts = st.decimals("0.01", 10**9, places=2)
days = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@st.composite
def brackets(draw, value):
    edges = sorted(draw(st.sets(st.integers(0, 10**9), min_size=1, max_size=4)))
    return [
        {"from": low, **({"to": high} if high else {}), **draw(value)}
        for low, high in zip(edges, [*edges[1:], None], strict=True)
    ]


rates = st.decimals(0, "0.1", places=4).map(str)
schedules = st.one_of(
    st.fixed_dictionaries({"mode": st.just("single"), "rate": rates}),
    brackets(st.fixed_dictionaries({"rate": rates})).map(
        lambda some: {"mode": "marginal", "brackets": some}
    ),
    brackets(st.fixed_dictionaries({"rate": rates})).map(
        lambda some: {"mode": "whole", "edge": "upper", "brackets": some}
    ),
    brackets(st.fixed_dictionaries({"amount": st.integers(0, 10**6)})).map(
        lambda some: {"mode": "flat", "edge": "lower", "brackets": some}
    ),
    st.fixed_dictionaries(
        {
            "mode": st.just("steps"),
            "from": st.integers(0, 10**7),
            "first": st.integers(0, 10**5),
            "every": st.integers(1, 10**8),
            "amount": st.integers(0, 10**5),
        }
    ),
)
stages = st.sampled_from(
    [
        [],
        [{"share": "0.5", "milestone": "started"}, {"share": "0.5", "milestone": "producing"}],
        [{"share": "1", "milestone": "operating", "months": 6}],
    ]
)


@st.composite
def documents(draw):
    document = rule(
        draw(schedules),
        per=draw(st.sampled_from(["project", "year"])),
        metric=draw(st.sampled_from(["paid_in", "local_tax"])),
        stages=draw(stages),
    )
    if draw(st.booleans()):
        document["components"][0]["cap"] = draw(st.integers(0, 10**6))
    if draw(st.booleans()):
        other = rule(draw(schedules), metric="local_tax", outside_cap=draw(st.booleans()))[
            "components"
        ][0]
        document["components"].append({**other, "code": "two"})
    caps = draw(
        st.dictionaries(
            st.sampled_from(["project", "project_year", "payee", "payee_year", "all", "all_year"]),
            st.integers(0, 10**6),
            max_size=3,
        )
    )
    return {**document, "caps": caps}


contributions = st.lists(
    st.builds(
        Contribution,
        id=st.uuids().map(str),
        metric=st.sampled_from(["paid_in", "local_tax"]),
        amount=amounts,
        on=days,
        currency=st.just("CNY"),
        original=st.none(),
        count=st.just(1),
    ),
    max_size=8,
).map(tuple)
payees = st.lists(st.integers(1, 9), min_size=1, max_size=4).map(
    lambda parts: tuple(Payee(str(n), Decimal(part), lead=n == 0) for n, part in enumerate(parts))
)
milestones = st.dictionaries(st.sampled_from(["started", "producing", "operating"]), days).map(
    lambda found: {"signed": SIGNED, **found}
)
END = date(2030, 1, 1)


def keyed(assessment):
    return {
        (due.component, due.period, due.stage, due.payee): due.amount for due in assessment.dues
    }


def post(ledger, assessment):
    """Settle: add to the ledger what differs; the number of entries."""
    due = keyed(replace(assessment, dues=tuple(each for each in assessment.dues if each.payable)))
    posted = 0
    for key in due.keys() | ledger.keys():
        difference = due.get(key, Decimal(0)) - ledger.get(key, Decimal(0))
        if difference:
            ledger[key] = ledger.get(key, Decimal(0)) + difference
            posted += 1
    return posted


@settings(max_examples=150, deadline=None)
@given(documents(), contributions, payees, milestones, st.randoms())
def test_totals_telescope_whatever_the_order_in_which_facts_arrive(
    document, arrived, shares, reached, random
):
    """Settling after every single fact leaves the ledger where one settlement at the end would."""
    policy, ledger = load_policy(document), {}
    shuffled = list(arrived)
    random.shuffle(shuffled)
    for count in range(len(shuffled) + 1):
        post(ledger, assess(policy, Facts("P", {}, reached, tuple(shuffled[:count]), shares), END))
    at_once = {}
    post(at_once, assess(policy, Facts("P", {}, reached, arrived, shares), END))
    assert {key: amount for key, amount in ledger.items() if amount} == at_once
    assert post(ledger, assess(policy, Facts("P", {}, reached, arrived, shares), END)) == 0


@settings(max_examples=100, deadline=None)
@given(documents(), contributions, payees, milestones, amounts)
def test_settle_correct_settle_equals_settling_the_corrected_facts(
    document, arrived, shares, reached, corrected
):
    policy, ledger, at_once = load_policy(document), {}, {}
    post(ledger, assess(policy, Facts("P", {}, reached, arrived, shares), END))
    after = tuple(
        each._replace(amount=corrected) if n == 0 else each for n, each in enumerate(arrived)
    )
    post(ledger, assess(policy, Facts("P", {}, reached, after, shares), END))
    post(at_once, assess(policy, Facts("P", {}, reached, after, shares), END))
    assert {key: amount for key, amount in ledger.items() if amount} == at_once


@settings(max_examples=200, deadline=None)
@given(documents(), contributions, payees, milestones)
def test_no_cap_is_ever_exceeded(document, arrived, shares, reached):
    policy = load_policy(document)
    dues = assess(policy, Facts("P", {}, reached, arrived, shares), END).dues
    inside = [
        due
        for due in dues
        if not next(
            component for component in policy.components if component["code"] == due.component
        ).get("outside_cap")
    ]
    for cap, group in (
        ("project", lambda due: ""),
        ("payee", lambda due: due.payee),
        ("payee_year", lambda due: (due.payee, due.on and due.on.year)),
        ("all", lambda due: ""),
        ("all_year", lambda due: due.on and due.on.year),
    ):
        if cap in document["caps"]:
            sums = {}
            for due in inside:
                sums[group(due)] = sums.get(group(due), Decimal(0)) + due.amount
            assert all(amount <= document["caps"][cap] for amount in sums.values())
    if "cap" in document["components"][0]:
        by_period = {}
        for due in dues:
            if due.component == "one":
                by_period[due.period] = by_period.get(due.period, Decimal(0)) + due.amount
        assert all(amount <= document["components"][0]["cap"] for amount in by_period.values())


@settings(max_examples=200, deadline=None)
@given(brackets(st.fixed_dictionaries({"rate": rates})), amounts, amounts)
def test_a_marginal_schedule_never_falls_when_the_amount_rises(some, one, other):
    policy = load_policy(rule({"mode": "marginal", "brackets": some}))
    low, high = (
        sum((due.amount for due in paid(policy, amount).dues), Decimal(0))
        for amount in sorted((one, other))
    )
    assert low <= high


def paid(policy: Policy, amount):
    return assess(
        policy, Facts("P", contributions=(Contribution("1", "paid_in", amount, SIGNED),)), END
    )


@given(
    st.decimals(-(10**10), 10**10, places=2),
    st.lists(st.decimals("0.01", 100, places=2), min_size=1, max_size=7),
)
def test_a_split_keeps_its_total(amount, weights):
    parts = [Part(Payee(str(n), weight, lead=n == 0), weight) for n, weight in enumerate(weights)]
    assert sum(share for _part, share in split(amount, parts)) == amount


@settings(max_examples=100, deadline=None)
@given(documents(), contributions, payees, milestones)
def test_the_next_day_is_the_first_on_which_time_alone_changes_the_result(
    document, arrived, shares, reached
):
    policy, facts = load_policy(document), Facts("P", {}, reached, arrived, shares)
    as_of = date(2024, 6, 30)
    now = assess(policy, facts, as_of)
    until = (now.next_on or END) - timedelta(days=1)
    assert [(due.amount, due.held) for due in assess(policy, facts, until).dues] == [
        (due.amount, due.held) for due in now.dues
    ]
