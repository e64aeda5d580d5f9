"""A stranger answers five questions, sees which policies fit, and applies for one."""

import pytest

from tests.browser.conftest import CHROMIUM


@pytest.fixture
def stranger(server):
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: install Debian's chromium to run the browser tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            base_url=server.address, locale="zh-CN", viewport={"width": 390, "height": 844}
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        yield page
        browser.close()


def test_a_stranger_answers_five_questions_sees_what_fits_and_applies(stranger, server):
    page = stranger
    page.goto("/policies/")
    page.locator(".policy__ask a.ds-btn").first.click()
    page.check("input[name=what][value='384、382']")  # new energy, as the city's parks say
    page.check("input[name=capital_from][value=other_province]")
    page.fill("[name=total_investment]", "18000")
    page.fill("[name=equipment]", "9500")
    page.fill("[name=jobs]", "119")
    page.check("input[name=has][value=high_tech]")
    fit = page.locator("article.site__fit--fits", has_text="设备投资补助办法")
    fit.locator("b", has_text="约 950 万元").wait_for()  # while one types, no button pressed
    assert "第三条" in fit.inner_text()
    nearly = page.locator("article.site__fit--nearly", has_text="一事一议")
    assert "总投资还差 2000 万元" in nearly.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.context.cookies() == []

    fit.locator("a.ds-btn", has_text="申报").click()
    assert "约 950 万元" in page.inner_text("aside.policy__aside")
    page.fill("[name=name]", "示例电池有限公司")
    page.fill("[name=contact]", "王女士")
    page.click("main form button")  # neither telephone nor e-mail: said, and nothing lost
    assert page.input_value("[name=name]") == "示例电池有限公司"
    page.fill("[name=phone]", "13800000000")
    file = {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 contract"}
    page.set_input_files("[name=files]", file)
    page.click("main form button")
    number = page.inner_text("main header b.num")
    assert number.startswith("ZCSB-")
    stored = server.sql(
        f"select state, estimate from site_policyapplication where number = '{number}'"
    )
    assert "received" in str(stored) and "9500000" in str(stored)
    page.click("main a.ds-btn")  # its own tracking page, by number and code
    assert "设备投资补助办法" in page.inner_text("main")
