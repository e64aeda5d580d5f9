"""All public pages are found by their words, and by the letters of their title."""

import pytest

from crm.site.models import TextPage
from crm.site.search.find import find


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
    return [hit.page.title for hit in find(text, language)]


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


def test_the_page_of_results(client, page):
    text = client.get("/search/?q=厂房").content.decode()
    assert "找到 1 个页面" in text and 'href="/plants/"' in text
    assert client.get("/search/", {"q": "<script>"}).status_code == 200
