"""The picture of a chain: drawn without a network, and every link in it opens its page."""


def test_a_click_on_a_link_of_the_graph_opens_its_page(server, log_in):
    page = log_in("officer")
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/admin/chain/")
    page.goto(
        page.locator("main tbody a:has-text('新能源')")
        .first.get_attribute("href")
        .replace("/edit/", "/inspect/")
    )
    page.wait_for_selector("#chain-graph[data-nodes='9']")
    page.locator("#chain-graph text:has-text('锂电设备')").first.click()
    page.wait_for_url("**/admin/link/inspect/*/")
    assert "锂电设备" in page.locator("h1, header").first.inner_text()
    assert faults == []


def test_a_chain_needs_no_sideways_scroll_of_the_page_on_a_phone(server, log_in):
    page = log_in("officer")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/admin/chain/")
    page.goto(
        page.locator("main tbody a:has-text('新能源')")
        .first.get_attribute("href")
        .replace("/edit/", "/inspect/")
    )
    page.wait_for_selector("#chain-graph[data-nodes='9']")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
