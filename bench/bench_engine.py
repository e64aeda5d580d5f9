"""How fast the engine assesses a project, against reading the same numbers as Decimal and adding them up."""

import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from commissions.engine import Contribution, Facts, Payee, assess, load_policy  # noqa: E402
from commissions.policies.library import document_of

POLICY = load_policy(document_of("changde-demo"))
DAY = date(2024, 6, 30)
REACHED = {"signed": date(2022, 1, 1), "started": date(2022, 6, 1), "producing": date(2023, 1, 1)}
PROJECTS, CONTRIBUTIONS = 2_000, 50


def facts(number):
    money = tuple(Contribution(str(n), "fixed_assets", Decimal(1_000_000 + n), DAY) for n in range(CONTRIBUTIONS))
    return Facts(str(number), {"industry_section": "C", "list500": ""}, REACHED, money, (Payee("1", lead=True, registered_on=date(2021, 1, 1)),))


def seconds(work):
    start = time.perf_counter()
    for each in ALL:
        work(each)
    return time.perf_counter() - start


ALL = [facts(number) for number in range(PROJECTS)]
floor = min(seconds(lambda each: sum(money.amount for money in each.contributions)) for _run in range(3))
taken = min(seconds(lambda each: assess(POLICY, each, DAY)) for _run in range(3))
print(f"engine_over_plain_sum {taken / floor:.2f} ×")
print(f"engine_contributions_per_second {PROJECTS * CONTRIBUTIONS / taken:.0f} contributions/s")
