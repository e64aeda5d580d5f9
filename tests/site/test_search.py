"""All public pages are found by their words, and by the letters of their title."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from crm.site.models import TextPage
from crm.site.search.find import find, hits
from crm.site.search.keep import keep_many


@pytest.fixture
def page(home):
    page = TextPage(
        title="标准厂房招租",
        slug="plants",
        intro="层高十二米",
        body=[("words", "<p>行车梁<b>已装</b>，地面承重五吨。</p>")],
        locale=home.locale,
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def titles(text, language="zh-hans"):
    return [hit.page.title for hit in hits(find(text, language), text)]


@pytest.mark.parametrize("text", ["厂房", "bzcf", "biaozhun", "行车梁", "承重 招租", "層高"])
def test_it_is_found(page, text):
    assert titles(text) == ["标准厂房招租"]


@pytest.mark.parametrize("text", ["", "房", "土地", "厂房 土地", "' & :*", "%"])
def test_it_is_not_found(page, text):
    assert titles(text) == []


def test_each_language_finds_its_own(page, english):
    assert titles("厂房", "en") == []


def test_what_is_no_longer_public_is_not_found(page):
    page.unpublish()
    assert titles("厂房") == []


def test_what_was_found_a_moment_ago_is_not_shown_once_it_is_private(page, settings):
    settings.SITE_KEPT_SECONDS = 300
    assert titles("厂房") == ["标准厂房招租"]
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert titles("厂房") == []


def test_what_was_found_is_kept_until_something_is_published(
    page, settings, django_assert_num_queries
):
    settings.SITE_KEPT_SECONDS = 300
    first = find("厂房", "zh-hans")
    with django_assert_num_queries(0):
        assert find("厂房", "zh-hans") == first == [page.pk]
    page.unpublish()
    assert find("厂房", "zh-hans") == []


def test_the_page_of_results(client, page):
    text = client.get("/search/?q=厂房").content.decode()
    assert "找到 1 个页面" in text and 'href="/plants/"' in text
    assert client.get("/search/", {"q": "<script>"}).status_code == 200


def more_plants(page, count):
    names = [f"厂房 {number}" for number in range(count)]
    pages = [
        TextPage(title=name, slug=name.replace(" ", "-"), locale=page.locale) for name in names
    ]
    for each in pages:
        page.add_sibling(instance=each)
    keep_many(pages)


def test_ten_are_on_a_page_and_the_rest_behind_it(client, page):
    more_plants(page, 24)
    first = client.get("/search/?q=厂房").content.decode()
    second = client.get("/search/?q=厂房&p=3").content.decode()
    assert first.count('<h2 class="site__tile-name">') == 10 and "找到 25 个页面" in first
    assert "q=%E5%8E%82%E6%88%BF" in first and "p=2" in first
    assert second.count('<h2 class="site__tile-name">') == 5


def test_a_page_of_results_asks_the_same_for_few_as_for_many(
    client, page, django_assert_num_queries
):
    client.get("/search/?q=厂房")  # what is kept from then on: the menu, the city
    with CaptureQueriesContext(connection) as few:
        client.get("/search/?q=厂房")
    more_plants(page, 19)
    with django_assert_num_queries(len(few)):
        client.get("/search/?q=厂房")
