"""What each answer allows a browser, and that no page needs more."""

import json
import os
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse

from crm.core.models import User
from crm.core.templatetags.shares import STEPS, class_of, sheet
from tests.site.test_canary import crawl
from tests.template_database import REPO

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; img-src 'self' data: blob:; "
    "frame-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'"
)
SHARES = REPO / "crm" / "core" / "static" / "core" / "components" / "shares.css"


def directives(answer) -> dict[str, set]:
    parts = answer["Content-Security-Policy"].split("; ")
    return {name: set(values) for name, *values in (part.split() for part in parts)}


@pytest.mark.django_db
class TestPolicy:
    @pytest.mark.parametrize("address", ["/login/", "/verify/", "/nowhere/", "/robots.txt"])
    def test_portal_and_site_have_scripts_and_styles_of_files_alone(self, client, address):
        answer = client.get(address)
        expected = {
            name: set(values) for name, *values in (part.split() for part in STRICT.split("; "))
        }
        assert directives(answer) == expected

    def test_the_admin_has_scripts_and_styles_in_the_page_and_nothing_from_elsewhere(
        self, client, people
    ):
        client.force_login(people.officer)
        found = directives(client.get(reverse("lead:index")))
        assert found["style-src"] == found["script-src"] == {"'self'", "'unsafe-inline'"}
        assert (found["default-src"], found["object-src"]) == ({"'none'"}, {"'none'"})

    def test_further_headers(self, client):
        answer = client.get("/login/")
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in answer["Permissions-Policy"]
        assert "geolocation=()" in answer["Permissions-Policy"]

    def test_nothing_of_a_session_is_kept(self, client, people):
        client.force_login(people.agency)
        for address in ("/portal/", "/verify/", "/nowhere/", reverse("notifications_count")):
            assert "no-store" in client.get(address)["Cache-Control"], address

    def test_a_strangers_page_may_be_kept(self, client):
        assert "no-store" not in client.get("/robots.txt").get("Cache-Control", "")


def production(code: str) -> str:
    env = {
        **os.environ,
        "HTTPS_ONLY": "1",
        "BEHIND_PROXY": "1",
        "DJANGO_SETTINGS_MODULE": "crm.settings",
    }
    run = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(run, cwd=REPO, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_with_https_nothing_is_left_that_django_warns_of():
    told = production(
        "import django, json; django.setup()\n"
        "from django.core.checks import run_checks\n"
        "from django.conf import settings as s\n"
        "found = [each.id for each in run_checks(include_deployment_checks=True)\n"
        "         if not each.is_silenced()]\n"
        "names = [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS]\n"
        "print(json.dumps([found, names, [s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_DOMAIN]]))"
    )
    assert json.loads(told) == [
        [],
        ["__Host-session", "__Host-csrf", 31536000],
        [True, None],
    ]


def test_plain_http_on_ones_own_machine_works(settings):
    assert settings.SESSION_COOKIE_NAME == "sessionid"
    assert (settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS) == (False, 0)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("v", 0, "ds-v0"),
        ("v", "42.7", "ds-v43"),
        ("v", 100.0, "ds-v100"),
        ("v", 130, "ds-v100"),
        ("v", None, "ds-v0"),
        ("t", -3, "ds-t0"),
        ("d", 43, "ds-d45"),
        ("d", 9000, "ds-d730"),
        ("part", 12, "ds-part12"),
    ],
)
def test_a_bar_is_drawn_by_the_class_of_the_nearest_step(name, value, expected):
    assert class_of(name, value) == expected
    assert f".{expected} {{" in SHARES.read_text(encoding="utf-8")


def test_the_sheet_of_the_steps_is_as_it_is_written():
    assert SHARES.read_text(encoding="utf-8") == sheet()
    assert set(STEPS) == {"v", "t", "d", "part"}


def inline_in(html: str) -> list[str]:
    """Scripts, styles and handlers that stand in the page itself; blocks of data are none."""
    soup = BeautifulSoup(html, "html.parser")
    found = [f"<style> {tag.string}"[:80] for tag in soup.find_all("style")]
    for tag in soup.find_all(True):
        found += [
            f"<{tag.name} {name}={value}>"
            for name, value in tag.attrs.items()
            if name == "style" or name.startswith("on") or "javascript:" in str(value)
        ]
        if tag.name == "script" and not tag.get("src") and "json" not in tag.get("type", ""):
            found.append(f"<script> {tag.string}"[:80])
    return found


def test_what_is_inline_is_found():
    page = "<p style='color:red' onclick='x()'></p><script>1</script><style>a{}</style>"
    assert len(inline_in(page)) == 4
    assert inline_in('<script type="application/ld+json">{}</script><script src="/a.js">') == []


def test_no_page_of_portal_and_site_has_a_script_style_or_handler_in_itself(
    in_the_demonstration, client
):
    cache.clear()
    begins = {None: ("/", "/en/", "/login/", "/service/", "/verify/")}
    begins |= {f"demo_{role}": ("/portal/",) for role in ("agency", "referrer", "enterprise")}
    read, found = 0, {}
    for username, addresses in begins.items():
        if username:
            client.force_login(User.objects.get(username=username))
        for address, answer in within(client, addresses, "/portal/" if username else "/"):
            read += 1
            if inline := inline_in(answer.content.decode()):
                found[address] = inline[:3]
    cache.clear()
    assert read > 120
    assert found == {}


def within(client, addresses, prefix):
    for address, answer in crawl(client, *addresses, inside=prefix != "/"):
        is_page = "text/html" in answer.headers.get("Content-Type", "")
        if is_page and not answer.streaming:
            yield address, answer
