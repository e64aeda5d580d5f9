"""The search box and the lists in a real browser."""

import re


def test_ctrl_k_finds_a_park_by_its_pinyin_initials(server, log_in):
    page = log_in("officer")
    page.goto("/admin/lead/")
    page.keyboard.press("Control+k")
    box = page.locator("dialog.search-box [role=combobox]")
    box.fill("cdjkq")
    page.wait_for_selector("[role=option]:has-text('常德经开区')")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.count() == 1
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: "
        "true, bubbles: true}))"
    )
    assert page.url.endswith("/admin/lead/"), "an input method that composes must not open anything"
    box.fill("cdjkqyanshi")
    page.wait_for_function(
        "() => document.querySelector('.search-says').textContent.length > 0 || "
        "document.querySelectorAll('[role=option]').length > 0"
    )
    box.fill("常德经开区")
    page.wait_for_selector("[role=option][aria-selected=true]")
    park = page.locator("[role=option]:has(b:has-text('常德经开区'))").first
    while park.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inspect/**")
    assert "常德经开区" in page.locator("main").inner_text()


def test_escape_closes_the_box_and_the_question_mark_lists_the_keys(server, log_in):
    page = log_in("officer")
    page.goto("/admin/")
    page.keyboard.press("Control+k")
    assert page.locator("dialog.search-box").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog.search-box").is_visible()
    page.keyboard.press("?")
    page.wait_for_selector("#keyboard-shortcuts-dialog kbd:has-text('Ctrl + K')")


def test_the_back_button_keeps_the_filter(server, log_in):
    page = log_in("officer")
    page.goto("/admin/company/?view=all")
    page.fill(".ds-search [name=q]", "沃尔玛")
    page.wait_for_url(re.compile(r"q=%E6%B2%83"))
    page.wait_for_function(
        "() => document.querySelectorAll('#listing-results tbody tr').length < 5"
    )
    address = page.url
    page.locator("#listing-results tbody a").first.click()
    page.wait_for_load_state()
    assert page.url != address
    page.go_back()
    page.wait_for_load_state()
    assert page.url == address
    assert page.input_value(".ds-search [name=q]") == "沃尔玛"
    assert page.locator("#listing-results tbody tr").count() < 5


def test_what_is_shown_is_kept_as_a_view(server, log_in):
    page = log_in("officer")
    page.goto("/admin/lead/?view=all")
    page.fill(".ds-search [name=q]", "XS-")
    page.wait_for_url(re.compile("q=XS-"))
    views = page.locator(".list-views details")
    views.locator("summary").click()
    views.locator("form [name=name]").last.fill("带编号的")
    views.locator("form button").last.click()
    page.wait_for_selector(".list-views a[aria-current=page]:has-text('带编号的')")
    assert "q=XS-" in page.url
    page.goto("/admin/lead/?view=all")
    page.locator(".list-views a:has-text('带编号的')").click()
    page.wait_for_url(re.compile("q=XS-"))
