"""The pipeline's screens with 1,000,000 companies and as many leads, in-process, against the same
with 10,000.

``p95_ms`` is the 95th percentile of the answers, over many different words, filters and records;
``growth`` that of the large city over that of the small one. ``box`` is the search box, ``officer``
somebody who sees one department of twenty, ``jump`` a deep page by its number alone.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402

LARGE = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
SMALL = 10_000
TIMES = 40
DEEP_PAGE = 20_000
A_PAGE = 30
# From every second company's name down to words that hardly any has.
WORDS = [
    "常德",
    "科技",
    "新能",
    "食品",
    "沅澧",
    "桃源",
    "半导",
    "液压",
    "鑫瑞",
    "慧灵",
    "长沙",
    "烟草",
    "博晨",
    "晖湘",
    "合作",
    "衡鑫",
]
LETTERS = [
    "cd",
    "cdkj",
    "kj",
    "cdsx",
    "xny",
    "hnxcl",
    "bdtk",
    "yyj",
    "xrkj",
    "ylsp",
    "changde",
    "changsha",
    "nydl",
    "sysw",
    "dcny",
    "qfnf",
]


def main():
    from django.core.management import call_command
    from django.test import Client

    with empty_database():
        import crm.wsgi  # noqa: F401 (loads and sets aside what the web server does)
        from bench import pipeline_rows

        call_command("collectstatic", interactive=False, verbosity=0)
        users = pipeline_rows.people()
        pipeline_rows.name_companies(LARGE)
        clients = {}
        for name, user in users.items():
            clients[name] = Client(SERVER_NAME="localhost")
            clients[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        pipeline_rows.fill(0, SMALL)
        small = {view: p95(*requests) for view, requests in views(clients).items()}
        print("small measured", file=sys.stderr, flush=True)
        pipeline_rows.fill(SMALL, LARGE)
        print("large filled", file=sys.stderr, flush=True)
        large = {view: p95(*requests) for view, requests in views(clients).items()}
    for view, p95_ms in large.items():
        print(f"pipeline.{view}.p95_ms {p95_ms:.0f} ms")
        print(f"pipeline.{view}.growth {p95_ms / small[view]:.2f} ×")


def views(clients) -> dict:
    """View → (client, addresses)."""
    city, officer = clients["headquarters"], clients["officer"]
    return {
        "list": (city, ["/admin/lead/?view=all", "/admin/company/?view=all"]),
        "filtered": (
            city,
            [
                *(f"/admin/lead/?state={state}" for state in ("new", "lost", "converted")),
                "/admin/lead/?channel=chain&state=judged",
                "/admin/company/?country=德国",
            ],
        ),
        "page_20000": (city, [deep("company"), deep("lead")]),
        "jump": (city, [f"/admin/lead/?p={DEEP_PAGE}"]),
        "search": (
            city,
            [f"/admin/{kind}/?q={word}" for word in WORDS for kind in ("company", "lead")],
        ),
        "pinyin": (
            city,
            [f"/admin/{kind}/?q={word}" for word in LETTERS for kind in ("company", "lead")],
        ),
        "box": (city, [f"/admin/find/?q={word}" for word in WORDS + LETTERS]),
        "board": (city, ["/admin/project/board/"]),
        "record": (city, records()),
        "officer_list": (officer, ["/admin/lead/?view=all", "/admin/lead/?state=new"]),
        "officer_search": (officer, [f"/admin/lead/?q={word}" for word in WORDS + LETTERS]),
        "officer_board": (officer, ["/admin/project/board/"]),
    }


def deep(kind: str) -> str:
    """The address of page DEEP_PAGE, or of the last one of a short list, as the link “next” of the
    page before writes it.
    """
    from urllib.parse import urlencode

    from crm.staff.paging import Cursor
    from leads.models import Company, Lead

    rows = {"company": Company, "lead": Lead}[kind].objects.all()
    page = min(DEEP_PAGE, rows.count() // A_PAGE)
    row = rows[(page - 1) * A_PAGE - 1]
    return f"/admin/{kind}/?{urlencode({'p': page, 'after': Cursor.at(row, rows)})}"


def records() -> list[str]:
    from leads.models import Company, Lead

    return [
        f"/admin/{kind}/inspect/{pk}/"
        for kind, model in (("company", Company), ("lead", Lead))
        for pk in model.objects.order_by("id").values_list("id", flat=True)[:SMALL:701]
    ]


def p95(client, addresses) -> float:
    """Milliseconds; each address is asked for once before, so that caches of the process are
    filled.
    """
    rounds = -(-TIMES // len(addresses))
    for address in addresses[:3]:
        answer(client, address)
    durations = sorted(answer(client, address) for address in addresses * rounds)
    return durations[int(len(durations) * 0.95)] * 1000


def answer(client, address) -> float:
    start = time.perf_counter()
    response = client.get(address)
    elapsed = time.perf_counter() - start
    assert response.status_code == 200, (address, response.status_code)
    return elapsed


if __name__ == "__main__":
    main()
