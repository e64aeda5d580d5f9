"""The indicators with 1,000,000 leads and companies, 100,000 projects and 1,000,000 contributions:
all sums made anew (asked for: at most 60 s), dashboards against an empty page of the same shell
(at most 4), and what the notes of changes cost who writes (at most 1.1).

    bench/indicators.py [number of leads]
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402

LEADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
SHELL, TIMES, ROUNDS, WRITTEN = "/bench/staff/", 20, 5, 300
NOTES = ("leads_project", "leads_milestone", "parks_enterprise", "parks_contribution", "leads_lead")


def main():
    from django.core.management import call_command
    from django.test import override_settings

    with empty_database(), override_settings(ROOT_URLCONF="bench.pages_urls"):
        import crm.wsgi  # noqa: F401 (loads and sets aside what the web server does)
        from bench import pages_rows, pipeline_rows
        from crm.core.indicators import keep
        from crm.core.models import IndicatorFact, IndicatorSum

        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_demo", verbosity=0)
        pipeline_rows.name_companies(LEADS)
        pages_rows.fill(0, LEADS)
        print(f"indicators.rebuild_seconds {seconds(keep.rebuild):.1f} s")
        print(f"indicators.facts {IndicatorFact.objects.count()} rows")
        print(f"indicators.sums {IndicatorSum.objects.count()} rows")
        measure_dashboards()
        measure_writes()


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure_dashboards():
    from django.urls import reverse

    from bench.pages import beside_empty, client_of, p95
    from parks.models import Park

    page, park = reverse("dashboard:index"), Park.objects.filter(parent=None).first()
    addresses = {
        "city": page,
        "three_years": f"{page}?days=three",
        "park": f"{page}?of=park-{park.pk}",
        "home": reverse("wagtailadmin_home"),
    }
    for role in ("leader", "section_head"):
        empties, slowest, queries = beside_empty(client_of(role), SHELL, addresses.values(), TIMES)
        print(f"indicators.{role}.empty_ms {p95(empties):.1f} ms")
        for name, address in addresses.items():
            print(f"indicators.{role}.{name}_over_empty {slowest[address] / p95(empties):.2f} ×")
            print(f"indicators.{role}.{name}_queries {queries[address]} queries")


def measure_writes():
    """Contributions verified as the product does it, with and without the notes, in turns."""
    from django.db import connection

    from crm.core.indicators import keep
    from crm.core.models import User
    from crm.core.transitions import perform
    from parks.models import Contribution

    finance = User.objects.get(username="demo_finance")
    reported = Contribution.objects.filter(state="reported", voucher__startswith="PZ-")
    contributions = iter(list(reported[: 2 * ROUNDS * WRITTEN]))

    def verify():
        for contribution in (next(contributions) for _time in range(WRITTEN)):
            perform(contribution, "reject", by=finance, note="measured")

    rounds = {"enable": [], "disable": []}
    for _round in range(ROUNDS):
        for verb, times in rounds.items():
            with connection.cursor() as cursor:
                for table in NOTES:
                    for event in ("insert", "update", "delete"):
                        cursor.execute(f"alter table {table} {verb} trigger indicators_{event}")
            times.append(seconds(verify))
    print(f"indicators.write_cost {min(rounds['enable']) / min(rounds['disable']):.3f} ×")
    print(f"indicators.keep_up_seconds {seconds(keep.keep_up):.2f} s")


if __name__ == "__main__":
    main()
