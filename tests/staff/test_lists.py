"""Pages of long lists: counted to a limit, each row once, as quick on the last page as on the
first.
"""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.staff import paging
from leads.models import Company, Lead
from tests.markup import flat


@pytest.fixture
def hundred(people, monkeypatch):
    """A hundred companies, half of them of one instant, in lists that count to fifty."""
    monkeypatch.setattr(paging, "COUNTED", 50)
    monkeypatch.setattr(paging.Sought, "most", 51)
    Company.objects.bulk_create(
        [
            Company(name=f"沅江{number}号", country="德国" if number % 4 == 0 else "中国")
            for number in range(100)
        ]
    )
    Company.objects.filter(pk__in=Company.objects.order_by("pk")[:50].values("pk")).update(
        updated_at=timezone.now()
    )
    return list(Company.objects.values_list("pk", flat=True))


def keys(response):
    return [company.pk for company in response.context["object_list"]]


def follow(client, url, link):
    """The pages reached by following ``next_query`` or ``previous_query``."""
    pages = []
    while url:
        response = client.get(url)
        page = response.context["page_obj"]
        pages.append(keys(response))
        more = page.has_next() if link == "next_query" else page.number > 1
        query = getattr(page, link) if more else {}
        url = (
            "/admin/company/?"
            + "&".join(
                f"{name}={value}".replace("+", "%2B") for name, value in query.items() if value
            )
            if query
            else ""
        )
    return pages, response


def test_a_long_list_is_counted_to_a_limit(client, people, hundred):
    client.force_login(people.officer)
    page = flat(client.get("/admin/company/"))
    assert '<b class="num">50+</b>' in page
    assert "100" not in page.split('class="ds-pager"')[1].split("</nav>")[0]


def test_following_the_links_shows_each_row_once_in_order(client, people, hundred):
    client.force_login(people.officer)
    forwards, last = follow(client, "/admin/company/", "next_query")
    assert [len(page) for page in forwards] == [30, 30, 30, 10]
    assert sum(forwards, []) == hundred
    backwards, _first = follow(client, last.wsgi_request.get_full_path(), "previous_query")
    assert backwards[::-1] == forwards


def test_a_page_of_a_number_alone_and_one_past_the_end(client, people, hundred):
    client.force_login(people.officer)
    assert keys(client.get("/admin/company/?p=3")) == hundred[60:90]
    assert keys(client.get("/admin/company/?p=400")) == []
    assert client.get("/admin/company/?p=400").status_code == 200
    assert keys(client.get("/admin/company/?p=nonsense")) == hundred[:30]
    assert (
        keys(client.get("/admin/company/?p=0")) == hundred[:30]
        or client.get("/admin/company/?p=0").status_code == 200
    )


@pytest.mark.parametrize(
    "after", ["x", "~", "2026-01-01~x", "2026-01-01T00:00:00+08:00~1~2", "2026-13-01~1"]
)
def test_a_mangled_link_falls_back_on_its_number(client, people, hundred, after):
    client.force_login(people.officer)
    assert keys(client.get(f"/admin/company/?p=2&after={after}")) == hundred[30:60]


def test_filters_and_order_stay_while_paging(client, people, hundred):
    client.force_login(people.officer)
    response = client.get("/admin/company/?country=德国")
    assert response.context["paginator"].count == 25
    assert "p=2" not in response.content.decode()
    response = client.get("/admin/company/?ordering=name&p=2")
    assert keys(response) == list(
        Company.objects.order_by("name", "pk").values_list("pk", flat=True)[30:60]
    )


def test_a_search_of_many_hits_is_paged_and_one_of_few_is_counted(client, people, hundred):
    Company.objects.create(name="澧兰实业")
    client.force_login(people.officer)
    response = client.get("/admin/company/?q=沅江")
    assert keys(response) == hundred[:30]
    assert response.context["paginator"].is_capped
    assert keys(client.get("/admin/company/?q=沅江&p=2")) == hundred[30:60]
    assert keys(client.get("/admin/company/?q=yj&p=3")) == hundred[60:90]
    few = client.get("/admin/company/?q=澧兰")
    assert (len(keys(few)), few.context["paginator"].count, few.context["paginator"].is_capped) == (
        1,
        1,
        False,
    )
    assert keys(client.get("/admin/company/?q=沅江&country=德国")) == list(
        Company.objects.filter(country="德国").values_list("pk", flat=True)
    )


def amounts(client, address) -> list[str]:
    return [amount for _label, amount in client.get(address).context["amounts"]]


def test_money_is_summed_where_the_list_is_counted_to_its_end(client, people, deal, monkeypatch):
    client.force_login(people.officer)
    Lead.objects.create(
        number="XS-X",
        title="另一项目",
        company=deal.lead.company,
        channel="chain",
        department=people.city,
        investment=Decimal(50_000_000),
        received_at=timezone.now(),
    )
    assert amounts(client, "/admin/lead/") == ["3.5 亿元"]
    assert amounts(client, "/admin/lead/?channel=chain") == ["5,000 万元"]
    client.force_login(people.outsider)
    assert "3.5 亿元" not in client.get("/admin/lead/").content.decode()
    client.force_login(people.officer)
    monkeypatch.setattr(paging, "COUNTED", 1)
    capped = client.get("/admin/lead/").context
    assert capped["amounts"] == []
    assert [total.label for total in capped["table"].totals] == ["本页合计"]


def test_the_columns_of_relations_cost_no_query_a_row(
    client, people, deal, django_assert_max_num_queries
):
    for number in range(12):
        Lead.objects.create(
            number=f"XS-{number}",
            title="项目",
            company=Company.objects.create(name=f"企业{number}"),
            channel="chain",
            department=people.city,
            owner=people.officer,
            received_at=timezone.now(),
        )
    client.force_login(people.officer)
    client.get(reverse("lead:index"))
    with django_assert_max_num_queries(25):
        client.get(reverse("lead:index"))


def test_an_officer_of_another_department_pages_only_their_own(client, people, deal):
    own = Lead.objects.create(
        number="XS-W",
        title="武陵项目",
        company=deal.lead.company,
        channel="chain",
        department=people.other_department,
        received_at=timezone.now(),
    )
    client.force_login(people.outsider)
    for url in (
        "/admin/lead/",
        "/admin/lead/?p=1&after=2999-01-01T00:00:00%2B08:00~999999",
        "/admin/lead/?q=示范新能源",
        "/admin/lead/?q=sfxny&p=1",
    ):
        assert [lead.pk for lead in client.get(url).context["object_list"]] == [own.pk], url
    client.force_login(people.agency)
    assert client.get("/admin/lead/").status_code == 302


def test_a_search_asks_no_more_for_many_rows_than_for_few(
    client, people, django_assert_max_num_queries
):
    from leads.models import Industry

    battery = Industry.objects.get(code="3841")
    Company.objects.bulk_create(
        [Company(name=f"沅江{number}号", industry=battery) for number in range(25)]
    )
    client.force_login(people.officer)
    client.get("/admin/company/?q=沅江")
    with django_assert_max_num_queries(24):
        assert len(keys(client.get("/admin/company/?q=沅江"))) == 25
