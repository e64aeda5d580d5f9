"""Every page that each role reaches by links, in a city of 1,000,000 leads and companies, 100,000
projects and 1,000,000 contributions, against the same in one of 10,000 leads, and against an empty
page of the same shell.

Both cities begin as the demonstration, so that every kind of page has something to show. A page is
the slowest of some answers after a first one, the empty page the 95th percentile of as many.
``pages.<role>.over_empty`` is the 95th percentile of the role's pages in empty pages, ``growth``
the same of large over small, ``queries`` the most that one asks. Below follow the ten slowest, and
the pages that miss what is asked for.
"""

import gc
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402

LARGE = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
SMALL = min(10_000, LARGE // 2)
TIMES = 5
ROLES = (
    "officer",
    "section_head",
    "park_officer",
    "finance",
    "leader",
    "headquarters",
    "assessor",
    "auditor",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
    "editor",
    "publisher",
    "agency",
    "referrer",
    "enterprise",
)
MOST = {"over_empty": 4, "growth": 1.5, "queries": 40}
EMPTY = {"staff": "/bench/staff/", "portal": "/bench/portal/"}


def main():
    from django.core.management import call_command
    from django.test import override_settings

    with empty_database(), override_settings(ROOT_URLCONF="bench.pages_urls"):
        import crm.wsgi  # noqa: F401 (loads and sets aside what the web server does)
        from bench import pages_rows, pipeline_rows

        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_demo", verbosity=0)
        pipeline_rows.name_companies(LARGE)
        pages_rows.fill(0, SMALL)
        addresses = {role: pages_of(role) for role in ROLES}
        say(f"{sum(map(len, addresses.values()))} pages found")
        small = measured(addresses)
        say("small measured")
        pages_rows.fill(SMALL, LARGE)
        say("large filled")
        large = measured(addresses)
    report(small, large)


def say(what: str):
    print(what, file=sys.stderr, flush=True)


def client_of(role: str):
    from django.test import Client

    from crm.core.models import User

    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
    user = User.objects.get(username=f"demo_{role}")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pages_of(role: str) -> list[str]:
    """One address of each kind of page, reached from the first page by links."""
    from tests.crawl import walk

    pages = walk(client_of(role), of_a_kind=1)
    return [page.address for page in pages if page.status == 200]


def measured(addresses) -> dict:
    """(role, address) → (in empty pages, milliseconds, queries)."""
    figures = {}
    for role, pages in addresses.items():
        _set_aside()
        client = client_of(role)
        shell = EMPTY["portal" if role in ("agency", "referrer", "enterprise") else "staff"]
        empties, slowest, queries = beside_empty(client, shell, pages, TIMES)
        empty = p95(empties)
        say(f"{role}: empty {empty:.1f} ms")
        for address in pages:
            figures[role, address] = (slowest[address] / empty, slowest[address], queries[address])
    return figures


def _set_aside():
    """No page is to tidy up what the search for links has left behind."""
    gc.collect()
    gc.freeze()


def beside_empty(client, shell: str, addresses, times: int) -> tuple[list, dict, dict]:
    """(milliseconds of each empty page, {address: the slowest of all but a tenth}, {address:
    queries}); an empty page is asked for before each of the others, so that both have the same luck
    with the machine.
    """
    assert client.get(shell).status_code == 200
    queries = {address: queries_of(client, address) for address in addresses}
    empties, slowest = [], {}
    for address in addresses:
        answers = []
        for _time in range(times):
            empties.append(answer(client, shell))
            answers.append(answer(client, address))
        slowest[address] = sorted(answers)[-1 - times // 10]
    return empties, slowest, queries


def queries_of(client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)  # what a process reads once is no page's
    with CaptureQueriesContext(connection) as log:
        assert client.get(address).status_code == 200, address
    return len(log)


def answer(client, address: str) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - start) * 1000


def p95(values) -> float:
    ordered = sorted(values)
    return ordered[int(len(ordered) * 0.95)]


def report(small: dict, large: dict):
    by_role = defaultdict(list)
    for (role, address), (over, _taken, queries) in large.items():
        by_role[role].append((over, over / small[role, address][0], queries))
    for role, pages in by_role.items():
        overs, growths, queries = zip(*pages, strict=True)
        print(f"pages.{role}.pages {len(pages)} pages")
        print(f"pages.{role}.over_empty {p95(overs):.2f} ×")
        print(f"pages.{role}.growth {p95(growths):.2f} ×")
        print(f"pages.{role}.queries {max(queries)} queries")
    slowest_first = sorted(large.items(), key=lambda item: -item[1][0])
    for rank, ((role, address), (over, milliseconds, queries)) in enumerate(slowest_first, 1):
        growth = over / small[role, address][0]
        misses = over > MOST["over_empty"] or growth > MOST["growth"] or queries > MOST["queries"]
        if rank <= 10 or misses:
            say(
                f"{rank:4} {role:14} {address:60} {over:5.1f} empty {milliseconds:6.0f} ms "
                f"{growth:5.2f} × {queries:3} queries"
            )


if __name__ == "__main__":
    main()
