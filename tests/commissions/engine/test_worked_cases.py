"""Cases worked out by hand from the texts of real policies, to the fen."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from commissions.engine import Contribution, Facts, Payee, assess, load_policy

LIBRARY = Path(__file__).parents[3] / "commissions" / "library"
DAY = date(2025, 6, 30)
ALL_REACHED = {"registered": date(2024, 1, 1), "started": date(2024, 2, 1), "producing": date(2024, 12, 1), "first_tax": date(2025, 1, 1)}


def policy(code):
    return load_policy(yaml.safe_load((LIBRARY / f"{code}.yaml").read_text(encoding="utf-8")))


def total(code, metric, amounts, attributes=None):
    """What the policy pays for ``amounts``: one number, or [(number, day)]."""
    if not isinstance(amounts, list):
        amounts = [(amounts, DAY)]
    contributions = tuple(Contribution(str(n), metric, Decimal(amount), day) for n, (amount, day) in enumerate(amounts))
    facts = Facts("P", attributes or {}, ALL_REACHED, contributions, (Payee("1", lead=True),))
    return sum(due.amount for due in assess(policy(code), facts, date(2027, 1, 1)).dues)


@pytest.mark.parametrize(
    ("case", "code", "metric", "amounts", "attributes", "expected"),
    [
        ("D01", "funing", "fixed_assets", 80000000, {}, "120000.00"),
        ("D02", "funing", "fixed_assets", 300000000, {}, "240000.00"),
        ("D03", "funing", "fixed_assets", 1200000000, {}, "500000.00"),
        ("D04", "funing", "fixed_assets", 10000000, {}, "50000.00"),
        ("D05", "intl-tech-park", "fixed_assets", 80000000, {"hi_tech": True}, "341000.00"),
        ("D06", "intl-tech-park", "fixed_assets", 300000000, {"hi_tech": True}, "1000000.00"),
        ("D09", "datong-qinghai", "fixed_assets", 9999900, {"kind": "工业"}, "99999.00"),
        ("D10", "datong-qinghai", "fixed_assets", 10000000, {"kind": "工业"}, "200000.00"),
        ("D11", "datong-qinghai", "fixed_assets", 600000000, {"kind": "工业"}, "18000000.00"),
        ("D13a", "congjiang-whole", "fixed_assets", 80000000, {}, "160000.00"),
        ("D13b", "congjiang-from-zero", "fixed_assets", 80000000, {}, "185000.00"),
        ("D13c", "congjiang-above-threshold", "fixed_assets", 80000000, {}, "110000.00"),
        ("D14", "yongde", "local_tax", 1300000, {}, "40000.00"),
        ("D15", "yongde", "fixed_assets", 70000000, {}, "60000.00"),
        ("D19", "qingdao-2019-domestic", "fixed_assets", 300000000, {"total_investment": Decimal(2000000000)}, "1800000.00"),
        ("D20", "qingdao-2019-domestic", "fixed_assets", 300000000, {"total_investment": Decimal(2000000000), "top500": True}, "2000000.00"),
        ("D23", "dezhou-2022", "fixed_assets", 1200000000, {}, "5000000.00"),
        ("D31", "ruijin-info", "fixed_assets", 32000000, {"mode": "buys land"}, "12000.00"),
        ("D32", "ruijin-agent", "fixed_assets", [(9000000, date(2024, 5, 1)), (25000000, date(2025, 5, 1)), (60000000, date(2026, 5, 1))], {}, "220000.00"),
        ("D34", "ningbo", "paid_in", 120000000, {"list500": "world500"}, "2500000.00"),
        ("D36", "qinghai", "foreign_capital", 80000000, {}, "1200000.00"),
        ("D43", "xiuning", "fixed_assets", [(150000000, date(2026, 1, 31)), (50000000, date(2026, 8, 1))], {"kind": "主导产业"}, "450000.00"),
        ("D47", "guangzhou-2004", "foreign_capital", 41350000, {}, "82700.00"),
    ],
)  # fmt: skip
def test_a_worked_case_comes_out_to_the_fen(case, code, metric, amounts, attributes, expected):
    assert total(code, metric, amounts, attributes) == Decimal(expected)


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_policy_of_the_library_is_sound_and_can_be_told(path):
    from commissions.engine import describe

    for language in ("zh", "en"):
        assert len(describe(policy(path.stem), language)) > 1
