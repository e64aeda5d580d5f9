"""From a call to its end: written down while the caller speaks, answered, not good enough, answered
again one level higher, settled by the enterprise's own word.
"""

import re
import time

from tests.browser.test_portal_on_a_phone import PHONE, TARGETS, WIDTH
from tests.browser.test_whole_deal import step

CALLER, ENTERPRISE = "139-0736-1001", "沅启动力电池"
MATTER = "二期注液车间十二月要加装两路蒸汽，请协调供热公司排期。"


def assert_fits(page):
    scroll, inner = page.evaluate(WIDTH)
    assert scroll <= inner == 390, page.url
    inside = TARGETS.replace("document.query", "document.querySelector('main').query")
    # a radio button is touched by its label
    small = [each for each in page.evaluate(inside) if each[2] < 24 and "radio" not in each[0]]
    assert small == [], page.url


def written_down(page) -> tuple[str, str, str]:
    """A call, as the officer takes it: (address of the record, number, code)."""
    page.goto("/admin/hotline/")
    began = time.monotonic()
    assert page.evaluate("document.activeElement.name") == "phone", "one types at once"
    page.keyboard.type(CALLER)
    caller = page.locator(f"[data-caller]:has-text('{ENTERPRISE}')").first
    caller.wait_for()
    assert page.locator("#known :text('危包证')").count(), "what it asked before stands beside"
    caller.click()
    assert page.input_value("[name=credit_code]")
    page.locator("label:has-text('水电气网')").click()
    page.fill("[name=content]", MATTER)
    page.locator("#known :text('按规则分派至')").wait_for()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/admin/servicerequest/inspect/*/")
    assert time.monotonic() - began < 30
    told = page.locator(".messages .success").inner_text()
    number, code = re.search(r"(FW-\d{4}-\d+).*：(\w{8})", told).groups()
    return page.url, number, code


def followed(officer, number, code):
    """The tracking page, in a browser of its own that knows no log-in."""
    stranger = officer.context.browser.new_context(
        base_url=re.match(r"https?://[^/]+", officer.url).group(), locale="zh-CN", viewport=PHONE
    ).new_page()
    stranger.set_default_timeout(15_000)
    stranger.goto("/service/track/")
    stranger.fill("[name=number]", number)
    stranger.fill("[name=code]", code.lower())
    stranger.locator("main form button").click()
    stranger.wait_for_url(f"**/service/track/{number}/{code}/")
    assert stranger.context.cookies() == [], "no cookie before a log-in"
    return stranger


def answer(page, record, text):
    page.goto(record)
    step(page, "take_up")
    step(page, "answer", answer=text)


def say(page, word, text=""):
    page.reload()
    form = page.locator("form:has([name=act][value=word])")
    form.locator(f"label:has-text('{word}')").first.click()
    form.locator("[name=word]").fill(text)
    form.locator("button").click()
    page.wait_for_url("**?done=word")


def test_from_a_call_to_its_end_and_open_again(log_in):
    officer, park, head = log_in("officer"), log_in("park_officer"), log_in("section_head")
    record, number, code = written_down(officer)
    stranger = followed(officer, number, code)
    assert_fits(stranger)
    park.goto(f"/admin/servicerequest/?q={number}")
    assert park.locator("tbody a:has-text('二期注液车间')").count() == 1, "found by its number"
    answer(park, record, "供热公司排在 12 月 20 日施工。")
    stranger.reload()
    assert stranger.locator("text=供热公司排在 12 月 20 日施工。").count()

    say(stranger, "不满意", "20 日太晚，12 日必须通汽。")
    assert stranger.locator(".ds-tag:text-is('重办')").count()
    answer(head, record, "已协调提前到 12 月 10 日施工。")
    say(stranger, "基本满意", "可以。")
    assert stranger.locator(".ds-tag:text-is('已销号')").count()
    head.goto(record)
    for said in ("基本满意", "20 日太晚，12 日必须通汽。"):
        assert head.locator(f"text={said}").count(), said

    stranger.locator("form:has([name=act][value=word]) [name=word]").fill("又停汽了。")
    stranger.locator("form:has([name=act][value=word]) button").click()
    stranger.locator(".ds-tag:text-is('重办')").wait_for()
    stranger.context.close()


def test_a_stranger_asks_on_a_phone_and_keeps_number_and_code(log_in):
    officer = log_in("officer")
    page = officer.context.browser.new_context(
        base_url=re.match(r"https?://[^/]+", officer.url).group(), locale="zh-CN", viewport=PHONE
    ).new_page()
    page.set_default_timeout(15_000)
    page.goto("/service/ask/")
    assert_fits(page)
    page.locator("label:has-text('水电气网')").click()
    page.fill("[name=content]", "我们想把用电增容到 6 MVA，怎么办理？")
    page.locator("[data-answers] summary:has-text('用电增容')").wait_for()
    page.fill("[name=phone]", "13900000000")
    page.locator("form[data-offered] button").click()
    page.wait_for_url("**/service/track/*/*/?new=1*")
    assert_fits(page)
    assert page.locator(".ds-note b").all_inner_texts() == page.url.split("/")[5:7]
    page.context.close()
