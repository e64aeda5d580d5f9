"""Site, portal and staff admin under names of their own: each refuses what is another's."""

import pytest
from captcha.models import CaptchaStore

SITE, PORTAL, ADMIN = "www.example.cn", "portal.example.cn", "admin.example.cn"
ADDRESSES = {
    "/": SITE,
    "/en/": SITE,
    "/search/": SITE,
    "/notice/": SITE,
    "/verify/": SITE,
    "/robots.txt": SITE,
    "/sitemap.xml": SITE,
    "/login/": PORTAL,
    "/portal/": PORTAL,
    "/leads/new/": PORTAL,
    "/manifest.webmanifest": PORTAL,
    "/admin/": ADMIN,
    "/admin/lead/": ADMIN,
}


@pytest.fixture
def apart(settings, db):
    settings.HOSTS = {"site": SITE, "portal": PORTAL, "admin": ADMIN}
    settings.ALLOWED_HOSTS = [SITE, PORTAL, ADMIN]
    settings.WAGTAILADMIN_BASE_URL = f"https://{ADMIN}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_answers_what_is_its_own(client, apart, address):
    answered = {
        host: client.get(address, HTTP_HOST=host).status_code for host in (SITE, PORTAL, ADMIN)
    }
    assert {host for host, status in answered.items() if status != 404} == {ADDRESSES[address]}


def test_by_default_one_name_has_all(client, db):
    statuses = {address: client.get(address).status_code for address in ADDRESSES}
    assert {address for address, status in statuses.items() if status == 404} == set()


def test_what_has_no_name_stays_at_the_others(client, apart, settings):
    settings.HOSTS = {"site": SITE, "portal": "", "admin": ""}
    settings.ALLOWED_HOSTS.append("office.example.cn")
    at = "office.example.cn"
    assert client.get("/login/", HTTP_HOST=at).status_code == 200
    assert client.get("/", HTTP_HOST=at).status_code == 404
    assert client.get("/login/", HTTP_HOST=SITE).status_code == 404


def test_health_is_asked_everywhere(client, apart):
    for host in (SITE, PORTAL, ADMIN):
        assert client.get("/healthz", HTTP_HOST=host).status_code != 404


def test_wherever_the_desks_form_stands_its_code_is_drawn(client, apart):
    key = CaptchaStore.generate_key()
    for host in (SITE, PORTAL, ADMIN):
        for address in ("/service/ask/", f"/captcha/image/{key}/"):
            assert client.get(address, HTTP_HOST=host).status_code == 200, (host, address)


def test_who_is_sent_to_another_part_is_sent_to_its_name(client, apart, people):
    client.force_login(people.officer)
    answer = client.get("/portal/", HTTP_HOST=PORTAL)
    assert answer["Location"] == f"https://{ADMIN}/admin/"


def test_links_between_the_parts_name_the_host(client, apart):
    page = client.get("/", HTTP_HOST=SITE).content.decode()
    assert f'href="https://{PORTAL}/login/"' in page and 'href="/notice/"' in page
