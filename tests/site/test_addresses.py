"""Which address shows what, in which language, and that nothing is set in the browser."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from crm.site.models import HomePage, TextPage


def test_a_stranger_finds_the_city_at_the_root(client, home):
    page = client.get("/", HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200
    assert '<html lang="zh-hans"' in page.content.decode()
    assert page.headers["Content-Language"] == "zh-hans"


def test_english_is_a_tree_of_its_own(client, home, english):
    home.add_child(instance=TextPage(title="为什么", slug="why", locale=home.locale))
    english.add_child(
        instance=TextPage(title="Why here", slug="why", locale=english.locale, show_in_menus=True)
    )
    page = client.get("/en/why/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert '<html lang="en"' in page and "Why here" in page and "Skip to the content" in page
    assert "为什么" in client.get("/why/").content.decode()
    assert client.get("/en/nothing/").status_code == 404


def test_a_translation_is_offered_where_there_is_one(client, home, english):
    zh = home.add_child(instance=TextPage(title="为什么", slug="why", locale=home.locale))
    alone = home.add_child(instance=TextPage(title="只有中文", slug="alone", locale=home.locale))
    en = TextPage(title="Why", slug="why", locale=english.locale)
    en.translation_key = zh.translation_key
    english.add_child(instance=en)
    assert 'href="/en/why/" lang="en"' in flat(client.get(zh.url))
    assert 'href="/en/" lang="en"' in flat(client.get(alone.url))


def flat(response) -> str:
    return " ".join(response.content.decode().split())


def test_no_cookie_before_a_log_in(client, home, forms):
    for address in ("/", "/en/", "/enquiry/", "/search/?q=x", "/notice/", "/verify/", "/nothing/"):
        assert client.get(address).cookies == {}, address


def test_the_portal_is_at_home_elsewhere(client, people, agent, home):
    client.force_login(people.agency)
    assert agent.name in client.get("/portal/").content.decode()
    assert home.title in client.get("/").content.decode()


@pytest.mark.parametrize("slug", ["portal", "login", "notice", "admin", "verify", "search"])
def test_a_page_does_not_take_an_address_of_another_part(home, slug):
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        home.add_child(instance=TextPage(title="x", slug=slug, locale=home.locale))
    assert "slug" in refused.value.message_dict


def test_a_portal_address_that_is_no_page_of_its_own_is_free(home):
    page = TextPage(title="项目", slug="projects", locale=home.locale)
    home.add_child(instance=page)
    assert page.url == "/projects/"


def test_every_language_has_a_home_page_from_the_first_day(db):
    homes = HomePage.objects.values_list("locale__language_code", "translation_key")
    assert {code for code, _key in homes} == {"zh-hans", "en"}
    assert len({key for _code, key in homes}) == 1


def test_what_is_no_page_has_its_language_in_the_address_too(db):
    with translation.override("en"):
        assert reverse("site:search") == "/en/search/"
    with translation.override("zh-hans"):
        assert reverse("site:search") == "/search/"


def test_a_draft_is_not_read(client, home):
    home.add_child(instance=TextPage(title="草稿", slug="draft", locale=home.locale, live=False))
    assert client.get("/draft/").status_code == 404
    assert "/draft/" not in client.get("/sitemap.xml").content.decode()


def test_what_search_engines_and_previews_read(client, home):
    page = TextPage(title="为什么", slug="why", intro="水电</script>土地", locale=home.locale)
    home.add_child(instance=page)
    text = flat(client.get(page.url))
    assert '<meta name="description" content="水电&lt;/script&gt;土地">' in text
    assert '"name": "为什么"' in text and "\\u003c/script>土地" in text
    assert 'property="og:title" content="为什么"' in text
    assert page.full_url in client.get("/sitemap.xml").content.decode()
    assert "Sitemap: " in client.get("/robots.txt").content.decode()
