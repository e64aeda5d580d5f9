"""Who is asked to wait reads it on a telephone, and sends what was typed once more; the list of the
limits in the staff admin.
"""

import pytest

from crm.core.models import RateLimit
from tests.browser.conftest import CHROMIUM, serve
from tests.browser.screens import PHONE, Screens
from tests.own_database import own_database
from tests.set_up import with_history

PASSWORD = "quiet-lotus-mountain"
ADMINISTRATOR = f"""
from crm.core.granting import give_role
from crm.core.models import User
made = User.objects.create_user("system", password="{PASSWORD}", name="许工", is_demo=True)
give_role(made, "system_administrator")
"""
# Two letters at once, and the next one after two seconds.
TWO = "update core_ratelimit set number = 2, seconds = 4 where code = 'password_resets'"
ASKING = "update core_ratelimit set code_from = 0 where code = 'policy_forms'"


@pytest.fixture(scope="module")
def house(tmp_path_factory, static_root):
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: install Debian's chromium to run the browser tests")
    with own_database("limits", tmp_path_factory.mktemp("private")) as database:
        done = database.manage("shell", "-c", ADMINISTRATOR)
        assert done.returncode == 0, done.stderr
        for change in (TWO, ASKING):
            database.sql(with_history(change, RateLimit, "~"))
        with serve(database, static_root) as served:
            yield served


@pytest.fixture
def page(house):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        found = browser.new_context(base_url=house.address, locale="zh-CN").new_page()
        found.set_default_timeout(15_000)
        yield found
        browser.close()


def faults(page, *expected: str) -> list[str]:
    screens = Screens(page, english=True)
    found = [str(fault) for fault in screens.faults()]
    return [each for each in found if not any(word in each for word in expected)]


def test_what_was_typed_is_sent_once_more_after_the_wait(page):
    page.set_viewport_size(PHONE)
    for _time in range(3):
        page.goto("/password-reset/")
        page.fill("[name=email]", "person@example.cn")
        page.click("main button")
    assert page.title() == "请稍候"
    text = page.inner_text("main")
    assert "您的操作过于频繁。请稍候一分钟再继续。" in text
    assert "Very much came from you. Please wait a minute, then go on." in text
    assert faults(page, "429") == []
    page.wait_for_timeout(2500)
    page.get_by_role("button", name="重新提交").click()
    page.wait_for_url("**/password-reset/sent/")


def test_the_code_in_the_picture_is_asked_for_below_what_was_typed(page):
    page.set_viewport_size(PHONE)
    page.goto("/policy/news/")
    page.fill("[name=email]", "person@example.cn")
    page.locator("form.policy__apply button").click()
    page.wait_for_selector("[name=picture_1]")
    assert page.input_value("[name=email]") == "person@example.cn"
    page.wait_for_function("() => document.querySelector('img.captcha').naturalWidth > 40")
    assert faults(page) == []


def test_the_list_of_limits_says_what_it_means(page):
    page.goto("/admin/login/")
    page.fill("[name=username]", "system")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.goto("/admin/ratelimit/")
    assert "文书验证" in page.inner_text("main")
    assert faults(page) == []
    page.get_by_role("link", name="文书验证").first.click()
    page.wait_for_url("**/inspect/**")
    assert faults(page) == []
    page.goto(page.url.replace("inspect", "edit"))
    assert "已用次数随时间均匀恢复" in page.inner_text("main")
    assert faults(page) == []
