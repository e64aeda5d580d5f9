"""Passkeys, codes and sessions in a real browser, whose authenticator is chromium's virtual one."""

import re

import pytest

from crm.core.models import Parameter
from tests.accounts.conftest import code_of
from tests.browser.conftest import CHROMIUM, serve
from tests.browser.screens import Screens
from tests.own_database import own_database
from tests.set_up import with_history

PASSWORD = "quiet-lotus-mountain"
PEOPLE = f"""
from crm.core.granting import give_role
from crm.core.models import User
for name, role in (("guard", "security_administrator"), ("agency", "agency")):
    give_role(User.objects.create_user(name, password="{PASSWORD}", name="罗守正"), role)
"""
RECENT = 12  # seconds, which are 0.2 minutes
ASKED_SOON = "update core_parameter set value = 0.2 where code = 'asked_again_minutes'"


@pytest.fixture(scope="module")
def house(tmp_path_factory, static_root):
    """Without the demonstration, whose people need no second factor."""
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: install Debian's chromium to run the browser tests")
    with own_database("log_in", tmp_path_factory.mktemp("private")) as database:
        done = database.manage("shell", "-c", PEOPLE)
        assert done.returncode == 0, done.stderr
        with serve(database, static_root) as served:
            yield served


@pytest.fixture
def browser(house):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


@pytest.fixture
def page(house, browser):
    """At ``localhost``: passkeys belong to names, not to numbers."""
    address = house.address.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=address, locale="zh-CN")
    found = context.new_page()
    found.set_default_timeout(15_000)
    return found


def with_authenticator(page):
    """A device of the person's own, which knows its owner."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def log_in(page, name, door="/admin/login/"):
    page.goto(door)
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")


def log_out(page):
    page.context.clear_cookies()


def sound(page, kept: str):
    """At both widths, light and dark: console, width, words, axe."""
    screens = Screens(page, data=frozenset({"guard", "agency", "TOTP", "USB"}))
    found = [fault for fault in screens.faults() if not fault.what.startswith("English")]
    assert found == [], (kept, [str(each) for each in found])


def test_a_passkey_from_setting_it_up_to_a_grave_action(house, page):
    with_authenticator(page)
    page.goto("/admin/login/")
    sound(page, "entrance")
    log_in(page, "guard")
    page.wait_for_url("**/accounts/factors/")
    sound(page, "factors without one")

    page.click("a[href='/accounts/factors/passkey/']")
    sound(page, "new passkey")
    page.click("[data-passkey=create]")
    page.wait_for_url("**/accounts/factors/codes/")
    assert page.locator(".own__codes .own__code").count() == 10
    sound(page, "recovery codes")

    page.goto("/accounts/factors/app/")
    sound(page, "new app")
    assert page.locator(".own__qr svg path").count() > 0
    secret = page.locator("p.own__code").inner_text().replace(" ", "")
    page.fill("[name=code]", code_of(secret))
    page.click("form button.ds-btn--primary")
    page.wait_for_url("**/accounts/factors/")
    assert "通行密钥 1" in page.locator("main").inner_text()
    sound(page, "factors")

    log_out(page)
    page.goto("/admin/login/?next=/admin/user/")
    page.click("[data-passkey=get]")
    page.wait_for_url(re.compile(r"localhost:\d+/admin/user/$"))

    log_out(page)
    log_in(page, "guard")
    page.wait_for_url("**/accounts/second-step/")
    sound(page, "second step")
    page.click("[data-passkey=get]")
    page.wait_for_url(re.compile(r"localhost:\d+/admin/$"))

    house.sql(with_history(ASKED_SOON, Parameter, "~"))
    page.goto("/admin/user/new/")
    page.fill("[name=name]", "周致远")
    page.fill("[name=username]", "zhou")
    page.fill("[name=password]", "seven-quiet-rivers")
    page.check("[name=codes][value=officer]")
    page.wait_for_timeout(1000 * (RECENT + 1))
    page.locator("form[method=post] .ds-form__actions button, form footer button").first.click()
    page.wait_for_url("**/accounts/confirm/*/")
    sound(page, "confirm")
    page.click("[data-passkey=get]")
    page.wait_for_url(re.compile(r"/admin/user/(inspect/)?\d+/|/admin/user/$"))
    assert house.sql("select name, roles from core_user where username = 'zhou'") == [
        ("周致远", "officer")
    ]


def test_a_session_is_seen_and_ended_from_another_machine(house, browser, page):
    log_in(page, "agency", "/login/")
    page.wait_for_url(re.compile(r"/portal/|/$"))
    other = browser.new_context(base_url=house.address, locale="zh-CN").new_page()
    log_in(other, "agency", "/login/")
    page.goto("/accounts/sessions/")
    sound(page, "sessions in the portal")
    page.locator("li:not(:has(.ds-tag)) button[name=session]").first.click()
    page.wait_for_load_state()
    other.goto("/accounts/sessions/")
    assert "/login/" in other.url
    page.goto("/accounts/factors/")
    sound(page, "factors in the portal")


@pytest.mark.parametrize(
    ("name", "said"),
    [("NotAllowedError", "浏览器未完成操作"), ("SecurityError", "不能使用通行密钥")],
)
def test_where_the_device_says_no_nothing_changes_and_it_is_said(page, name, said):
    page.add_init_script(
        f"navigator.credentials.get = () => Promise.reject(new DOMException('no', '{name}'))"
    )
    page.goto("/login/")
    page.click("[data-passkey=get]")
    page.locator("[data-passkey-said]", has_text=said).wait_for()
    assert "/login/" in page.url
