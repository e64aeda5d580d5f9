"""A page is handed out as it was drawn, to whoever from outside asks for nothing special."""

import gzip

import pytest
from django.core.cache import cache

from crm.site.models import TextPage


@pytest.fixture
def page(home, settings):
    settings.SITE_KEPT_SECONDS = 60
    cache.clear()
    page = TextPage(title="原题", slug="kept", locale=home.locale)
    home.add_child(instance=page)
    page.save_revision().publish()
    yield page
    cache.clear()


def test_the_second_visitor_costs_next_to_nothing(client, page, django_assert_max_num_queries):
    first = client.get(page.url)
    with django_assert_max_num_queries(0):
        second = client.get(page.url)
    assert second.content == first.content
    assert second.headers["Content-Language"] == first.headers["Content-Language"]


def test_it_is_packed_for_whoever_takes_it_so(client, page):
    plain = client.get(page.url)
    packed = client.get(page.url, HTTP_ACCEPT_ENCODING="gzip, br")
    assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain


def test_what_is_published_shows_at_once(client, page):
    client.get(page.url)
    page.title = "新题"
    page.save_revision().publish()
    assert "新题" in client.get(page.url).content.decode()
    page.unpublish()
    assert client.get(page.url).status_code == 404


def test_the_bureau_and_who_asks_for_something_read_it_anew(client, people, page):
    client.get(page.url)
    TextPage.objects.filter(pk=page.pk).update(title="暗改")
    assert "原题" in client.get(page.url).content.decode()
    assert "暗改" in client.get(f"{page.url}?p=1").content.decode()
    client.force_login(people.agency)
    assert "原题" in client.get(page.url).content.decode()
    client.force_login(people.officer)
    assert "暗改" in client.get(page.url).content.decode()
