"""The portal on a screen 390 pixels wide, driven as a person would."""

import re

PHONE = {"width": 390, "height": 844}
SMALLEST_TARGET = 24
TARGETS = """() => {
  const touched = 'a, button, input:not([type=hidden]), select, textarea, summary';
  const shown = [...document.querySelectorAll(touched)].filter(each => each.offsetParent !== null);
  return shown.map(each => {
    const box = each.getBoundingClientRect();
    return [each.outerHTML.slice(0, 90), box.width, box.height];
  });
}"""
WIDTH = "() => [document.documentElement.scrollWidth, window.innerWidth]"


def on_a_phone(log_in, role):
    page = log_in(role)
    page.set_viewport_size(PHONE)
    return page


def assert_fits(page):
    scroll, inner = page.evaluate(WIDTH)
    assert scroll <= inner == 390, page.url
    small = [
        target
        for target in page.evaluate(TARGETS)
        if target[1] < SMALLEST_TARGET or target[2] < SMALLEST_TARGET
    ]
    assert small == [], (page.url, small)


def test_an_agency_registers_and_reads_that_the_company_is_taken(log_in):
    referrer, agency = on_a_phone(log_in, "referrer"), on_a_phone(log_in, "agency")
    referrer.goto("/leads/new/")
    assert_fits(referrer)
    referrer.fill("[name=company]", "掌上示范智能有限公司")
    referrer.fill("[name=content]", "老乡张总想回乡建厂，电话在我处")
    referrer.click(".portal__send button")
    referrer.wait_for_url(re.compile(r"/registrations/\d+/$"))
    assert referrer.locator(".stage--now").count() == 1
    assert_fits(referrer)

    agency.goto("/portal/")
    agency.locator("main a.ds-btn--big").first.click()
    agency.fill("[name=company]", "掌上示范智能（常德）股份有限公司")
    agency.fill("[name=title]", "智能终端整机")
    agency.fill("[name=investment]", "8000")
    assert_fits(agency)
    agency.click(".portal__send button")
    agency.wait_for_url(re.compile(r"/registrations/\d+/$"))
    conflict = agency.locator(".conflict[role=alert]")
    assert conflict.is_visible()
    page = agency.content()
    assert "陈先生" not in page
    assert "老乡" not in page
    assert agency.locator(".stage").count() == 0
    assert_fits(agency)

    agency.locator("a[href$='/arbitration/']").click()
    agency.fill("[name=text]", "我方三月已陪同企业考察")
    agency.set_input_files(
        "[name=file]", {"name": "visit.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    agency.click("main form button")
    agency.wait_for_url(re.compile(r"/disputes/\d+/$"))
    assert "我方三月已陪同企业考察" in agency.content()
    assert_fits(agency)


def test_every_page_of_the_portal_fits_the_phone(log_in):
    agency = on_a_phone(log_in, "agency")
    seen, ahead = set(), ["/portal/"]
    while ahead and len(seen) < 40:
        address = ahead.pop(0)
        kind = re.sub(r"\d+", "0", address)
        if kind in seen:
            continue
        seen.add(kind)
        agency.goto(address)
        assert_fits(agency)
        links = agency.eval_on_selector_all(
            "a[href^='/']", "all => all.map(each => each.getAttribute('href'))"
        )
        ahead += [
            link for link in links if not link.startswith(("/files/", "/documents/", "/admin/"))
        ]
    assert {
        "/portal/",
        "/leads/new/",
        "/registrations/0/",
        "/projects/0/",
        "/statements/0/",
        "/agreements/0/",
        "/own/",
        "/own/account/",
        "/results/",
        "/members/",
        "/password/",
    } <= seen


def test_the_portal_is_installed_and_says_so_where_there_is_no_network(log_in):
    agency = on_a_phone(log_in, "agency")
    agency.goto("/own/")
    agency.evaluate("navigator.serviceWorker.ready.then(() => true)")
    agency.reload()
    kept = agency.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => "
        "caches.open(name).then(cache => cache.keys())))).then(all => all.flat().map(each => "
        "new URL(each.url).pathname))"
    )
    assert kept
    assert all(path.startswith("/static/") or path == "/offline/" for path in kept)
    agency.context.set_offline(True)
    agency.goto("/own/")
    assert "江海" not in agency.content()
    assert agency.locator("h1").is_visible()
    agency.context.set_offline(False)
