"""Importing the two real 500 lists with companies, history and candidates, against inserting as
many plain rows.
"""

import time
from decimal import Decimal
from pathlib import Path

from database import empty_database

FOLDER = Path(__file__).parents[1] / "crm" / "demo"
LISTS = [("world500", FOLDER / "world500_2026.csv"), ("private500", FOLDER / "private500_2026.csv")]


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def import_both():
    from leads.targets.importing import import_plan, read_plan

    return [
        import_plan(read_plan(path.name, path.read_bytes()), kind=kind, year=2026)
        for kind, path in LISTS
    ]


def insert_plainly():
    from leads.models import Company, TargetEntry, TargetList

    target_list = TargetList.objects.create(kind_id="china500", year=2026)
    companies = Company.objects.bulk_create([Company(name=f"示范企业{n}") for n in range(974)])
    rows = [(companies[n % 974], n) for n in range(974)]
    TargetEntry.objects.bulk_create(
        [
            TargetEntry(target_list=target_list, rank=n + 1, company=company, revenue=Decimal(n))
            for company, n in rows
        ]
    )


with empty_database():
    from leads.models import Company

    first = seconds(import_both)
    companies = Company.objects.count()
    again = seconds(import_both)
    plain = seconds(insert_plainly)
    print(f"import_1000_rows {first:.2f} s")
    print(f"import_again {again:.2f} s")
    print(f"import_over_plain_insert {first / plain:.2f} ×")
    print(f"import_distinct_companies {companies} companies")
