import ast
import sys
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from commissions import engine
from commissions.engine import Contribution, Facts, Payee, Step, assess, check_document, explain, load_policy
from commissions.engine.assess import split

FOLDER = Path(engine.__file__).parent
DEMO = yaml.safe_load((FOLDER.parent / "library" / "changde-demo.yaml").read_text(encoding="utf-8"))
DAY = date(2025, 6, 30)
REACHED = {"signed": date(2023, 1, 1), "started": date(2023, 6, 1), "producing": date(2024, 6, 1)}


IN_TIME = Payee("1", lead=True, registered_on=date(2022, 1, 1))


def demo(amounts, milestones=REACHED, attributes=None, payees=(IN_TIME,), document=DEMO):
    contributions = tuple(
        Contribution(str(n), metric, Decimal(amount), day, Decimal(land)) for n, (metric, amount, day, land) in enumerate(amounts)
    )
    facts = Facts("P", {"industry_section": "C", "list500": "", **(attributes or {})}, milestones, contributions, tuple(payees))
    return assess(load_policy(document), facts, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.01", "0.00"),
        ("50000000", "250000.00"),
        ("50000000.01", "250000.00"),
        ("50000001", "250000.00"),
        ("50000002", "250000.01"),
        ("120000000", "460000.00"),
        ("200000000", "700000.00"),
        ("350000000", "1000000.00"),
        ("350000000.01", "1000000.00"),
    ],
)
def test_fixed_assets_earn_by_slices_up_to_the_cap(amount, expected):
    dues = demo([("fixed_assets", amount, DAY, 0)]).dues
    assert sum((due.amount for due in dues), Decimal(0)) == Decimal(expected)


def test_land_does_not_count_where_the_policy_leaves_it_out():
    dues = demo([("fixed_assets", "60000000", DAY, "10000000")]).dues
    assert sum(due.amount for due in dues) == Decimal("250000.00")


def test_a_stage_is_held_until_its_milestone_and_the_stages_add_up():
    milestones = {"signed": date(2023, 1, 1), "started": date(2023, 6, 1)}
    dues = demo([("fixed_assets", "50000002", DAY, 0)], milestones).dues
    assert [(due.stage, due.amount, due.payable, due.held) for due in dues] == [
        ("started", Decimal("125000.01"), True, ""),
        ("producing", Decimal("125000.00"), False, "producing"),
    ]


def test_local_tax_counts_year_by_year_within_three_years_of_production():
    taxes = [(("local_tax"), "1000000", date(year, 12, 31), 0) for year in (2023, 2024, 2025)]
    assert [(due.period, due.amount) for due in demo(taxes).dues] == [("2024", Decimal("50000.00")), ("2025", Decimal("50000.00"))]


def test_the_bonus_for_a_500_investor_stands_outside_the_project_cap():
    amounts = [("fixed_assets", "400000000", DAY, 0), ("local_tax", "60000000", DAY, 0)]
    dues = demo(amounts, attributes={"list500": "world500"}).dues
    by_component = {}
    for due in dues:
        by_component[due.component] = by_component.get(due.component, Decimal(0)) + due.amount
    assert by_component == {"fixed_assets": Decimal("1000000.00"), "local_tax": Decimal("2000000.00"), "list500": Decimal("200000.00")}


def test_real_estate_earns_nothing_and_the_note_says_why():
    assessment = demo([("fixed_assets", "50000000", DAY, 0)], attributes={"industry_section": "K"})
    assert assessment.dues == ()
    assert explain(assessment.notes, "zh") == ["行业门类为“K”，不得属于 K, E，项目不适用本政策。"]


def test_a_payee_registered_after_the_signing_is_due_nothing():
    assessment = demo([("fixed_assets", "50000000", DAY, 0)], payees=[Payee("1", lead=True, registered_on=date(2023, 1, 2))])
    assert assessment.dues == ()
    assert "受奖人 1 签约后才登记，不予兑现。" in explain(assessment.notes, "zh")


def test_a_terminated_project_is_due_nothing():
    assert demo([("fixed_assets", "50000000", DAY, 0)], {**REACHED, "terminated": date(2026, 1, 1)}).dues == ()


def test_three_equal_referrers_share_and_the_lead_takes_the_odd_fen():
    payees = [Payee("1", lead=True), Payee("2"), Payee("3")]
    assert [amount for _payee, amount in split(Decimal(310000), payees)] == [Decimal("103333.34"), Decimal("103333.33"), Decimal("103333.33")]


@given(
    amount=st.decimals(-(10**10), 10**10, places=2),
    weights=st.lists(st.decimals("0.01", 100, places=2), min_size=1, max_size=7),
)
def test_a_split_keeps_the_total(amount, weights):
    payees = [Payee(str(n), weight, lead=n == 0) for n, weight in enumerate(weights)]
    assert sum(share for _payee, share in split(amount, payees)) == amount


@given(st.decimals(0, 10**9, places=2), st.decimals(0, 10**9, places=2))
def test_more_investment_never_earns_less_by_slices(one, other):
    low, high = sorted((one, other))
    sums = [sum((due.amount for due in demo([("fixed_assets", amount, DAY, 0)]).dues), Decimal(0)) for amount in (low, high)]
    assert sums[0] <= sums[1]


def test_reasons_survive_being_stored():
    steps = demo([("fixed_assets", "60000000", DAY, 0)]).dues[0].steps
    assert tuple(Step.from_json(step.to_json()) for step in steps) == steps
    assert explain(steps, "zh")[1] == "〔c1〕0.00 元至 50,000,000 元的部分 50,000,000.00 元 × 5‰ ＝ 250,000.00 元。"


@pytest.mark.parametrize(
    ("change", "path", "says"),
    [
        (lambda d: d.pop("components"), "components", "at least one"),
        (lambda d: d.update(color="red"), "color", "not a key"),
        (lambda d: d["components"][0].pop("land"), "components[0].land", "included or excluded"),
        (lambda d: d["components"][0]["schedule"].update(mode="slices"), "components[0].schedule.mode", "must be one of"),
        (lambda d: d["components"][0]["schedule"]["brackets"][0].update(to=40000000), "components[0].schedule.brackets[0].to", "next bracket"),
        (lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate=0.005), "components[0].schedule.brackets[0].rate", "in quotes"),
        (lambda d: d["components"][0]["stages"][0].update(share="0.4"), "components[0].stages", "add up to 1"),
        (lambda d: d["components"][1]["window"].update({"from": "birth"}), "components[1].window.from", "must be one of"),
        (lambda d: d["components"][1].update(code="fixed_assets"), "components[0].code", "its own"),
    ],
)
def test_a_faulty_document_is_told_where_and_what(change, path, says):
    document = deepcopy(DEMO)
    change(document)
    problems = {problem.path: problem.message for problem in check_document(document)}
    assert says in problems[path]


def test_the_engine_imports_the_standard_library_alone():
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            assert all(name.split(".")[0] in sys.stdlib_module_names for name in names), f"{path.name}: {names}"
