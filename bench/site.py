"""Public pages with 10,000 plots, 500 policies' worth of text pages and 5,000 pages in all, against
a bare page of Wagtail in the same run: one that is routed, loaded and drawn with nothing round it.

    bench/site.py [number of pages] [number of plots]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402

PAGES = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
PLOTS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
PARKS, AN_INDEX, TIMES = 100, 500, 30
BARE = "/bare/"
MEASURED = {
    "home": "/",
    "home_en": "/en/",
    "parks": "/parks/",
    "park": "/parks/p1/",
    "news": "/news-1/",
    "article": "/news-1/a1/",
    "figures": "/figures/",
    "enquiry": "/enquiry/",
    "search_rare": "/search/?q=第4321号",
    "search_frequent": "/search/?q=厂房",
}


def main():
    with empty_database():
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        fill()
        measure()


def fill():
    from wagtail.models import Page, Site

    from crm.core.models import Department
    from crm.site.models import (
        ArticlePage,
        City,
        FiguresPage,
        FormPage,
        HomePage,
        NewsPage,
        ParkPage,
        ParksPage,
    )
    from crm.site.search.keep import keep_many
    from parks.models import Park, Plot

    office = Department.objects.create(name="市商务局")
    City.objects.create(takes_enquiries=office)
    home = HomePage.objects.get(locale__language_code="zh-hans")
    facts = {"locale": home.locale, "show_in_menus": True}
    pages = [home]

    def add(parent, page):
        pages.append(parent.add_child(instance=page))
        return page

    parks = add(home, ParksPage(title="园区", slug="parks", **facts))
    for n in range(PARKS):
        park = Park.objects.create(name=f"第{n}园区", level="provincial", department=office)
        plots = PLOTS // PARKS
        Plot.objects.bulk_create(
            Plot(
                park=park,
                code=f"A-{k:03d}",
                kind="land" if k % 3 else "plant",
                area_sqm=10_000 + k,
                price_per_sqm=300,
                boundary=_square(n, k),
            )
            for k in range(plots)
        )
        add(parks, ParkPage(title=park.name, slug=f"p{n}", park=park, locale=home.locale))
    add(home, FiguresPage(title="口径", slug="figures", **facts))
    add(
        home,
        FormPage(title="咨询", slug="enquiry", form="enquiry", privacy="x", locale=home.locale),
    )
    remaining = PAGES - len(pages)
    for index in range(-(-remaining // AN_INDEX)):
        news = add(home, NewsPage(title=f"新闻{index}", slug=f"news-{index}", locale=home.locale))
        for n in range(min(AN_INDEX, remaining - index * AN_INDEX)):
            number = index * AN_INDEX + n
            words = f"<p>第{number}号：标准厂房、土地和政策的消息。</p>" * 20
            page = ArticlePage(
                title=f"第{number}号消息",
                slug=f"a{n}",
                intro="园区与项目的进展",
                body=[("words", words)],
                locale=home.locale,
            )
            add(news, page)
    keep_many(pages)
    site = Site.objects.get()
    home.add_child(instance=Page(title="bare", slug="bare", locale=home.locale))
    assert site.root_page_id == home.pk


def _square(park: int, k: int) -> list:
    x, y = 111 + park / 50 + (k % 10) / 500, 29 + (k // 10) / 500
    return [[x, y], [x + 0.0015, y], [x + 0.0015, y + 0.0015], [x, y + 0.0015]]


def measure():
    from statistics import median
    from time import perf_counter

    from django.test import Client
    from django.test.utils import override_settings

    def took(client, address) -> float:
        start = perf_counter()
        response = client.get(address)
        response.content  # noqa: B018
        assert response.status_code == 200, (address, response.status_code)
        return perf_counter() - start

    def round_of(seconds: int) -> dict[str, list[float]]:
        """The bare page is drawn each time, as nobody keeps it."""
        times = {name: [] for name in ("bare", *MEASURED)}
        for _time in range(TIMES):
            with override_settings(SITE_KEPT_SECONDS=0):
                times["bare"].append(took(client, BARE))
            with override_settings(SITE_KEPT_SECONDS=seconds):
                for name, address in MEASURED.items():
                    times[name].append(took(client, address))
        return times

    client = Client(SERVER_NAME="localhost")
    for address in (BARE, *MEASURED.values()):
        took(client, address)
    for kind, seconds in (("", 300), ("_drawn_anew", 0)):
        times = round_of(seconds)
        bare = median(times["bare"])
        print(f"site.bare{kind}_ms {bare * 1000:.1f} ms")
        for name in MEASURED:
            print(f"site.{name}{kind}_over_bare {median(times[name]) / bare:.2f} ×")


if __name__ == "__main__":
    main()
